// SPDX-License-Identifier: MIT
#include <array>

#include "base/ascii.hpp"
#include "cli/draft.hpp"
#include "cli/version.hpp"

namespace rtrip::cli {
namespace {

void set_proxy(const Occurrence& item, std::string_view scheme, Draft& draft) {
    ProxyOptions& proxy = draft.group.connect.proxy;
    proxy.url_option = "--" + std::string(flag_of(item.id).name);
    proxy.url = item.value;
    if (scheme.empty()) return;
    if (item.value.empty()) return draft.problem(ErrorCode::usage_invalid, shown(item) + " needs the proxy's host");
    // A user may name it with its scheme all the same.
    const std::size_t end = item.value.find("://");
    proxy.url = std::string(scheme) + "://" + item.value.substr(end == std::string::npos ? 0 : end + 3);
}

void add_field(const Occurrence& item, Draft& draft) {
    std::vector<HeaderEdit> edits;
    add_header_edits(item, edits, draft);
    ProxyOptions& proxy = draft.group.connect.proxy;
    for (HeaderEdit& edit : edits) {
        if (!edit.remove) {
            proxy.header.add(std::move(edit.name), std::move(edit.value));
        } else if (ascii::iequals(edit.name, "User-Agent")) {
            draft.proxy_user_agent = false;
        }
    }
}

}  // namespace

bool apply_proxy_flag(const Occurrence& item, Draft& draft) {
    ProxyOptions& proxy = draft.group.connect.proxy;
    switch (item.id) {
        case FlagId::proxy: set_proxy(item, "", draft); return true;
        case FlagId::socks5: set_proxy(item, "socks5", draft); return true;
        case FlagId::socks5_hostname: set_proxy(item, "socks5h", draft); return true;
        case FlagId::proxy_user: draft.proxy_user = item.value; return true;
        case FlagId::proxytunnel: proxy.tunnel = item.on; return true;
        case FlagId::noproxy: proxy.no_proxy = item.value; return true;
        case FlagId::proxy_header: add_field(item, draft); return true;
        case FlagId::proxy_cacert: proxy.tls.ca_file = item.value; return true;
        case FlagId::proxy_insecure: proxy.tls.verify = !item.on; return true;
        default: return false;
    }
}

void finish_proxy(Draft& draft) {
    constexpr std::array<const char*, 9> kVariables{"http_proxy",  "HTTP_PROXY", "https_proxy",
                                                    "HTTPS_PROXY", "all_proxy",  "ALL_PROXY",
                                                    "no_proxy",    "NO_PROXY",   "REQUEST_METHOD"};
    ProxyOptions& proxy = draft.group.connect.proxy;
    for (const char* name : kVariables) {
        if (auto value = draft.env.variable(name)) proxy.environment.push_back({name, std::move(*value)});
    }
    const std::string own = "rtrip/" + std::string(kVersion);
    if (draft.proxy_user_agent) proxy.user_agent = draft.group.request.user_agent.value_or(own);
    if (!draft.proxy_user) return;
    const std::string& user = *draft.proxy_user;
    const std::size_t colon = user.find(':');
    Credentials& credentials = proxy.credentials.emplace();
    credentials.user = user.substr(0, colon);
    if (colon != std::string::npos) {
        credentials.password = user.substr(colon + 1);
    } else if (draft.problems.empty()) {
        credentials.password = ask_password(draft, "proxy user", credentials.user);
    }
}

}  // namespace rtrip::cli
