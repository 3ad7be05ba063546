// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rtrip/header.hpp"
#include "rtrip/netrc.hpp"
#include "rtrip/tls.hpp"

namespace rtrip {

/// What is spoken to a proxy. For SOCKS "4" and "5" the target's name is looked up here, "4a" and "5h" leave it to the
/// proxy.
enum class ProxyScheme : std::uint8_t { http, https, socks4, socks4a, socks5, socks5h };

/// One variable of the environment that has to do with proxies.
struct ProxyVariable {
    std::string name;
    std::string value;
    friend bool operator==(const ProxyVariable&, const ProxyVariable&) = default;
};

/// Which proxy is to be used for which request. The choice is made for each request anew, by its URL, since a redirect
/// may lead from a place that has a proxy to one that has none.
struct ProxyOptions {
    /// -x: a URL, or HOST[:PORT] for http. Empty: none, whatever the environment says. Absent: the environment's.
    std::optional<std::string> url;
    std::string url_option = "--proxy";  ///< How `url` was given, for the record.
    /// --noproxy: takes the place of NO_PROXY; empty: every host goes through the proxy.
    std::optional<std::string> no_proxy;
    /// http_proxy, https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, no_proxy, NO_PROXY and REQUEST_METHOD, as far as
    /// they are set. The caller takes them from its environment; the library reads none.
    std::vector<ProxyVariable> environment;
    std::optional<Credentials> credentials;  ///< -U: before those of the URL.
    bool tunnel = false;  ///< -p: CONNECT for http:// as well.
    Header header;  ///< --proxy-header: for the proxy alone, with CONNECT or plain requests.
    std::string user_agent;  ///< Of CONNECT requests, unless `header` has one; empty: none.
    TlsOptions tls = http1_tls_options();  ///< Of the connection to an https proxy; the origin's have no say in it.

    friend bool operator==(const ProxyOptions&, const ProxyOptions&) = default;
};

}  // namespace rtrip
