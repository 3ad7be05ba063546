// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rtrip/time.hpp"

namespace rtrip {

/// A Set-Cookie field taken apart. What it means for a certain host is decided by the jar.
struct SetCookie {
    std::string name;
    std::string value;
    std::optional<std::string> domain;  ///< Lower-case, without the one leading dot that means nothing; never empty.
    std::optional<std::string> path;    ///< Begins with "/"; absent: the default path.
    std::optional<std::int64_t> max_age_s;  ///< Clamped to what 64 bits hold.
    std::optional<WallTime> expires;
    bool secure = false;
    bool http_only = false;
};

/// A cookie, or why it is none.
struct ParsedSetCookie {
    std::optional<SetCookie> cookie;
    std::string refused_because;  ///< Not empty when there is no cookie. Shows no value.
};

/// Reads the value of a Set-Cookie field.
///
/// Attribute names in any case; the last of several counts; unknown attributes are passed over. Refused: no name, no
/// "=", a control character anywhere (a tab at an end is white space), name and value of more than 4096 bytes together,
/// a domain that can be none. A Max-Age that is no number and an Expires that is no date are as if absent.
/// Source: RFC 6265bis section 5.6.
ParsedSetCookie parse_set_cookie(std::string_view text);

/// The longest name and value together (RFC 6265bis section 5.6).
inline constexpr std::size_t kMaxCookieBytes = 4096;

}  // namespace rtrip
