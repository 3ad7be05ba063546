// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "rtrip/time.hpp"

namespace rtrip {

/// Reads the date of a cookie's Expires attribute, which servers write in more ways than HTTP allows.
///
/// Day, month, year and time are found wherever they stand; time zones and anything else are passed over. A year of two
/// digits is of 1970 to 2069. Absent when one of the four is missing or there is no such moment. What the clock cannot
/// hold is as far as it goes.
/// Source: RFC 6265bis section 5.1.1.
std::optional<WallTime> parse_cookie_date(std::string_view text);

}  // namespace rtrip
