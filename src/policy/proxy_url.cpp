// SPDX-License-Identifier: MIT
#include "policy/proxy_url.hpp"

#include <array>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "model/percent.hpp"
#include "rtrip/url.hpp"

namespace rtrip {
namespace {

constexpr std::size_t kShown = 40;

struct SchemeName {
    std::string_view name;
    ProxyScheme scheme;
};

constexpr std::array<SchemeName, 7> kSchemes{{{"http", ProxyScheme::http},
                                              {"https", ProxyScheme::https},
                                              {"socks4", ProxyScheme::socks4},
                                              {"socks4a", ProxyScheme::socks4a},
                                              {"socks5", ProxyScheme::socks5},
                                              {"socks5h", ProxyScheme::socks5h},
                                              {"socks", ProxyScheme::socks4}}};

std::uint16_t default_port(ProxyScheme scheme, ProxyPorts ports) {
    if (scheme == ProxyScheme::https) return 443;
    return scheme == ProxyScheme::http && ports == ProxyPorts::go ? 80 : 1080;
}

Result<ProxyScheme> scheme_of(std::string_view name) {
    for (const SchemeName& row : kSchemes) {
        if (ascii::iequals(row.name, name)) return row.scheme;
    }
    return fail(ErrorCode::proxy_unsupported_scheme, Phase::queue,
                "proxy: scheme \"" + escape_prefix(name, kShown) + "\" is not supported");
}

}  // namespace

std::string_view proxy_scheme_name(ProxyScheme scheme) {
    for (const SchemeName& row : kSchemes) {
        if (row.scheme == scheme) return row.name;
    }
    return "";
}

std::string ProxyServer::host_port() const {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string ProxyServer::display() const {
    std::string out(proxy_scheme_name(scheme));
    out += "://";
    if (credentials) {
        out += percent_encode(credentials->user);
        out += credentials->password.empty() ? "@" : ":***@";
    }
    return out + host_port();
}

Result<ProxyServer> parse_proxy(std::string_view text, ProxyPorts ports) {
    ProxyServer out;
    std::string_view rest = text;
    if (const std::size_t end = text.find("://"); end != std::string_view::npos) {
        auto scheme = scheme_of(text.substr(0, end));
        if (!scheme) return fail(std::move(scheme.error()));
        out.scheme = *scheme;
        rest = text.substr(end + 3);
    }
    // User-info, host and port follow the same rules in every scheme; more slashes would be taken for none.
    if (rest.starts_with('/')) return fail(ErrorCode::proxy_invalid, Phase::queue, "proxy: the URL has no host");
    auto url = Url::parse("http://" + std::string(rest));
    if (!url) {
        std::string why = url.error().message;
        if (why.starts_with("url: ")) why.erase(0, 5);
        return fail(ErrorCode::proxy_invalid, Phase::queue, "proxy: " + why);
    }
    out.host = url->host();
    if (!url->zone().empty()) out.host += "%" + url->zone();
    out.port = url->explicit_port().value_or(default_port(out.scheme, ports));
    if (url->user() || url->password()) {
        Credentials credentials;
        credentials.user = percent_decode(url->user().value_or(""));
        credentials.password = percent_decode(url->password().value_or(""));
        out.credentials = std::move(credentials);
    }
    return out;
}

}  // namespace rtrip
