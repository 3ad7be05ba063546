// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "rtrip/connect_options.hpp"

namespace rtrip {

/// Everything that makes two connections different. Two requests share a connection only when their keys are equal.
///
///   http   example.com   80   (options)   plain connection to that name
///   https  example.com  443   (options)   the same with TLS under just these TLS options
///
/// `options` holds TLS settings (trust, verification, client certificate, pins, versions, ciphers, groups, ALPN) and
/// where the connection really leads (family, interface, local ports, connect-to, Unix socket). It is shared between
/// the requests of one Transport, so equal pointers need no comparison.
struct PoolKey {
    std::string scheme;
    std::string host;  ///< Lower-case, with the zone of an IPv6 literal.
    std::uint16_t port = 0;
    std::shared_ptr<const ConnectOptions> options;
};

/// Why a pooled connection does not fit; `reason` is empty when it does.
struct KeyMismatch {
    std::string reason;  ///< "different_scheme", "different_host", "different_port", "tls_config_differs", ...
    std::string field;   ///< The setting at fault, for the reasons that have several.
    std::string want;
    std::string have;
};

/// Compares in the order scheme, host, port, dial options, TLS options, and names the first difference.
/// Texts hold no secrets: of a key's password only that it differs is said.
[[nodiscard]] KeyMismatch compare(const PoolKey& want, const PoolKey& have);

}  // namespace rtrip
