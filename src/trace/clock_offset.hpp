// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "rtrip/time.hpp"

namespace rtrip::trace {

/// One look at both clocks: at the civil one, between two looks at the monotonic one.
struct ClockSample {
    TimePoint before;
    WallTime wall;
    TimePoint after;

    /// How long the look took: twice what it can be wrong by.
    [[nodiscard]] Duration width() const { return after - before; }
};

/// How far the civil clock was ahead of the monotonic one from `first` to `second`. Absent when it was set in between,
/// or when either look took so long that the answer would be worth nothing.
///
/// Both clocks run at the same, disciplined rate; only setting the civil clock changes their distance.
[[nodiscard]] std::optional<Duration> clock_offset(const ClockSample& first, const ClockSample& second);

/// The monotonic time of a civil one.
[[nodiscard]] TimePoint to_monotonic(WallTime at, Duration offset);

}  // namespace rtrip::trace
