// SPDX-License-Identifier: MIT
#include "policy/proxy_choice.hpp"

#include <array>
#include <initializer_list>

#include "policy/no_proxy.hpp"

namespace rtrip {
namespace {

const ProxyVariable* find(const ProxyOptions& options, std::string_view name) {
    for (const ProxyVariable& variable : options.environment) {
        if (variable.name == name && !variable.value.empty()) return &variable;
    }
    return nullptr;
}

const ProxyVariable* find_first(const ProxyOptions& options, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (const ProxyVariable* found = find(options, name)) return found;
    }
    return nullptr;
}

const ProxyVariable* variable_for(const ProxyOptions& options, const Url& url) {
    return url.is_https() ? find_first(options, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                          : find_first(options, {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"});
}

// Why there is none although there might have been one.
std::string no_variable(const ProxyOptions& options, const Url& url) {
    if (url.is_https() && find_first(options, {"http_proxy", "HTTP_PROXY"}) != nullptr) {
        return "http_proxy is not for https URLs";
    }
    if (!url.is_https() && find_first(options, {"https_proxy", "HTTPS_PROXY"}) != nullptr) {
        return "https_proxy is not for http URLs";
    }
    return {};
}

struct ListMatch {
    std::string list;  // "--noproxy", "NO_PROXY"; empty: there is no list
    std::optional<std::string> entry;
};

ListMatch match_lists(const ProxyOptions& options, const Url& url) {
    if (options.no_proxy) {
        return ListMatch{"--noproxy", match_no_proxy(*options.no_proxy, url, NoProxyDialect::curl)};
    }
    const ProxyVariable* list = find_first(options, {"no_proxy", "NO_PROXY"});
    if (list == nullptr) return {};
    return ListMatch{list->name, match_no_proxy(list->value, url, NoProxyDialect::go)};
}

Result<void> check_cgi(const ProxyOptions& options, const ProxyVariable& variable) {
    const bool for_http = variable.name == "http_proxy" || variable.name == "HTTP_PROXY";
    if (!for_http || find(options, "REQUEST_METHOD") == nullptr) return {};
    // A field "Proxy:" of a CGI script's client becomes HTTP_PROXY.
    Error error(ErrorCode::proxy_invalid, Phase::queue,
                variable.name + " is refused where REQUEST_METHOD is set: in a CGI script it may be the client's");
    error.hint = "name the proxy with --proxy, or unset one of the two variables";
    return fail(std::move(error));
}

}  // namespace

Result<ProxyChoice> choose_proxy(const ProxyOptions& options, const Url& url) {
    ProxyChoice out;
    std::string_view text;
    const bool explicit_url = options.url.has_value();
    if (explicit_url) {
        out.source = options.url_option;
        text = *options.url;
        if (text.empty()) {
            out.because = out.source + " is empty";
            return out;
        }
    } else {
        const ProxyVariable* variable = variable_for(options, url);
        if (variable == nullptr) {
            out.because = no_variable(options, url);
            return out;
        }
        if (auto fine = check_cgi(options, *variable); !fine) return fail(std::move(fine.error()));
        out.source = variable->name;
        text = variable->value;
        if (is_loopback_host(url)) {
            out.because = "variables name no proxy for this machine itself";
            return out;
        }
    }
    const ListMatch match = match_lists(options, url);
    if (match.entry) {
        out.because = "entry \"" + *match.entry + "\" of " + match.list + " matches";
        return out;
    }
    auto server = parse_proxy(text, explicit_url ? ProxyPorts::curl : ProxyPorts::go);
    if (!server) {
        server.error().message += " (" + out.source + ")";
        return fail(std::move(server.error()));
    }
    if (options.credentials) server->credentials = options.credentials;
    out.server = std::move(*server);
    out.because = match.list.empty() ? "no list of exceptions" : "no entry of " + match.list + " matches";
    return out;
}

}  // namespace rtrip
