// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "rtrip/dialer.hpp"

namespace rtrip {

/// A place that a connection leads to.
struct HostPort {
    std::string host;  ///< Without brackets, with the zone of an IPv6 literal.
    std::uint16_t port = 0;
    [[nodiscard]] std::string text() const;  ///< "example.com:443", "[2001:db8::1]:443"
};

/// Where requests for `place` really go: what the first entry of --connect-to that matches says, else `place` itself.
/// The request stays what it was.
[[nodiscard]] HostPort connect_target(const DialOptions& options, const HostPort& place);
/// Whether an entry matches. A proxy must then be asked for a tunnel, as only a tunnel can lead elsewhere than the
/// request says.
[[nodiscard]] bool is_connected_elsewhere(const DialOptions& options, const HostPort& place);

}  // namespace rtrip
