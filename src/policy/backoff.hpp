// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "rtrip/retry_policy.hpp"
#include "rtrip/time.hpp"

namespace rtrip {

/// The n-th value (from 0) of the generator SplitMix64 that was started with `seed`. Equal on every machine.
[[nodiscard]] std::uint64_t random_bits(std::uint64_t seed, std::uint64_t n);

/// How long to wait before the n-th retry (from 0): min(max_delay, initial_delay * 2^n), spread by the policy's jitter,
/// in whole microseconds. A fixed delay stays as it is.
///
/// Pure: the same seed and n give the same wait.
[[nodiscard]] Duration backoff_delay(const RetryPolicy& policy, std::uint64_t seed, int n);

}  // namespace rtrip
