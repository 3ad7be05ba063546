// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/header.hpp"
#include "rtrip/time.hpp"
#include "rtrip/url.hpp"

namespace rtrip {

/// A cookie that the jar holds.
struct Cookie {
    std::string name;
    std::string value;
    std::string
        domain;  ///< Lower-case, without leading dot. Empty: not known yet, the first host that is asked gets it.
    std::string path;    ///< Begins with "/".
    std::optional<WallTime> expires;  ///< Absent: a session cookie.
    bool host_only = true;            ///< Only for `domain` itself, not for names below it.
    bool secure = false;
    bool http_only = false;
    std::uint64_t created = 0;  ///< Order of creation within the jar; kept when the cookie is replaced.
    friend bool operator==(const Cookie&, const Cookie&) = default;
};

/// Where a request goes, as cookies see it.
///
/// Scheme and real host say whether the way is safe; the host that cookies belong to is the one of a Host field of the
/// user's own, if there is one, as in curl.
struct CookieScope {
    explicit CookieScope(const Url& url, std::optional<std::string_view> host_field = std::nullopt);
    std::string host;  ///< Lower-case, without port, brackets and a dot behind.
    bool is_address = false;
    std::string path;
    bool secure = false;  ///< https, or this very machine (localhost, names below it, loopback addresses).
};

/// What became of one Set-Cookie field.
struct CookieDecision {
    enum class Action : std::uint8_t { stored, replaced, deleted, refused };
    std::string name;  ///< As far as it could be read.
    Action action = Action::refused;
    std::string because;  ///< Why it was refused; shows no value.
};

/// Cookies by the rules of RFC 6265bis, with public suffixes, prefixes and bounds. One thread.
///
/// Knows neither files nor clocks: times are handed in, texts come and go through parse_cookie_file and
/// format_cookie_file. Bounds: 50 cookies of one response, 150 of one domain, 3000 in all; the oldest give way.
class CookieJar {
public:
    /// Takes the cookies of a response.
    std::vector<CookieDecision> receive(const CookieScope& scope, const Header& header, WallTime now);
    /// Puts in a cookie that is known to be fine, from a file for example.
    void add(Cookie cookie, WallTime now);

    /// The value of the Cookie field for a request: longest path first, then the oldest. Empty: none. Stops growing at
    /// 8190 bytes and at 150 cookies.
    std::string field_value(const CookieScope& scope, WallTime now);

    /// Everything that has not expired, in the order of creation.
    [[nodiscard]] std::vector<Cookie> cookies(WallTime now) const;
    [[nodiscard]] std::size_t size() const { return cookies_.size(); }
    /// Drops session cookies (curl's --junk-session-cookies).
    void drop_session_cookies();

private:
    CookieDecision receive_one(const CookieScope& scope, std::string_view text, WallTime now);
    [[nodiscard]] bool would_hide_secure(const Cookie& cookie) const;
    void drop_expired(WallTime now);
    void make_room(const std::string& domain);

    std::vector<Cookie> cookies_;  // in the order of creation
    std::uint64_t next_ = 0;
};

/// Reads a file of Netscape's format (seven fields with tabs between; "#HttpOnly_" in front of the first) or of header
/// lines ("Set-Cookie: a=b"), or a mixture, into `jar`. Nothing in it is trusted: lines that make no sense, cookies of
/// public suffixes and expired ones are passed over. Returns how many cookies it took.
std::size_t parse_cookie_file(std::string_view text, WallTime now, CookieJar& jar);

/// The jar in Netscape's format, expired cookies left out.
std::string format_cookie_file(const CookieJar& jar, WallTime now);

}  // namespace rtrip
