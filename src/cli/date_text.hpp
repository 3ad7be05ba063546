// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "rtrip/time.hpp"

namespace rtrip::cli {

/// A date as people write it for -z: the parts in any order, "6 Nov 1994", "Nov 6 08:49 1994", "19941106",
/// "1994-11-06 08:49:37", "Sun, 06 Nov 1994 08:49:37 +0100". Without a time it is midnight, without a zone UTC; days of
/// the week are passed over. Absent when a part is missing, twice there, or unknown.
std::optional<WallTime> parse_date_text(std::string_view text);

}  // namespace rtrip::cli
