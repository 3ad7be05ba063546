// SPDX-License-Identifier: MIT
#include "policy/cookie_rules.hpp"

#include <algorithm>
#include <chrono>

#include "base/ascii.hpp"
#include "policy/public_suffix.hpp"

namespace rtrip {
namespace {

constexpr std::chrono::hours kLongestLife{24 * 400};  // RFC 6265bis section 5.5

bool is_loopback(std::string_view host, HostKind kind) {
    if (kind == HostKind::ipv4) return host.starts_with("127.");
    if (kind == HostKind::ipv6) return host == "::1";
    return host == "localhost" || host.ends_with(".localhost");
}

std::string without_final_dot(std::string host) {
    if (host.ends_with('.')) host.pop_back();
    return host;
}

// An empty text when the domain attribute is fine; `cookie` gets domain and host_only.
std::string place(const CookieScope& scope, const std::optional<std::string>& domain, Cookie& cookie) {
    cookie.domain = scope.host;
    cookie.host_only = true;
    if (!domain || *domain == scope.host) {
        // For itself alone any host may set cookies, be it an address or a public suffix ("localhost").
        cookie.host_only = !domain || scope.is_address || is_public_suffix(scope.host);
        return {};
    }
    if (scope.is_address) return "its domain is not the address that set it";
    if (!cookie_domain_matches(scope.host, *domain)) return "its domain does not cover the host that set it";
    if (is_public_suffix(*domain)) return "its domain is a public suffix";
    cookie.domain = *domain;
    cookie.host_only = false;
    return {};
}

// RFC 6265bis section 4.1.3: what the name promises must hold. The case of the prefix does not matter, since servers
// that ignore it would be fooled.
std::string broken_promise(const SetCookie& parsed) {
    if (ascii::istarts_with(parsed.name, "__Secure-") && !parsed.secure) return "__Secure- without Secure";
    if (!ascii::istarts_with(parsed.name, "__Host-")) return {};
    if (!parsed.secure) return "__Host- without Secure";
    if (parsed.domain) return "__Host- with a domain";
    if (parsed.path != "/") return "__Host- without the path \"/\"";
    return {};
}

}  // namespace

CookieScope::CookieScope(const Url& url, std::optional<std::string_view> host_field)
    : host(without_final_dot(url.host())),
      is_address(url.host_kind() != HostKind::name),
      path(url.path()),
      secure(url.is_https() || is_loopback(host, url.host_kind())) {
    if (!host_field) return;
    const auto own = Url::parse("http://" + std::string(*host_field) + "/");
    if (!own) return;
    host = without_final_dot(own->host());
    is_address = own->host_kind() != HostKind::name;
}

std::string default_cookie_path(std::string_view request_path) {
    const std::size_t slash = request_path.rfind('/');
    if (!request_path.starts_with('/') || slash == 0) return "/";
    return std::string(request_path.substr(0, slash));
}

bool cookie_domain_matches(std::string_view host, std::string_view domain) {
    if (host == domain) return true;
    return host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.';
}

bool cookie_path_matches(std::string_view request_path, std::string_view cookie_path) {
    if (!request_path.starts_with(cookie_path)) return false;
    return request_path.size() == cookie_path.size() || cookie_path.ends_with('/') ||
           request_path[cookie_path.size()] == '/';
}

std::optional<WallTime> cookie_expiry(const SetCookie& parsed, WallTime now) {
    const auto latest = std::chrono::duration_cast<std::chrono::seconds>(kLongestLife).count();
    if (parsed.max_age_s) {
        if (*parsed.max_age_s <= 0) return WallTime::min();
        return now + std::chrono::seconds(std::min<std::int64_t>(*parsed.max_age_s, latest));
    }
    if (!parsed.expires) return std::nullopt;
    return std::min(*parsed.expires, now + std::chrono::seconds(latest));
}

AdmittedCookie admit_cookie(const CookieScope& scope, const SetCookie& parsed, WallTime now) {
    Cookie cookie;
    if (std::string why = place(scope, parsed.domain, cookie); !why.empty()) return {std::nullopt, std::move(why)};
    if (parsed.secure && !scope.secure) return {std::nullopt, "it is Secure and came without TLS"};
    if (std::string why = broken_promise(parsed); !why.empty()) return {std::nullopt, std::move(why)};
    cookie.name = parsed.name;
    cookie.value = parsed.value;
    cookie.path = parsed.path.value_or(default_cookie_path(scope.path));
    cookie.expires = cookie_expiry(parsed, now);
    cookie.secure = parsed.secure;
    cookie.http_only = parsed.http_only;
    return {std::move(cookie), {}};
}

}  // namespace rtrip
