// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "policy/proxy_url.hpp"
#include "rtrip/connect_options.hpp"

namespace rtrip {

/// How a connection leads through a proxy.
struct ProxyRoute {
    enum class Mode : std::uint8_t {
        forward,  ///< Plain requests with absolute targets; one connection serves every http host.
        connect,  ///< A tunnel by CONNECT.
        socks,    ///< A tunnel by SOCKS.
    };
    ProxyServer server;
    Mode mode = Mode::forward;
};

/// Everything that makes two connections different. Two requests share a connection only when their keys are equal.
///
///   http   example.com   80   (options)   plain connection to that name
///   https  example.com  443   (options)   the same with TLS under just these TLS options
///   http                      (options)   plain connection to an http proxy, for any name
///
/// `options` holds TLS settings (trust, verification, client certificate, pins, versions, ciphers, groups, ALPN) and
/// where the connection really leads (family, interface, local ports, connect-to, Unix socket). It is shared between
/// the requests of one Transport, so equal pointers need no comparison.
struct PoolKey {
    std::string scheme;
    std::string host;  ///< Lower-case, with the zone of an IPv6 literal.
    std::uint16_t port = 0;
    std::shared_ptr<const ConnectOptions> options;
    std::shared_ptr<const ProxyRoute> proxy;  ///< Null: directly.
};

/// Why a pooled connection does not fit; `reason` is empty when it does.
struct KeyMismatch {
    std::string reason;  ///< "different_scheme", "different_host", "different_port", "tls_config_differs", ...
    std::string field;   ///< The setting at fault, for the reasons that have several.
    std::string want;
    std::string have;
};

/// Compares in the order scheme, proxy, host, port, dial options, TLS options, and names the first difference.
/// Texts hold no secrets: of a password, a key's or a proxy's, only that it differs is said.
[[nodiscard]] KeyMismatch compare(const PoolKey& want, const PoolKey& have);

}  // namespace rtrip
