// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rtrip/url.hpp"

namespace rtrip {

/// Who wrote the list: what ".example.com" means differs.
enum class NoProxyDialect : std::uint8_t {
    go,    ///< NO_PROXY: names below example.com, not itself. Entries are separated by commas.
    curl,  ///< --noproxy: example.com as well. Entries are separated by commas or spaces.
};

/// The entry of a NO_PROXY list that takes a URL's host from the proxy; absent: none does.
///
///     *                     everything
///     example.com           that name and all below it         example.com:8080   on that port alone
///     .example.com          names below it                     *.example.com      the same
///     192.0.2.1             that address                       [2001:db8::1]:443  on that port alone
///     192.0.2.0/24          addresses of that block            2001:db8::/32
///
/// Names are compared without case and as A-labels, and never looked up; an address is never matched by a name's entry.
/// Entries that are none of these match nothing.
/// Source: golang.org/x/net/http/httpproxy.
std::optional<std::string> match_no_proxy(std::string_view list, const Url& url, NoProxyDialect dialect);

/// Whether the host is this machine by name or address: "localhost", 127.0.0.0/8, ::1.
bool is_loopback_host(const Url& url);

}  // namespace rtrip
