// SPDX-License-Identifier: MIT
#include "policy/set_cookie.hpp"

#include <algorithm>
#include <limits>

#include "base/ascii.hpp"
#include "policy/cookie_date.hpp"

namespace rtrip {
namespace {

constexpr std::size_t kMaxAttributeBytes = 1024;  // longer ones are ignored, RFC 6265bis section 5.6

struct Pair {
    std::string_view name;
    std::string_view value;
    bool has_value = false;
};

// Takes the text up to the next semicolon.
Pair take_pair(std::string_view& rest) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return Pair{ascii::trim_ows(text), {}, false};
    return Pair{ascii::trim_ows(text.substr(0, equals)), ascii::trim_ows(text.substr(equals + 1)), true};
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), ascii::is_control);
}

std::string_view without_quotes(std::string_view text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
    return text;
}

// Digits with or without a minus sign; what does not fit is as far as it goes.
std::optional<std::int64_t> parse_max_age(std::string_view text) {
    text = without_quotes(text);
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (text.empty() || !std::all_of(text.begin(), text.end(), ascii::is_digit)) return std::nullopt;
    if (negative) return -1;
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    std::int64_t value = 0;
    for (const char c : text) {
        if (value > (kMost - 9) / 10) return kMost;
        value = value * 10 + (c - '0');
    }
    return value;
}

// An empty text when fine.
std::string set_domain(std::string_view value, SetCookie& cookie) {
    cookie.domain.reset();
    if (value.empty()) return {};
    if (value.front() == '.') value.remove_prefix(1);
    if (value.empty() || value.front() == '.' || value.back() == '.') return "its domain is no domain";
    // A host name as URLs have it: what is not ASCII would have to come as A-labels.
    const bool plain = std::all_of(value.begin(), value.end(), [](char c) {
        return ascii::is_alnum(c) || c == '-' || c == '.' || c == '_' || c == ':';
    });
    if (!plain) return "its domain is no domain";
    cookie.domain = ascii::lower(value);
    return {};
}

std::string read_attribute(const Pair& pair, SetCookie& cookie) {
    if (has_control(pair.name) || has_control(pair.value)) return "an attribute has a control character";
    if (pair.value.size() > kMaxAttributeBytes) return {};
    if (ascii::iequals(pair.name, "domain")) return set_domain(pair.value, cookie);
    if (ascii::iequals(pair.name, "path")) {
        const std::string_view path = without_quotes(pair.value);
        cookie.path.reset();
        if (path.starts_with('/')) cookie.path = std::string(path);
    } else if (ascii::iequals(pair.name, "max-age")) {
        if (const auto age = parse_max_age(pair.value)) cookie.max_age_s = age;
    } else if (ascii::iequals(pair.name, "expires")) {
        if (const auto date = parse_cookie_date(pair.value)) cookie.expires = date;
    } else if (ascii::iequals(pair.name, "secure")) {
        cookie.secure = true;
    } else if (ascii::iequals(pair.name, "httponly")) {
        cookie.http_only = true;
    }
    return {};
}

ParsedSetCookie refused(std::string why) {
    return ParsedSetCookie{std::nullopt, std::move(why)};
}

}  // namespace

ParsedSetCookie parse_set_cookie(std::string_view text) {
    const Pair first = take_pair(text);
    if (!first.has_value) return refused("it has no \"=\"");
    if (first.name.empty()) return refused("it has no name");
    if (has_control(first.name) || has_control(first.value)) return refused("it has a control character");
    if (first.name.size() + first.value.size() > kMaxCookieBytes) {
        return refused("name and value are longer than " + std::to_string(kMaxCookieBytes) + " bytes");
    }
    SetCookie cookie;
    cookie.name = std::string(first.name);
    cookie.value = std::string(first.value);
    while (!text.empty()) {
        if (std::string why = read_attribute(take_pair(text), cookie); !why.empty()) return refused(std::move(why));
    }
    return ParsedSetCookie{std::move(cookie), {}};
}

}  // namespace rtrip
