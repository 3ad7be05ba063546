// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "rtrip/error.hpp"

namespace rtrip {

/// A point on the one monotonic clock that all durations come from.
using TimePoint = std::chrono::steady_clock::time_point;
/// A span of monotonic time; whole nanoseconds.
using Duration = std::chrono::nanoseconds;
/// A point of civil time, for display and certificate dates only; never subtracted to get a duration.
using WallTime = std::chrono::system_clock::time_point;

/// A moment after which a wait ends, and which limit set it (so that the error can name the option).
struct Deadline {
    TimePoint at;
    TimeoutKind kind;
    Duration limit;  ///< The limit as the user knows it, for the message.
};

/// " within 2 s (--connect-timeout)": the limit and its option, to end a sentence about what was awaited.
[[nodiscard]] std::string limit_text(const Deadline& deadline);

/// The earlier of two optional deadlines; none when both are absent.
[[nodiscard]] inline std::optional<Deadline> earliest(const std::optional<Deadline>& a,
                                                      const std::optional<Deadline>& b) {
    if (!a) return b;
    if (!b) return a;
    return a->at <= b->at ? a : b;
}

}  // namespace rtrip
