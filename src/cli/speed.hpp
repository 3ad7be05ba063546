// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "rtrip/time.hpp"

namespace rtrip::cli {

/// --limit-rate: how long to wait so that the bytes so far were not faster than the rate.
class RateLimiter {
public:
    /// `bytes_per_second` 0: no limit.
    explicit RateLimiter(std::uint64_t bytes_per_second) : rate_(bytes_per_second) {}
    /// Counts bytes that have just come; gives the time until the next may be read, never below zero.
    Duration take(TimePoint now, std::uint64_t bytes);
    /// How many bytes to handle in one go, so that waits stay short; 0: no limit.
    [[nodiscard]] std::uint64_t rate() const { return rate_; }

private:
    std::uint64_t rate_;
    std::optional<TimePoint> started_;
    std::uint64_t bytes_ = 0;
};

/// --speed-limit and --speed-time: notices when too little has moved for too long.
class SpeedGuard {
public:
    /// `limit` bytes a second, for at least `time`.
    SpeedGuard(std::uint64_t limit, Duration time) : limit_(limit), time_(time) {}
    /// Told about once a second how many bytes have moved in all; true when the transfer is to be given up.
    bool too_slow(TimePoint now, std::uint64_t total_bytes);

private:
    std::uint64_t limit_;
    Duration time_;
    std::optional<TimePoint> last_;
    std::uint64_t last_bytes_ = 0;
    std::optional<TimePoint> slow_since_;
};

}  // namespace rtrip::cli
