// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/endpoint.hpp"
#include "rtrip/result.hpp"

namespace rtrip::net {

/// Bounds on what a configuration can make us send. glibc asks 3 servers; Kubernetes allows 32 search domains.
inline constexpr std::size_t kMaxConfiguredServers = 3;
inline constexpr std::size_t kMaxOptionServers = 8;
inline constexpr std::size_t kMaxSearchDomains = 32;

/// What resolv.conf(5) says of whom to ask, and for which names.
struct ResolvConf {
    std::vector<Endpoint> servers;
    std::vector<std::string> search;  ///< The last "search" or "domain" line.
    bool has_search = false;          ///< Such a line was there.
    int ndots = 1;
    std::optional<std::chrono::seconds> timeout;
    std::optional<int> attempts;
};

/// Lines that make no sense are passed over, as the C library does.
ResolvConf parse_resolv_conf(std::string_view text);

/// The names to ask for a host, in order: the host itself first when it has at least `ndots` dots, else last; a dot at
/// its end rules the search domains out.
std::vector<std::string> search_names(std::string_view host, const ResolvConf& conf);

/// A server as --dns-servers takes it: "192.0.2.53", "192.0.2.53:5353", "2001:db8::1", "[2001:db8::1]:5353".
/// Errors: dns_bad_option.
Result<Endpoint> parse_name_server(std::string_view text);

/// The modules of the "hosts:" line of nsswitch.conf(5) that look names up in places where we do not.
std::vector<std::string> unasked_modules(std::string_view nsswitch);

}  // namespace rtrip::net
