// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rtrip/time.hpp"

namespace rtrip {

enum class AddressFamily : std::uint8_t { any, ipv4, ipv6 };

/// curl's --connect-to HOST1:PORT1:HOST2:PORT2; empty parts mean "any" on the left and "the same" on the right.
struct ConnectTo {
    std::string from_host;
    std::string from_port;
    std::string to_host;
    std::string to_port;
    friend bool operator==(const ConnectTo&, const ConnectTo&) = default;
};

/// How sockets are made. Everything that changes where a connection leads is part of the pool's key.
struct DialOptions {
    AddressFamily family = AddressFamily::any;
    std::string interface;  ///< Interface name, address or host name (curl's --interface); empty: any.
    /// Inclusive range of local ports; none: the kernel chooses.
    std::optional<std::pair<std::uint16_t, std::uint16_t>> local_ports;
    std::vector<ConnectTo> connect_to;
    std::string unix_socket;  ///< A path; connects there instead of to the host.
    bool abstract_unix_socket = false;
    bool tcp_nodelay = true;
    bool tcp_keepalive = true;
    std::chrono::seconds keepalive_time{60};  ///< Idle time and interval, as curl.
    /// TCP_FASTOPEN_CONNECT (RFC 7413). Once the kernel has a cookie of the server's, connecting ends at once and the
    /// SYN leaves with the first bytes that are sent.
    bool tcp_fastopen = false;
    /// The first line on each connection tells the server behind it who connects (PROXY protocol, version 1).
    bool proxy_protocol = false;
    /// Between the starts of connect attempts (RFC 8305 section 5).
    Duration attempt_delay = std::chrono::milliseconds(200);
    /// How long to wait for the other family's answer once one is there (RFC 8305 section 3).
    Duration resolution_delay = std::chrono::milliseconds(50);
    friend bool operator==(const DialOptions&, const DialOptions&) = default;
};

}  // namespace rtrip
