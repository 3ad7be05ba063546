// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

#include "rtrip/time.hpp"

namespace rtrip {

/// The schedule of a race of connect attempts (RFC 8305 section 5), without sockets and clock.
///
/// Attempts start in order, `delay` apart; when one fails the next starts at once. The caller starts what
/// next_to_start() names, reports failures, and stops asking as soon as one succeeded.
class RacePlan {
public:
    RacePlan(std::size_t count, Duration delay) : count_(count), delay_(delay) {}

    /// The attempt to start now, if any; it then counts as running.
    std::optional<std::size_t> next_to_start(TimePoint now);
    /// When next_to_start() will name another attempt unless something fails before; absent: never.
    [[nodiscard]] std::optional<TimePoint> next_start() const;
    /// A running attempt failed.
    void failed();
    /// Every attempt was started and failed.
    [[nodiscard]] bool exhausted() const { return next_ == count_ && running_ == 0; }

private:
    std::size_t count_;
    Duration delay_;
    std::size_t next_ = 0;
    std::size_t running_ = 0;
    std::optional<TimePoint> not_before_;  // absent: the next attempt may start at once
};

}  // namespace rtrip
