// SPDX-License-Identifier: MIT
#include "policy/backoff.hpp"

#include <algorithm>

namespace rtrip {
namespace {

using std::chrono::microseconds;

// A whole number from 0 to `bound`, each as likely as the others as far as 53 bits can tell.
microseconds below(microseconds bound, std::uint64_t bits) {
    const double unit = static_cast<double>(bits >> 11U) * 0x1p-53;
    return microseconds(static_cast<std::int64_t>(unit * (static_cast<double>(bound.count()) + 1)));
}

microseconds exponential(const RetryPolicy& policy, int n) {
    const auto most = std::chrono::floor<microseconds>(std::max(policy.max_delay, Duration{}));
    auto delay = std::chrono::floor<microseconds>(std::max(policy.initial_delay, Duration{}));
    // Each turn doubles, so the limit is met long before the counter could matter.
    for (int i = 0; i < n && delay < most && delay.count() > 0; ++i) delay = std::min(delay * 2, most);
    return std::min(delay, most);
}

}  // namespace

std::uint64_t random_bits(std::uint64_t seed, std::uint64_t n) {
    std::uint64_t z = seed + (n + 1) * 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

Duration backoff_delay(const RetryPolicy& policy, std::uint64_t seed, int n) {
    if (policy.fixed_delay) return *policy.fixed_delay;
    const microseconds whole = exponential(policy, n);
    const std::uint64_t bits = random_bits(seed, static_cast<std::uint64_t>(std::max(n, 0)));
    switch (policy.jitter) {
        case RetryJitter::full: return below(whole, bits);
        case RetryJitter::equal: return whole / 2 + below(whole - whole / 2, bits);
        case RetryJitter::none: break;
    }
    return whole;
}

}  // namespace rtrip
