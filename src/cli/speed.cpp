// SPDX-License-Identifier: MIT
#include "cli/speed.hpp"

#include <algorithm>

namespace rtrip::cli {

Duration RateLimiter::take(TimePoint now, std::uint64_t bytes) {
    if (rate_ == 0) return Duration{};
    if (!started_) started_ = now;
    bytes_ += bytes;
    const double seconds = static_cast<double>(bytes_) / static_cast<double>(rate_);
    const auto due = *started_ + std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
    return std::max(Duration{}, Duration(due - now));
}

bool SpeedGuard::too_slow(TimePoint now, std::uint64_t total_bytes) {
    if (limit_ == 0) return false;
    if (!last_) {
        // Nothing has moved before the first look: that stretch is slow from its beginning.
        last_ = now;
        last_bytes_ = total_bytes;
        slow_since_ = now;
        return false;
    }
    const double seconds = std::chrono::duration<double>(now - *last_).count();
    if (seconds <= 0) return false;
    const double speed = static_cast<double>(total_bytes - last_bytes_) / seconds;
    if (speed >= static_cast<double>(limit_)) {
        slow_since_.reset();
    } else if (!slow_since_) {
        slow_since_ = last_;
    }
    last_ = now;
    last_bytes_ = total_bytes;
    return slow_since_ && now - *slow_since_ >= time_;
}

}  // namespace rtrip::cli
