// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rtrip/context.hpp"
#include "rtrip/dialer.hpp"
#include "rtrip/result.hpp"
#include "rtrip/trace.hpp"

namespace rtrip {

/// curl's --resolve [+]HOST:PORT:ADDR[,ADDR...], "*" as host for any. "-HOST:PORT" (removal) keeps `addresses` empty.
struct ResolveEntry {
    std::string host;  ///< Lower-case, without trailing dot; "*" for any.
    std::uint16_t port = 0;
    std::vector<std::string> addresses;  ///< Literals without brackets.
    friend bool operator==(const ResolveEntry&, const ResolveEntry&) = default;
};

struct ResolverOptions {
    std::vector<ResolveEntry> entries;
    std::vector<std::string> servers;  ///< "192.0.2.53", "192.0.2.53:5353", "[2001:db8::1]:53"; empty: resolv.conf's.
    std::string hosts_path = "/etc/hosts";
    std::string resolv_conf_path = "/etc/resolv.conf";
    friend bool operator==(const ResolverOptions&, const ResolverOptions&) = default;
};

/// What is asked for.
struct ResolveQuery {
    ResolveQuery(std::string host_, std::uint16_t port_, AddressFamily family_, Duration resolution_delay_)
        : host(std::move(host_)), port(port_), family(family_), resolution_delay(resolution_delay_) {}
    std::string host;
    std::uint16_t port;
    AddressFamily family;
    Duration resolution_delay;  ///< How long an answered family waits for the other.
};

/// Turns a name into addresses. The result is in the order of preference (RFC 6724 for the first family), interleaved
/// by family (RFC 8305 section 4) in `DnsInfo::addresses`; `queries` holds every question, the abandoned ones too.
class Resolver {
public:
    virtual ~Resolver() = default;
    /// Errors: dns_*, interrupted. `info` is filled as far as things went on failure too.
    virtual asio::awaitable<Result<void>> resolve(Context& ctx, const ResolveQuery& query, DnsInfo& info) = 0;
};

}  // namespace rtrip
