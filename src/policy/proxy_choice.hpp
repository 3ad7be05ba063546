// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "policy/proxy_url.hpp"
#include "rtrip/proxy.hpp"
#include "rtrip/result.hpp"
#include "rtrip/url.hpp"

namespace rtrip {

/// Which proxy a request goes through, and why that one or none.
struct ProxyChoice {
    std::optional<ProxyServer> server;  ///< Absent: directly.
    std::string source;   ///< "--proxy", "https_proxy", ...: what named the proxy; empty: nothing did.
    std::string because;  ///< The rule that decided, as a clause; empty: nobody ever spoke of a proxy.
};

/// Chooses by these rules, the first that applies:
///
///   ProxyOptions::url is empty            none
///   ProxyOptions::url                     that one
///   http:// URL                           http_proxy, HTTP_PROXY
///   https:// URL                          https_proxy, HTTPS_PROXY
///   either                                all_proxy, ALL_PROXY
///
/// An empty variable is none. A proxy of the environment is not for this machine ("localhost", loopback addresses), and
/// no proxy for a host in the list of ProxyOptions::no_proxy or, without that, no_proxy or NO_PROXY.
/// Errors: proxy_invalid (also for http_proxy and HTTP_PROXY under REQUEST_METHOD, as in Go), proxy_unsupported_scheme.
/// Source: golang.org/x/net/http/httpproxy; curl for all_proxy.
Result<ProxyChoice> choose_proxy(const ProxyOptions& options, const Url& url);

}  // namespace rtrip
