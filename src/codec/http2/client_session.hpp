// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "codec/http2/flood_guard.hpp"
#include "codec/http2/frame_tap.hpp"
#include "codec/http2/stream_listener.hpp"
#include "rtrip/header.hpp"
#include "rtrip/result.hpp"

namespace rtrip::http2 {

/// What the peer may send at most, and how far it may run ahead of its reader.
struct SessionLimits {
    std::size_t max_header_bytes = 1024 * 1024;
    std::size_t max_header_fields = 5000;
    std::size_t max_interim = 32;
};

/// The client's side of one HTTP/2 connection (RFC 9113): bytes in, calls to listeners out; calls in, bytes out.
///
/// Framing, HPACK, the states of streams and the rules for messages are nghttp2's. No clock and no socket: who owns it
/// reads and writes the connection. Once an error was returned every call gives the same one. One thread.
class ClientSession {
public:
    /// `listener` must outlive the session.
    ClientSession(const SessionLimits& limits, ConnectionListener& listener);
    ~ClientSession();
    ClientSession(const ClientSession&) = delete;
    ClientSession& operator=(const ClientSession&) = delete;

    enum class BodyKind : std::uint8_t { none, follows };
    /// Begins a stream; its header section waits for a place when the peer's MAX_CONCURRENT_STREAMS is reached.
    /// Every stream must be forgotten; `listener` must live until then. Returns the stream's id.
    /// Errors: http2_goaway (no stream can be begun any more), out_of_memory.
    Result<std::uint32_t> submit(const Header& fields, BodyKind body, StreamListener& listener);
    /// The stream's body has something again, or may be asked again.
    void resume(std::uint32_t stream);
    /// Drops what is known of a stream and tells its listener nothing more; one that is still open is reset (CANCEL).
    void forget(std::uint32_t stream);
    /// `bytes` of on_data() have been used up: the peer may send as many more on the stream.
    void consume(std::uint32_t stream, std::size_t bytes);
    /// Lets the peer run further ahead on one stream: its reader is faster.
    void widen_window(std::uint32_t stream);
    void ping();
    /// Says that no stream will follow (GOAWAY, NO_ERROR).
    void say_goodbye();

    /// Takes bytes of the peer until a listener pauses; returns how many. Not all: call again, with what is left, which
    /// may be nothing.
    /// Errors: http2_protocol, http2_not_http2, http2_flood, out_of_memory.
    Result<std::size_t> feed(std::string_view bytes);
    [[nodiscard]] bool paused() const { return paused_; }
    /// What the session broke on, once it did.
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

    /// Appends what is to be written until `out` has `enough` bytes or nothing is left; false: nothing was appended.
    /// Errors: as for feed().
    Result<bool> take_output(std::string& out, std::size_t enough);

    /// Frames that passed since clear_frames(), in both directions.
    [[nodiscard]] const std::vector<Http2Frame>& frames() const { return frames_; }
    void clear_frames() { frames_.clear(); }

    /// Where the header section and the end of a request lie in all that take_output() ever gave: bytes from the start;
    /// absent until they were given.
    struct Marks {
        std::uint64_t head_bytes = 0;  ///< Of the section's frames, their headers included.
        std::optional<std::uint64_t> head_end;
        std::optional<std::uint64_t> request_end;
    };
    [[nodiscard]] Marks marks(std::uint32_t stream) const;

    [[nodiscard]] std::size_t open_streams() const { return open_count_; }
    /// The peer's limit on streams; 100 until it has said one, as RFC 9113 section 6.5.2 advises it not to go below.
    [[nodiscard]] std::size_t max_streams() const;
    [[nodiscard]] bool can_submit() const;
    /// What keeps a body from being sent now: bytes that may be sent on the stream and on the connection.
    [[nodiscard]] std::int64_t stream_window(std::uint32_t stream) const;
    [[nodiscard]] std::int64_t connection_window() const;
    [[nodiscard]] const std::vector<Http2Setting>& settings_sent() const { return settings_sent_; }

private:
    struct Callbacks;  // of nghttp2
    struct Open {
        StreamListener* listener = nullptr;
        Marks marks;
        ReceivedHead head;  // being received
        std::uint64_t list_bytes = 0;  // of all header sections so far, as RFC 9113 section 6.5.2 counts
        std::size_t fields = 0;
        std::size_t interim = 0;
        std::uint64_t head_frame_bytes = 0;  // of the header section's frames so far
        bool final_head = false;
        bool closed = false;
        StreamEnd end;
    };
    struct Session;  // nghttp2_session and its deleter

    [[nodiscard]] Open* find(std::uint32_t stream) const;
    void submit_settings(const SessionLimits& limits);
    void note_sent(std::string_view piece);
    [[nodiscard]] Error fatal(int code) const;
    [[nodiscard]] Error violated(std::string_view goaway_payload) const;

    SessionLimits limits_;
    ConnectionListener& listener_;
    std::unique_ptr<Session> session_;
    std::unordered_map<std::uint32_t, std::unique_ptr<Open>> streams_;
    std::size_t open_count_ = 0;
    std::vector<Http2Setting> settings_sent_;
    FrameTap sent_tap_{FrameTap::Side::client};
    FrameTap received_tap_{FrameTap::Side::server};
    FloodGuard guard_;
    std::vector<Http2Frame> frames_;
    std::uint64_t given_ = 0;  // bytes of output
    std::string first_bytes_;  // of the peer
    bool given_up_ = false;  // for what the peer sends
    std::string last_complaint_;  // nghttp2's words on what the peer got wrong
    std::optional<Error> error_;
    bool paused_ = false;
};

}  // namespace rtrip::http2
