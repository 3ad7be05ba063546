// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rtrip/time.hpp"

namespace rtrip {

/// Reads a date of HTTP in any of its three forms: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
/// "Sun Nov  6 08:49:37 1994". Whole seconds, UTC.
///
/// Absent when it is none of them or no such day exists; the name of the day is not compared with the date. A year of
/// two digits below 70 is of this century. A leap second is taken for the second before it.
/// Source: RFC 9110 section 5.6.7.
std::optional<WallTime> parse_http_date(std::string_view text);

/// The preferred form (IMF-fixdate). Fractions of a second are dropped. For years 0 to 9999.
std::string format_http_date(WallTime time);

}  // namespace rtrip
