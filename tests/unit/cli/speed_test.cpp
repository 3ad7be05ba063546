// SPDX-License-Identifier: MIT
#include "cli/speed.hpp"

#include "cli/progress.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;
using namespace std::chrono_literals;

TEST_CASE("rate limiter: waits until the bytes so far fit the rate", "[cli]") {
    RateLimiter limiter(1000);
    const TimePoint t0{};
    CHECK(limiter.take(t0, 500) == 500ms);
    CHECK(limiter.take(t0 + 500ms, 500) == 500ms);
    CHECK(limiter.take(t0 + 2s, 500) == 0ms);
    CHECK(RateLimiter(0).take(t0, 1'000'000) == 0ms);
}

TEST_CASE("speed guard: gives up only after the whole time below the limit", "[cli]") {
    SpeedGuard guard(100, 3s);
    const TimePoint t0{};
    CHECK_FALSE(guard.too_slow(t0, 0));
    CHECK_FALSE(guard.too_slow(t0 + 1s, 50));
    CHECK_FALSE(guard.too_slow(t0 + 2s, 90));
    CHECK(guard.too_slow(t0 + 3s, 100));
}

TEST_CASE("speed guard: a fast second starts the time anew", "[cli]") {
    SpeedGuard guard(100, 2s);
    const TimePoint t0{};
    CHECK_FALSE(guard.too_slow(t0, 0));
    CHECK_FALSE(guard.too_slow(t0 + 1s, 0));
    CHECK_FALSE(guard.too_slow(t0 + 2s, 100));
    CHECK_FALSE(guard.too_slow(t0 + 3s, 150));
    CHECK(guard.too_slow(t0 + 4s, 150));
    CHECK_FALSE(SpeedGuard(0, 1s).too_slow(t0, 0));
}

TEST_CASE("progress: shows now and then, and nothing for what is over at once", "[cli]") {
    Progress progress(1000);
    const TimePoint t0{};
    CHECK(progress.update(t0, 10).empty());
    CHECK(progress.update(t0 + 100ms, 20).empty());
    CHECK(progress.clear().empty());
    CHECK(progress.update(t0 + 1s, 500).find("50%") != std::string::npos);
    CHECK(progress.clear() == "\r\x1b[K");
}
