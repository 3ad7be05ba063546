// SPDX-License-Identifier: MIT
#include "policy/backoff.hpp"

#include <algorithm>
#include <array>

#include "support/catch.hpp"

using namespace rtrip;
using namespace std::chrono_literals;

namespace {

RetryPolicy with(RetryJitter jitter) {
    RetryPolicy policy;
    policy.jitter = jitter;
    return policy;
}

}  // namespace

TEST_CASE("backoff: doubles from one second up to ten minutes, as curl", "[backoff]") {
    const RetryPolicy policy = with(RetryJitter::none);
    const std::array<Duration, 12> want{1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 512s, 600s, 600s};
    for (int n = 0; n < 12; ++n) CHECK(backoff_delay(policy, 7, n) == want[static_cast<std::size_t>(n)]);
    CHECK(backoff_delay(policy, 7, 2'000'000'000) == 600s);
    CHECK(backoff_delay(policy, 7, -1) == 1s);
}

TEST_CASE("backoff: odd settings stay within bounds", "[backoff]") {
    RetryPolicy policy = with(RetryJitter::none);
    policy.initial_delay = 0s;
    CHECK(backoff_delay(policy, 1, 1000) == 0s);
    policy.initial_delay = 20min;
    CHECK(backoff_delay(policy, 1, 0) == 10min);
    policy.initial_delay = -5s;
    CHECK(backoff_delay(policy, 1, 3) == 0s);
    policy.initial_delay = 1s;
    policy.max_delay = Duration::max();
    CHECK(backoff_delay(policy, 1, 40) > 0s);
}

TEST_CASE("backoff: a fixed delay is neither doubled nor spread", "[backoff]") {
    RetryPolicy policy = with(RetryJitter::full);
    policy.fixed_delay = 250ms;
    for (int n = 0; n < 5; ++n) CHECK(backoff_delay(policy, 99, n) == 250ms);
}

// The generator is ours, so these hold on every machine; a script that pins a seed may rely on them.
TEST_CASE("backoff: a seed gives exact waits", "[backoff]") {
    CHECK(random_bits(1234567, 0) == 6457827717110365317U);  // the published first values of SplitMix64
    CHECK(random_bits(1234567, 1) == 3203168211198807973U);
    CHECK(random_bits(1234567, 2) == 9817491932198370423U);
    std::vector<std::int64_t> waits;
    for (int n = 0; n < 3; ++n) {
        waits.push_back(
            std::chrono::duration_cast<std::chrono::microseconds>(backoff_delay(with(RetryJitter::full), 42, n))
                .count());
    }
    CHECK(waits == std::vector<std::int64_t>{741565, 319820, 1114404});
    CHECK(backoff_delay(with(RetryJitter::full), 42, 1) == backoff_delay(with(RetryJitter::full), 42, 1));
    CHECK(backoff_delay(with(RetryJitter::full), 42, 1) != backoff_delay(with(RetryJitter::full), 43, 1));
}

TEST_CASE("backoff: many seeds fill the range evenly", "[backoff]") {
    for (const auto& [jitter, from] :
         {std::pair(RetryJitter::full, Duration(0s)), std::pair(RetryJitter::equal, Duration(2s))}) {
        const Duration to = 4s;
        std::array<int, 8> buckets{};
        Duration least = to;
        Duration most = from;
        constexpr int kSeeds = 20000;
        for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
            const Duration wait = backoff_delay(with(jitter), seed, 2);
            REQUIRE(wait >= from);
            REQUIRE(wait <= to);
            least = std::min(least, wait);
            most = std::max(most, wait);
            const auto bucket = static_cast<std::size_t>((wait - from).count() * 8 / ((to - from).count() + 1));
            ++buckets[bucket];
        }
        CHECK(least < from + 10ms);
        CHECK(most > to - 10ms);
        // 2500 each are expected; five standard deviations are 234.
        for (const int count : buckets) CHECK(std::abs(count - kSeeds / 8) < 234);
    }
}
