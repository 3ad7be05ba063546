// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "policy/set_cookie.hpp"
#include "rtrip/cookie_jar.hpp"

namespace rtrip {

/// The folder of a request's path: up to its last slash, without it; at least "/" (RFC 6265bis section 5.1.4).
std::string default_cookie_path(std::string_view request_path);

/// Whether `host` is `domain` or a name below it (section 5.1.3). An address is below nothing.
bool cookie_domain_matches(std::string_view host, std::string_view domain);

/// Whether `request_path` is `cookie_path` or lies below it, at a slash (section 5.1.4).
bool cookie_path_matches(std::string_view request_path, std::string_view cookie_path);

/// The cookie that a response from `scope` may set, or why it may not: domains that are not its own, public suffixes,
/// Secure without TLS, the promises of __Host- and __Secure-. No cookie lives longer than 400 days.
struct AdmittedCookie {
    std::optional<Cookie> cookie;
    std::string refused_because;
};
AdmittedCookie admit_cookie(const CookieScope& scope, const SetCookie& parsed, WallTime now);

/// When a cookie ends by its attributes: Max-Age before Expires (section 5.7). Absent: with the session.
std::optional<WallTime> cookie_expiry(const SetCookie& parsed, WallTime now);

}  // namespace rtrip
