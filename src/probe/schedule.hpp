// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "rtrip/time.hpp"

namespace rtrip::probe {

/// The moments at which the requests of an open loop are due: tick n at start + n / rate, each computed from the start,
/// so that no rounding adds up.
class Schedule {
public:
    /// `per_second` is above 0.
    Schedule(TimePoint start, double per_second) : start_(start), per_second_(per_second) {}

    /// To the nanosecond for the first 100 days. Ticks beyond what a TimePoint holds are at its end.
    [[nodiscard]] TimePoint at(std::uint64_t tick) const;
    /// How many ticks are before `moment`.
    [[nodiscard]] std::uint64_t due_before(TimePoint moment) const;

private:
    TimePoint start_;
    double per_second_;
};

}  // namespace rtrip::probe
