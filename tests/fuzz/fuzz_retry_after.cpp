// SPDX-License-Identifier: MIT
// libs: rtrip_policy rtrip_model
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "policy/retry_after.hpp"
#include "policy/retry_rules.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

/// The value of a Retry-After, and the same bytes as a list for --retry-on.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rtrip;
    using namespace std::chrono_literals;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const WallTime now{std::chrono::seconds(1'700'000'000)};
    const auto wait = parse_retry_after(text, now);
    if (wait) require(*wait >= Duration{} && *wait <= kLongestRetryAfter);

    RetryPolicy policy;
    policy.max_retries = 2;
    RetryInput input("GET", TimePoint{} + 1s);
    input.status = 503;
    input.backoff = 1s;
    input.retry_after = wait;
    for (const bool bounded : {false, true}) {
        if (bounded) input.total_deadline = input.now + 60s;
        const auto decision = decide_retry(policy, input);
        require(decision && decision->will_retry == decision->delay.has_value());
        if (!decision->will_retry) continue;
        require(*decision->delay > Duration{} &&
                *decision->delay <= (bounded ? Duration(60s) : policy.max_retry_after));
    }

    const auto on = parse_retry_on(text);
    require(on.has_value() || !on.error().message.empty());
    if (on) require(on->statuses.any() || on->failures.any());
    return 0;
}
