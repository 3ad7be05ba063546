// SPDX-License-Identifier: MIT
#include "rtrip/cookie_jar.hpp"

#include <algorithm>

#include "policy/cookie_rules.hpp"
#include "policy/set_cookie.hpp"

namespace rtrip {
namespace {

// Bounds of the jar, curl's where curl has one.
constexpr std::size_t kMaxOfResponse = 50;
constexpr std::size_t kMaxOfDomain = 150;
constexpr std::size_t kMaxCookies = 3000;
// Bounds of the Cookie field (curl CVE-2022-32205: larger ones only make servers refuse everything).
constexpr std::size_t kMaxFieldBytes = 8190;
constexpr std::size_t kMaxFieldCookies = 150;

bool is_expired(const Cookie& cookie, WallTime now) {
    return cookie.expires && *cookie.expires <= now;
}

bool same_key(const Cookie& a, const Cookie& b) {
    return a.name == b.name && a.domain == b.domain && a.host_only == b.host_only && a.path == b.path;
}

bool is_for(const Cookie& cookie, const CookieScope& scope) {
    const bool domain = cookie.host_only || scope.is_address ? cookie.domain == scope.host
                                                             : cookie_domain_matches(scope.host, cookie.domain);
    return domain && cookie_path_matches(scope.path, cookie.path) && (!cookie.secure || scope.secure);
}

}  // namespace

std::vector<CookieDecision> CookieJar::receive(const CookieScope& scope, const Header& header, WallTime now) {
    std::vector<CookieDecision> decisions;
    for (const std::string_view text : header.values("Set-Cookie")) {
        if (decisions.size() == kMaxOfResponse) break;
        decisions.push_back(receive_one(scope, text, now));
    }
    return decisions;
}

CookieDecision CookieJar::receive_one(const CookieScope& scope, std::string_view text, WallTime now) {
    using Action = CookieDecision::Action;
    ParsedSetCookie parsed = parse_set_cookie(text);
    if (!parsed.cookie) return {std::string(), Action::refused, std::move(parsed.refused_because)};
    AdmittedCookie admitted = admit_cookie(scope, *parsed.cookie, now);
    if (!admitted.cookie) return {parsed.cookie->name, Action::refused, std::move(admitted.refused_because)};
    Cookie& cookie = *admitted.cookie;
    if (!scope.secure && would_hide_secure(cookie)) {
        return {cookie.name, Action::refused, "a Secure cookie of this name is there, and this one came without TLS"};
    }
    const auto there = std::find_if(cookies_.begin(), cookies_.end(),
                                    [&cookie](const Cookie& other) { return same_key(other, cookie); });
    const Action action =
        is_expired(cookie, now) ? Action::deleted : (there != cookies_.end() ? Action::replaced : Action::stored);
    CookieDecision decision{cookie.name, action, {}};
    add(std::move(cookie), now);
    return decision;
}

// RFC 6265bis section 5.7: what comes without TLS leaves Secure cookies alone, and must not stand before them either.
bool CookieJar::would_hide_secure(const Cookie& cookie) const {
    return std::any_of(cookies_.begin(), cookies_.end(), [&cookie](const Cookie& other) {
        return other.secure && other.name == cookie.name && cookie_path_matches(cookie.path, other.path) &&
               (cookie_domain_matches(cookie.domain, other.domain) ||
                cookie_domain_matches(other.domain, cookie.domain));
    });
}

void CookieJar::add(Cookie cookie, WallTime now) {
    const auto there = std::find_if(cookies_.begin(), cookies_.end(),
                                    [&cookie](const Cookie& other) { return same_key(other, cookie); });
    if (there != cookies_.end()) {
        cookie.created = there->created;
        if (is_expired(cookie, now)) {
            cookies_.erase(there);
        } else {
            *there = std::move(cookie);
        }
        return;
    }
    if (is_expired(cookie, now)) return;
    drop_expired(now);
    make_room(cookie.domain);
    cookie.created = next_++;
    cookies_.push_back(std::move(cookie));
}

void CookieJar::drop_expired(WallTime now) {
    std::erase_if(cookies_, [now](const Cookie& cookie) { return is_expired(cookie, now); });
}

// One site's cookies push out that site's, so that none can empty the jar of the others.
void CookieJar::make_room(const std::string& domain) {
    const auto of_domain = [&domain](const Cookie& cookie) { return cookie.domain == domain; };
    if (std::count_if(cookies_.begin(), cookies_.end(), of_domain) >= static_cast<std::ptrdiff_t>(kMaxOfDomain)) {
        cookies_.erase(std::find_if(cookies_.begin(), cookies_.end(), of_domain));
    }
    if (cookies_.size() >= kMaxCookies) cookies_.erase(cookies_.begin());
}

std::string CookieJar::field_value(const CookieScope& scope, WallTime now) {
    drop_expired(now);
    std::vector<const Cookie*> chosen;
    for (Cookie& cookie : cookies_) {
        if (cookie.domain.empty()) cookie.domain = scope.host;
        if (is_for(cookie, scope)) chosen.push_back(&cookie);
    }
    // Of equal paths the older one first, which is that in front: the cookies lie in one array.
    std::sort(chosen.begin(), chosen.end(), [](const Cookie* a, const Cookie* b) {
        return a->path.size() != b->path.size() ? a->path.size() > b->path.size() : a < b;
    });
    std::string value;
    std::size_t count = 0;
    for (const Cookie* cookie : chosen) {
        const std::size_t more = (value.empty() ? 0 : 2) + cookie->name.size() + 1 + cookie->value.size();
        if (count == kMaxFieldCookies || value.size() + more > kMaxFieldBytes) break;
        if (!value.empty()) value += "; ";
        value += cookie->name + "=" + cookie->value;
        ++count;
    }
    return value;
}

std::vector<Cookie> CookieJar::cookies(WallTime now) const {
    std::vector<Cookie> out;
    for (const Cookie& cookie : cookies_) {
        if (!is_expired(cookie, now)) out.push_back(cookie);
    }
    return out;
}

void CookieJar::drop_session_cookies() {
    std::erase_if(cookies_, [](const Cookie& cookie) { return !cookie.expires; });
}

}  // namespace rtrip
