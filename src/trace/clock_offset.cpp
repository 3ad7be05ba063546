// SPDX-License-Identifier: MIT
#include "trace/clock_offset.hpp"

namespace rtrip::trace {
namespace {

// What a stamp may be wrong by at most; a look that the scheduler did not interrupt takes a tenth of a microsecond.
constexpr Duration kWidestLook = std::chrono::microseconds(100);

// Civil time less monotonic time, each since its own beginning; for the middle of the look.
Duration offset_of(const ClockSample& sample) {
    const Duration monotonic = sample.before.time_since_epoch() + sample.width() / 2;
    return std::chrono::duration_cast<Duration>(sample.wall.time_since_epoch()) - monotonic;
}

}  // namespace

std::optional<Duration> clock_offset(const ClockSample& first, const ClockSample& second) {
    if (first.width() > kWidestLook || second.width() > kWidestLook) return std::nullopt;
    const Duration moved = offset_of(second) - offset_of(first);
    // Each offset is right to within half its look; a microsecond for the clocks' own rounding.
    const Duration allowed = (first.width() + second.width()) / 2 + std::chrono::microseconds(1);
    if (moved > allowed || moved < -allowed) return std::nullopt;
    return offset_of(first.width() < second.width() ? first : second);
}

TimePoint to_monotonic(WallTime at, Duration offset) {
    return TimePoint(std::chrono::duration_cast<Duration>(at.time_since_epoch()) - offset);
}

}  // namespace rtrip::trace
