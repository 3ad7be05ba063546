// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/conn.hpp"
#include "client/h2_stream.hpp"
#include "codec/http2/client_session.hpp"
#include "rtrip/clock.hpp"
#include "rtrip/context.hpp"
#include "rtrip/http2.hpp"
#include "rtrip/receive_limits.hpp"
#include "rtrip/result.hpp"
#include "rtrip/stream.hpp"
#include "rtrip/trace.hpp"

namespace rtrip {

/// One HTTP/2 connection and its streams. Shared by the exchanges on it and the pool. One thread.
///
/// Nothing runs beside the exchanges: whichever of them has nothing to do waits for the socket on behalf of all (the
/// driver), reads, and hands what came to the streams it is for; the others sleep until something is there for them.
/// An exchange that leaves gives the place to one that sleeps. Without exchanges nobody reads.
class H2Conn final : public http2::ConnectionListener {
public:
    /// What a connection is made of; `executor` wakes its sleepers, `clock` outlives it.
    struct Parts {
        std::unique_ptr<Conn> conn;
        Protocol protocol = Protocol::h2;
        asio::any_io_executor executor;
        ReceiveLimits limits;
        const Clock* clock = nullptr;
    };
    explicit H2Conn(Parts parts);
    ~H2Conn() override;
    H2Conn(const H2Conn&) = delete;
    H2Conn& operator=(const H2Conn&) = delete;

    [[nodiscard]] Conn& base() { return *parts_.conn; }
    [[nodiscard]] const Conn& base() const { return *parts_.conn; }
    [[nodiscard]] const asio::any_io_executor& executor() const { return parts_.executor; }
    [[nodiscard]] Protocol protocol() const { return parts_.protocol; }

    /// Why no stream can be begun now: "closed_by_peer", "h2_goaway", "h2_stream_limit", "h2_ping_timeout",
    /// "poisoned_by_error", "close_requested", "surplus_bytes"; empty when one can. Looks at what has come meanwhile,
    /// without waiting.
    [[nodiscard]] std::string unusable_because();
    /// No further stream shall be begun, for a reason of unusable_because()'s.
    void retire(std::string_view reason) { retired_because_ = reason; }
    [[nodiscard]] std::size_t open_streams() const { return session_.open_streams(); }
    /// Since when no stream is open; meaningless while one is.
    [[nodiscard]] TimePoint idle_since() const { return idle_since_; }

    /// Begins a stream. Errors: http2_goaway, and what broke the connection.
    Result<void> open(const Header& fields, H2Stream& stream);
    /// Ends a stream of open(), which is reset if it is not over; must be called before the stream goes.
    void close(H2Stream& stream);

    /// Writes and reads what can be without waiting, until something for `stream` is there. True: something moved.
    /// Errors: what broke the connection, when nothing that came before it is left for `stream`.
    Result<bool> pump(H2Stream& stream);
    /// Waits until pump() has something to do or something for `stream` came.
    /// Errors: interrupted; a passed deadline with `timeout` set.
    asio::awaitable<Result<void>> wait(Context& ctx, H2Stream& stream, Deadline deadline);
    /// `stream` will not pump for a while: another one shall.
    void leave();

    /// The kernel has not taken everything yet.
    [[nodiscard]] bool output_pending() const { return out_position_ < out_.size() || flushed_ < taken_; }
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    /// Nothing more will come.
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] const std::optional<Error>& cut() const { return cut_; }

    [[nodiscard]] http2::ClientSession& session() { return session_; }
    /// What is known of the connection and of the peer.
    void describe(Http2Info& info) const;
    [[nodiscard]] const std::optional<Http2GoAway>& goaway() const { return goaway_; }
    /// A PING has been out for long.
    [[nodiscard]] bool ping_unanswered() const { return ping_sent_at_.has_value(); }
    /// Nothing came for a while, and a PING can say more.
    void look_into_silence();
    [[nodiscard]] TimePoint next_look() const;

    void on_settings(std::vector<Http2Setting> settings) override;
    void on_settings_acknowledged() override { settings_acknowledged_ = true; }
    void on_ping_answered() override;
    void on_goaway(Http2GoAway goaway) override;

private:
    [[nodiscard]] TimePoint now() const { return parts_.clock->now(); }
    bool flush();
    void note_flushed();
    void take_stamps();
    bool look_at_idle();
    bool receive(H2Stream* reader);
    bool feed();
    void fail_all(Error error);
    void share_frames();
    void send_ping();

    Parts parts_;
    http2::ClientSession session_;
    std::vector<H2Stream*> streams_;
    std::vector<H2Stream*> sleepers_;
    H2Stream* driver_ = nullptr;
    std::shared_ptr<std::vector<char>> buffer_;  // shared with streams whose readers look into it
    std::string_view unread_;  // of buffer_
    bool filled_buffer_ = false;
    std::string out_;
    std::size_t out_position_ = 0;
    std::uint64_t taken_ = 0;  // by the stream, of all output ever
    std::uint64_t flushed_ = 0;
    TimePoint flushed_at_;
    TimePoint read_at_;
    TimePoint idle_since_;
    std::optional<Error> failure_;
    std::optional<Error> cut_;  // how the stream ended, when not orderly
    std::optional<Error> send_error_;
    bool ended_ = false;
    std::string retired_because_;
    TimePoint settings_sent_at_;
    bool settings_acknowledged_ = false;
    std::vector<Http2Setting> peer_settings_;
    std::optional<Http2GoAway> goaway_;
    std::size_t stamped_streams_ = 0;  // whose responses are still to begin
    bool pinged_ = false;
    bool ping_failed_ = false;
    std::optional<TimePoint> ping_sent_at_;
    std::optional<Duration> ping_rtt_;
};

}  // namespace rtrip
