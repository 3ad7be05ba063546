// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "client/exchange_input.hpp"
#include "client/h1_upload.hpp"
#include "client/pool.hpp"
#include "codec/http1/response_parser.hpp"
#include "rtrip/body.hpp"
#include "rtrip/response.hpp"
#include "rtrip/transport.hpp"

namespace rtrip {

/// What one exchange is made of.
struct H1ExchangeInput : ExchangeInput {
    H1ExchangeInput(ExchangeInput common, ConnLease lease_, TimePoint began_)
        : ExchangeInput(std::move(common)), lease(std::move(lease_)), began(began_) {}
    ConnLease lease;
    TimePoint began;  ///< When the connection was there.
};

/// One request and its response on one HTTP/1.1 connection; it is the response's Body once the head is there.
///
/// Sends and receives at the same time, since a server may answer before it has read everything, and may stop reading
/// until its own answer is read. Owns the lease; decides at the end whether the connection can be kept and says why
/// not.
class H1Exchange final : public Body {
public:
    explicit H1Exchange(H1ExchangeInput input);
    ~H1Exchange() override;

    /// Sends the request and reads the final head. After an error the connection is closed, and no round_trip_done hook
    /// has been fired: the caller decides whether the failure is the request's.
    asio::awaitable<Result<void>> start(Context& ctx);
    /// The final head; valid after start(). The body is this object.
    [[nodiscard]] Response make_response() const;

    std::optional<Result<std::string_view>> read_ready(Context& ctx) override;
    asio::awaitable<Result<std::string_view>> read(Context& ctx) override;
    asio::awaitable<void> finish(Context& ctx) override;
    [[nodiscard]] const Header& trailers() const override { return parser_.trailers(); }

    /// Nothing of a response was seen: on a reused connection the server had given it up before.
    [[nodiscard]] bool no_response_seen() const { return !parser_.seen_any_byte(); }
    /// A server of HTTP/1 does not say that it has left a request alone.
    [[nodiscard]] static bool unprocessed() { return false; }
    /// Not one byte of the request was taken.
    [[nodiscard]] bool nothing_sent() const { return upload_.untouched(); }

private:
    enum class Stage : std::uint8_t { head, body, ended };

    /// Why advance() came to nothing.
    enum class Pause : std::uint8_t { turn, breath, readiness };

    Result<http1::Event> advance(Context& ctx);
    asio::awaitable<Result<http1::Event>> await_event(Context& ctx);
    Result<http1::Event> go_on(Context& ctx);
    Result<std::string_view> take(Context& ctx, Result<http1::Event> event);
    Result<http1::Event> parse(Context& ctx);
    Result<bool> advance_upload(Context& ctx);
    Result<bool> receive(Context& ctx);
    bool look_out(Context& ctx);
    void count_quickness();
    Result<http1::Event> end_of_stream();
    asio::awaitable<Result<void>> wait(Context& ctx);
    [[nodiscard]] Result<void> check_limits(Context& ctx, TimePoint now) const;
    [[nodiscard]] Deadline wait_deadline(Context& ctx) const;
    [[nodiscard]] Error timeout_error(const Deadline& deadline) const;

    void choose_stamps(Context& ctx);
    void read_stamps(Context& ctx);
    void report_head_written(Context& ctx, TimePoint now);
    void report_request_written(Context& ctx, TimePoint now, const std::optional<Error>& error);
    void stop_upload(Context& ctx, const Error& why);
    [[nodiscard]] bool gives_up_upload() const;
    [[nodiscard]] Result<void> check_announced_size() const;
    void on_interim(Context& ctx);
    Result<void> on_final_head(Context& ctx);
    void count_progress(Context& ctx, std::uint64_t bytes);
    void end(Context& ctx, std::string not_kept_because);
    [[nodiscard]] std::string close_reason();
    void release(Context& ctx, TimePoint now, std::string reason);
    void report_body_done(Context& ctx, TimePoint now, const std::optional<Error>& error);
    Error failed(Context& ctx, Error error);
    Error body_failed(Context& ctx, Error error);
    [[nodiscard]] ReceivedInfo received_info() const;

    H1ExchangeInput input_;
    H1Upload upload_;
    http1::ResponseParser parser_;
    std::string_view unread_;  // of the connection's buffer
    Stage stage_ = Stage::head;
    Pause pause_ = Pause::turn;
    H1Upload::Step last_step_ = H1Upload::Step::progressed;
    std::optional<Error> error_;  // final, once set
    std::optional<Error> upload_error_;  // sending failed; the response may still say why
    std::optional<Error> cut_;  // how the stream ended, when not orderly
    std::optional<TimePoint> hold_until_;  // end of waiting for 100 Continue, once it began
    TimePoint read_at_;  // of the last bytes
    TimePoint head_start_at_;  // first byte of the head being read
    TimePoint request_done_at_;
    std::optional<std::uint64_t> request_end_;  // the last byte's place on the socket, once all are with the kernel
    KernelStamps stamps_;
    TimePoint paused_at_;  // when other handlers last had a turn
    TimePoint progress_at_;  // when the idle limit was last renewed
    std::uint64_t progress_bytes_ = 0;  // since then
    bool head_reported_ = false;
    bool request_reported_ = false;
    bool upload_stopped_ = false;
    bool first_byte_reported_ = false;
    bool stream_ended_ = false;
    bool filled_buffer_ = false;  // by the last read
    bool read_waits_ = false;  // read_ready() had nothing, and pause_ says why
};

}  // namespace rtrip
