// SPDX-License-Identifier: MIT
#include "policy/race_plan.hpp"

namespace rtrip {

std::optional<std::size_t> RacePlan::next_to_start(TimePoint now) {
    if (next_ == count_) return std::nullopt;
    if (not_before_ && now < *not_before_) return std::nullopt;
    not_before_ = now + delay_;
    ++running_;
    return next_++;
}

std::optional<TimePoint> RacePlan::next_start() const {
    if (next_ == count_) return std::nullopt;
    return not_before_;
}

void RacePlan::failed() {
    --running_;
    // RFC 8305 section 5: a failed attempt lets the next one start without waiting for the delay.
    not_before_.reset();
}

}  // namespace rtrip
