// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <random>

#include "rtrip/retry_policy.hpp"

namespace rtrip {

/// The seed of one operation's waits: the policy's, or a random one.
inline std::uint64_t retry_seed(const RetryPolicy& policy) {
    if (policy.seed) return *policy.seed;
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
}

}  // namespace rtrip
