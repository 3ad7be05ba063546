// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rtrip/proxy.hpp"
#include "rtrip/result.hpp"

namespace rtrip {

/// A proxy that can be connected to.
struct ProxyServer {
    ProxyScheme scheme = ProxyScheme::http;
    std::string host;  ///< Lower-case, without brackets, with the zone of an IPv6 literal.
    std::uint16_t port = 0;
    std::optional<Credentials> credentials;  ///< Decoded.

    [[nodiscard]] bool is_socks() const { return scheme != ProxyScheme::http && scheme != ProxyScheme::https; }
    /// The proxy looks the target's name up, not we.
    [[nodiscard]] bool resolves_names() const { return scheme != ProxyScheme::socks4 && scheme != ProxyScheme::socks5; }
    [[nodiscard]] std::string host_port() const;
    /// "http://user:***@proxy.example:3128": no secret in it.
    [[nodiscard]] std::string display() const;

    friend bool operator==(const ProxyServer&, const ProxyServer&) = default;
};

std::string_view proxy_scheme_name(ProxyScheme scheme);

/// The port of a proxy's URL that has none.
enum class ProxyPorts : std::uint8_t {
    curl,  ///< 443 for https, else 1080: what -x means.
    go,    ///< 80 for http, 443 for https, 1080 for SOCKS: what variables mean.
};

/// Reads a proxy's URL, or HOST[:PORT] for http. What stands behind the authority is passed over; "socks" means socks4,
/// as in curl.
/// Errors: proxy_invalid, proxy_unsupported_scheme. Messages show no user-info.
Result<ProxyServer> parse_proxy(std::string_view text, ProxyPorts ports);

}  // namespace rtrip
