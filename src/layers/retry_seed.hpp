// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <random>

#include "rtrip/retry_policy.hpp"

namespace rtrip {

/// The seed of one operation's waits: the policy's, or a random one. Without retries there are no waits, and the
/// processor's random numbers cost a microsecond.
inline std::uint64_t retry_seed(const RetryPolicy& policy) {
    if (policy.seed) return *policy.seed;
    if (policy.max_retries <= 0) return 0;
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
}

}  // namespace rtrip
