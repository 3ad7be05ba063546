// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "client/exchange_input.hpp"
#include "client/h2_conn.hpp"
#include "rtrip/body.hpp"
#include "rtrip/response.hpp"
#include "rtrip/transport.hpp"

namespace rtrip {

/// What one exchange is made of.
struct H2ExchangeInput : ExchangeInput {
    H2ExchangeInput(ExchangeInput common, std::shared_ptr<H2Conn> conn_, Header fields_)
        : ExchangeInput(std::move(common)), conn(std::move(conn_)), fields(std::move(fields_)) {}
    std::shared_ptr<H2Conn> conn;
    Header fields;  ///< As they go out, pseudo-fields first.
    /// Called when the exchange is over, with the reason why the connection cannot be used again, or nothing.
    std::function<void(const std::string&)> on_released;
};

/// One request and its response on one stream of an HTTP/2 connection; the response's Body once the head is there.
class H2Exchange final : public Body {
public:
    explicit H2Exchange(H2ExchangeInput input);
    ~H2Exchange() override;

    /// Sends the request and reads the final head. After an error the stream is closed, and no round_trip_done hook has
    /// been fired: the caller decides whether the failure is the request's.
    asio::awaitable<Result<void>> start(Context& ctx);
    /// The final head; valid after start(). The body is this object.
    [[nodiscard]] Response make_response() const;

    asio::awaitable<Result<std::string_view>> read(Context& ctx) override;
    asio::awaitable<void> finish(Context& ctx) override;
    [[nodiscard]] const Header& trailers() const override { return trailers_; }

    /// Nothing of a response was seen.
    [[nodiscard]] bool no_response_seen() const { return !stream_.saw_head_begin(); }
    /// Not one byte of the request was taken.
    [[nodiscard]] bool nothing_sent() const { return !head_reported_; }
    /// The peer said that it did not look at the request (RFC 9113 section 8.7): it may be sent again, whatever it is.
    [[nodiscard]] bool unprocessed() const { return unprocessed_; }

private:
    enum class Stage : std::uint8_t { head, body, ended };
    enum class Came : std::uint8_t { head, data, end };

    asio::awaitable<Result<Came>> next(Context& ctx);
    Result<std::optional<Came>> take(Context& ctx);
    bool advance(Context& ctx);
    asio::awaitable<Result<void>> wait(Context& ctx);
    [[nodiscard]] Result<void> check_limits(Context& ctx, TimePoint now) const;
    [[nodiscard]] Deadline wait_deadline(Context& ctx) const;
    [[nodiscard]] Error timeout_error(const Deadline& deadline) const;
    /// What keeps the request from going out, if that is what is waited for.
    [[nodiscard]] std::optional<Duration>* held_up_by();

    void report_frames(Context& ctx);
    void report_sent(Context& ctx);
    void report_request_written(Context& ctx, TimePoint at, const std::optional<Error>& error);
    void trace_upload(Context& ctx);
    void on_interim(Context& ctx, const H2Stream::Head& head);
    void on_final_head(Context& ctx, H2Stream::Head head);
    void stop_upload(Context& ctx);
    void count_progress(Context& ctx, std::uint64_t bytes);
    [[nodiscard]] Result<void> check_announced_size() const;
    [[nodiscard]] Error closed_error(const http2::StreamEnd& end);
    [[nodiscard]] Error refused_error(const http2::StreamEnd& end);
    [[nodiscard]] Error cut_error() const;
    [[nodiscard]] std::string received_text() const;
    [[nodiscard]] Phase phase() const;
    void complete(Context& ctx);
    void release(Context& ctx, std::string reason);
    void report_body_done(Context& ctx, const std::optional<Error>& error);
    Error failed(Context& ctx, Error error);
    Error body_failed(Context& ctx, Error error);
    [[nodiscard]] bool sending() const { return !request_reported_ && !stream_.upload.stopped(); }
    [[nodiscard]] ReceivedInfo received_info() const;

    H2ExchangeInput input_;
    H2Stream stream_;
    Stage stage_ = Stage::head;
    http2::ReceivedHead head_;
    std::optional<std::uint64_t> content_length_;
    Header trailers_;
    std::string_view data_;  // what next() found
    std::optional<Error> error_;
    Http2Waits waits_;
    std::string reset_error_;
    bool reset_by_peer_ = false;
    std::optional<TimePoint> hold_until_;
    TimePoint opened_at_;
    TimePoint request_done_at_;
    TimePoint paused_at_;
    TimePoint progress_at_;
    std::uint64_t progress_bytes_ = 0;
    std::uint64_t sent_before_ = 0;  // body bytes that progress was counted for
    std::uint64_t delivered_ = 0;  // body bytes given to the reader
    std::uint64_t window_used_ = 0;  // since the window was last widened
    bool head_reported_ = false;
    bool request_reported_ = false;
    bool first_byte_reported_ = false;
    bool unprocessed_ = false;
};

}  // namespace rtrip
