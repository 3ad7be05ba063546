// SPDX-License-Identifier: MIT
#include "probe/schedule.hpp"

#include <cmath>

namespace rtrip::probe {
namespace {

constexpr double kNanoseconds = 1e9;
/// 100 years; TimePoints hold 292.
constexpr double kEndOfTime = 100 * 365.0 * 86400 * kNanoseconds;

}  // namespace

TimePoint Schedule::at(std::uint64_t tick) const {
    const double offset = static_cast<double>(tick) * kNanoseconds / per_second_;
    return start_ + Duration(std::llround(std::fmin(offset, kEndOfTime)));
}

std::uint64_t Schedule::due_before(TimePoint moment) const {
    if (moment <= start_) return 0;
    const double seconds = std::chrono::duration<double>(moment - start_).count();
    auto tick = static_cast<std::uint64_t>(seconds * per_second_);
    // The product is off by less than one.
    while (tick > 0 && at(tick) >= moment) --tick;
    while (at(tick) < moment) ++tick;
    return tick;
}

}  // namespace rtrip::probe
