// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/error.hpp"
#include "rtrip/header.hpp"
#include "rtrip/http2.hpp"

namespace rtrip::http2 {

/// A header section that begins a response, interim or final.
struct ReceivedHead {
    int status = 0;
    Header fields;                ///< Without pseudo-fields.
    std::uint64_t bytes = 0;      ///< Of its frames, their headers included.
    bool padded_values = false;   ///< Some values had white space around them, which RFC 9113 section 8.2.1 forbids.
    [[nodiscard]] bool interim() const { return status < 200; }
};

/// How a stream ended.
struct StreamEnd {
    std::uint32_t error = 0;  ///< RFC 9113 section 7; 0: both sides said all they had to.
    bool by_peer = false;     ///< A RST_STREAM came.
    std::string detail;       ///< What the peer got wrong, as the session found it; not safe to show. May be empty.
    std::optional<ErrorCode> limit;  ///< One of our own limits ended it.
};

/// Whether more input may follow at once.
enum class DataVerdict : std::uint8_t { go_on, pause };

/// What a request's body has for one frame.
struct BodyPiece {
    enum class State : std::uint8_t { some, last, later, failed };
    State state = State::later;
    std::size_t bytes = 0;
};

/// What happens on one stream, in this order: (head_begins head)* interim, head_begins, final head, data*, trailers?,
/// end?, closed. `closed` may come at any time and is last. Called from within ClientSession; must not call back into
/// it, but for consume().
class StreamListener {
public:
    virtual ~StreamListener() = default;
    virtual void on_head_begins() = 0;
    virtual void on_head(ReceivedHead head) = 0;
    /// The view lives until the session is fed again.
    virtual DataVerdict on_data(std::string_view data) = 0;
    virtual void on_trailers(Header trailers) = 0;
    virtual void on_end() = 0;  ///< END_STREAM: nothing more will come.
    virtual void on_closed(StreamEnd end) = 0;
    /// Fills some of `buffer` with the request's body.
    virtual BodyPiece read_body(std::span<char> buffer) = 0;
};

/// What happens on the connection as a whole.
class ConnectionListener {
public:
    virtual ~ConnectionListener() = default;
    virtual void on_settings(std::vector<Http2Setting> settings) = 0;
    virtual void on_settings_acknowledged() = 0;
    virtual void on_ping_answered() = 0;
    virtual void on_goaway(Http2GoAway goaway) = 0;
};

}  // namespace rtrip::http2
