// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/h2_upload.hpp"
#include "codec/http2/stream_listener.hpp"
#include "net/wake.hpp"
#include "rtrip/http2.hpp"
#include "rtrip/time.hpp"
#include "rtrip/trace.hpp"

namespace rtrip {

/// What has come for one stream and was not looked at yet, and the body that goes out on it. The connection fills it,
/// whoever's coroutine drives that; the exchange takes from it in its own time, so everything carries its time.
class H2Stream final : public http2::StreamListener {
public:
    struct Head {
        http2::ReceivedHead head;
        TimePoint began;  ///< Its first bytes were there.
        TimePoint done;
    };

    H2Stream(const asio::any_io_executor& executor, H2Upload upload_)
        : upload(std::move(upload_)), wake_(std::make_shared<net::Wake>(executor)) {}

    std::uint32_t id = 0;
    H2Upload upload;
    std::uint32_t streams_at_once = 0;
    std::uint64_t sent_head_bytes = 0;         ///< Of the header section's frames.
    std::optional<TimePoint> head_sent_at;     ///< The kernel had the header section.
    std::optional<TimePoint> request_sent_at;  ///< The kernel had the end of the request.
    std::uint64_t request_position = 0;        ///< Where that lies on the socket.
    bool wants_stamps = false;
    std::optional<KernelStamps> stamps;        ///< Once a response began.
    bool wants_frames = false;
    std::vector<std::pair<TimePoint, Http2Frame>> frames;

    /// The next head, interim or final.
    std::optional<Head> take_head();
    /// The next bytes of the body; empty when none are there now. Valid until the next call.
    std::string_view take_data();
    [[nodiscard]] bool has_data() const { return !direct_.empty() || !chunks_.empty(); }
    Header take_trailers() { return std::move(trailers_); }
    /// END_STREAM has come, and all before it has been taken.
    [[nodiscard]] bool at_end() const { return ended_at_.has_value() && heads_.empty() && !has_data(); }
    [[nodiscard]] std::optional<TimePoint> ended_at() const { return ended_at_; }
    [[nodiscard]] const std::optional<http2::StreamEnd>& closed() const { return closed_; }
    [[nodiscard]] std::uint64_t received_bytes() const { return received_bytes_; }
    [[nodiscard]] bool saw_head_begin() const { return first_began_.has_value(); }

    /// Whether the peer may run on: no more than what was handed out lies here.
    [[nodiscard]] bool reader_is_faster() const { return chunks_.empty(); }

    /// Something is about to be taken out of `buffer` for this stream's own sake: data needs no copy, but the buffer as
    /// long as it is looked at.
    void begin_reading(std::shared_ptr<std::vector<char>> buffer) { reading_ = std::move(buffer); }
    void set_now(TimePoint now) { now_ = now; }
    void end_reading() { reading_.reset(); }

    [[nodiscard]] const std::shared_ptr<net::Wake>& wake() const { return wake_; }

    void on_head_begins() override;
    void on_head(http2::ReceivedHead head) override;
    http2::DataVerdict on_data(std::string_view data) override;
    void on_trailers(Header trailers) override;
    void on_end() override;
    void on_closed(http2::StreamEnd end) override;
    http2::BodyPiece read_body(std::span<char> buffer) override { return upload.read(buffer); }

private:
    void touched();

    std::shared_ptr<net::Wake> wake_;
    TimePoint now_;  // of the bytes that are being fed
    std::shared_ptr<std::vector<char>> reading_;
    std::optional<TimePoint> first_began_;
    TimePoint head_began_;
    std::deque<Head> heads_;
    std::string_view direct_;
    std::deque<std::string> chunks_;
    std::string current_;  // what take_data() gave out of chunks_
    std::shared_ptr<std::vector<char>> kept_;  // what direct_, or the view given out of it, lies in
    Header trailers_;
    std::optional<TimePoint> ended_at_;
    std::optional<http2::StreamEnd> closed_;
    std::uint64_t received_bytes_ = 0;
};

}  // namespace rtrip
