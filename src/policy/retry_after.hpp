// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "rtrip/time.hpp"

namespace rtrip {

/// The longest wait that a Retry-After can mean; what asks for more means this.
inline constexpr Duration kLongestRetryAfter = std::chrono::seconds(1'000'000'000);

/// How long a server asks to be left alone: whole seconds, or until a date, of which the past is zero.
///
/// Absent when it is neither: signs, fractions, lists and dates that do not exist mean nothing.
/// Source: RFC 9110 section 10.2.3.
std::optional<Duration> parse_retry_after(std::string_view value, WallTime now);

}  // namespace rtrip
