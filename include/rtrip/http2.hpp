// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rtrip/time.hpp"

/// What the record says of HTTP/2 (RFC 9113): plain data.
namespace rtrip {

struct Http2Setting {
    std::string name;  ///< "MAX_CONCURRENT_STREAMS"; "0x1234" for one that has no name.
    std::uint32_t value = 0;
    friend bool operator==(const Http2Setting&, const Http2Setting&) = default;
};

/// The peer's announcement that it will take no further streams (section 6.8).
struct Http2GoAway {
    std::uint32_t last_stream_id = 0;  ///< Streams above it were not processed.
    std::string error;                 ///< "NO_ERROR", "ENHANCE_YOUR_CALM", ...
    std::string debug;                 ///< As it came, at most 1 KiB of it; not safe to show.
};

/// What a stream that had something to send waited for.
struct Http2Waits {
    std::optional<Duration> slot;               ///< For the peer's MAX_CONCURRENT_STREAMS.
    std::optional<Duration> stream_window;      ///< For the peer to open the stream's window.
    std::optional<Duration> connection_window;  ///< For the peer to open the connection's.
    std::optional<Duration> socket;             ///< For the kernel to take more.
};

/// One frame's header (section 4.1).
struct Http2Frame {
    bool sent = false;
    std::uint8_t type = 0;
    std::uint8_t flags = 0;
    std::uint32_t stream_id = 0;
    std::uint32_t length_bytes = 0;  ///< Of the payload.
};

/// What HTTP/2 did for one round trip.
struct Http2Info {
    std::uint32_t stream_id = 0;       ///< 0: the request never left.
    std::uint32_t streams_at_once = 0;  ///< Most streams open on the connection while this one was, itself included.
    std::vector<Http2Setting> settings_sent;
    std::vector<Http2Setting> settings_received;  ///< Empty: none had come by the end of the round trip.
    std::optional<Duration> ping_rtt;  ///< The last answered PING of the connection.
    Http2Waits waits;
    std::optional<Http2GoAway> goaway;
    std::string reset_error;  ///< Of the stream: "REFUSED_STREAM", ...; empty: it was not reset.
    bool reset_by_peer = false;
};

}  // namespace rtrip
