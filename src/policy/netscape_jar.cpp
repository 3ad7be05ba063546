// SPDX-License-Identifier: MIT
// The text of cookie files. Reading trusts nothing: whoever can write such a file is not always its reader.
#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/ascii.hpp"
#include "policy/cookie_rules.hpp"
#include "policy/public_suffix.hpp"
#include "policy/set_cookie.hpp"
#include "rtrip/cookie_jar.hpp"

namespace rtrip {
namespace {

constexpr std::string_view kHttpOnly = "#HttpOnly_";
constexpr std::string_view kSetCookie = "Set-Cookie:";
constexpr std::size_t kFields = 7;

std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::vector<std::string_view> split_at_tabs(std::string_view line) {
    std::vector<std::string_view> fields;
    while (fields.size() < kFields) {
        const std::size_t end = line.find('\t');
        fields.push_back(line.substr(0, end));
        if (end == std::string_view::npos) return fields;
        line.remove_prefix(end + 1);
    }
    fields.clear();  // too many: a value cannot hold a tab
    return fields;
}

bool is_clean(std::string_view text) {
    return std::none_of(text.begin(), text.end(), ascii::is_control);
}

// A domain that cookies may be for; empty when it is none.
std::string usable_domain(std::string_view text) {
    if (text.starts_with('.')) text.remove_prefix(1);
    if (text.starts_with('.') || text.ends_with('.') || !is_clean(text)) return {};
    return ascii::lower(text);
}

// Seconds since 1970, 0 for a session cookie. Absent when it is no number.
struct Expiry {
    bool fine = false;
    std::optional<WallTime> at;
};
Expiry parse_expiry(std::string_view text) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || end != text.data() + text.size()) return {};
    const bool too_large = error == std::errc::result_out_of_range;
    if (error != std::errc() && !too_large) return {};
    if (!too_large && seconds == 0) return {true, std::nullopt};
    const std::int64_t last =
        std::chrono::duration_cast<std::chrono::seconds>(WallTime::max().time_since_epoch()).count();
    if (too_large || seconds > last) return {true, WallTime(std::chrono::seconds(last))};
    return {true, WallTime(std::chrono::seconds(std::max<std::int64_t>(seconds, 1)))};
}

std::optional<Cookie> parse_netscape_line(std::string_view line) {
    Cookie cookie;
    if (line.starts_with(kHttpOnly)) {
        cookie.http_only = true;
        line.remove_prefix(kHttpOnly.size());
    } else if (line.starts_with('#')) {
        return std::nullopt;
    }
    const auto fields = split_at_tabs(line);
    if (fields.size() < kFields - 1) return std::nullopt;
    cookie.domain = usable_domain(fields[0]);
    cookie.host_only = !ascii::iequals(fields[1], "TRUE");
    cookie.path = std::string(fields[2]);
    cookie.secure = ascii::iequals(fields[3], "TRUE");
    const Expiry expiry = parse_expiry(fields[4]);
    cookie.expires = expiry.at;
    cookie.name = std::string(fields[5]);
    if (fields.size() == kFields) cookie.value = std::string(fields[6]);
    if (cookie.domain.empty() || !cookie.path.starts_with('/') || !expiry.fine || cookie.name.empty())
        return std::nullopt;
    if (!is_clean(cookie.path) || !is_clean(cookie.name) || !is_clean(cookie.value)) return std::nullopt;
    // What would be read back, or by a server, as something else.
    if (cookie.name.find_first_of(";=") != std::string::npos || cookie.value.find(';') != std::string::npos) {
        return std::nullopt;
    }
    if (cookie.name.size() + cookie.value.size() > kMaxCookieBytes) return std::nullopt;
    if (!cookie.host_only && is_public_suffix(cookie.domain)) return std::nullopt;
    return cookie;
}

std::optional<Cookie> parse_header_line(std::string_view line, WallTime now) {
    ParsedSetCookie parsed = parse_set_cookie(line.substr(kSetCookie.size()));
    if (!parsed.cookie) return std::nullopt;
    const SetCookie& from = *parsed.cookie;
    if (from.domain && is_public_suffix(*from.domain)) return std::nullopt;
    Cookie cookie;
    cookie.name = from.name;
    cookie.value = from.value;
    cookie.domain = from.domain.value_or("");
    cookie.host_only = !from.domain;
    cookie.path = from.path.value_or("/");
    cookie.expires = cookie_expiry(from, now);
    cookie.secure = from.secure;
    cookie.http_only = from.http_only;
    return cookie;
}

}  // namespace

std::size_t parse_cookie_file(std::string_view text, WallTime now, CookieJar& jar) {
    std::size_t taken = 0;
    while (!text.empty()) {
        const std::string_view line = take_line(text);
        auto cookie = ascii::istarts_with(line, kSetCookie) ? parse_header_line(line, now) : parse_netscape_line(line);
        if (!cookie || (cookie->expires && *cookie->expires <= now)) continue;
        jar.add(std::move(*cookie), now);
        ++taken;
    }
    return taken;
}

std::string format_cookie_file(const CookieJar& jar, WallTime now) {
    std::string out =
        "# Netscape HTTP Cookie File\n"
        "# Written by rtrip. One cookie a line: domain, below it too, path, secure, expires, name, value.\n\n";
    for (const Cookie& cookie : jar.cookies(now)) {
        if (cookie.domain.empty()) continue;  // no request was made that it could belong to
        if (cookie.http_only) out += kHttpOnly;
        if (!cookie.host_only) out += '.';
        const auto seconds =
            cookie.expires
                ? std::chrono::duration_cast<std::chrono::seconds>(cookie.expires->time_since_epoch()).count()
                : 0;
        out += cookie.domain + (cookie.host_only ? "\tFALSE\t" : "\tTRUE\t") + cookie.path +
               (cookie.secure ? "\tTRUE\t" : "\tFALSE\t") + std::to_string(seconds) + "\t" + cookie.name + "\t" +
               cookie.value + "\n";
    }
    return out;
}

}  // namespace rtrip
