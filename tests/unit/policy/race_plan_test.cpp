// SPDX-License-Identifier: MIT
#include "policy/race_plan.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using rtrip::RacePlan;
using rtrip::TimePoint;

namespace {

const TimePoint kStart{};

}  // namespace

TEST_CASE("race plan: attempts start in order, one delay apart", "[race_plan]") {
    RacePlan plan(3, 200ms);
    REQUIRE(plan.next_to_start(kStart) == 0U);
    REQUIRE_FALSE(plan.next_to_start(kStart + 199ms));
    REQUIRE(plan.next_start() == kStart + 200ms);
    REQUIRE(plan.next_to_start(kStart + 200ms) == 1U);
    REQUIRE(plan.next_start() == kStart + 400ms);
    REQUIRE(plan.next_to_start(kStart + 450ms) == 2U);
    REQUIRE_FALSE(plan.next_start());
    REQUIRE_FALSE(plan.next_to_start(kStart + 10s));
}

TEST_CASE("race plan: a failure lets the next attempt start at once", "[race_plan]") {
    RacePlan plan(2, 200ms);
    REQUIRE(plan.next_to_start(kStart) == 0U);
    plan.failed();
    REQUIRE_FALSE(plan.next_start());  // now, not at a time
    REQUIRE(plan.next_to_start(kStart) == 1U);
}

TEST_CASE("race plan: exhausted once every attempt was started and failed", "[race_plan]") {
    RacePlan plan(2, 200ms);
    REQUIRE_FALSE(plan.exhausted());
    static_cast<void>(plan.next_to_start(kStart));
    plan.failed();
    REQUIRE_FALSE(plan.exhausted());
    static_cast<void>(plan.next_to_start(kStart));
    REQUIRE_FALSE(plan.exhausted());
    plan.failed();
    REQUIRE(plan.exhausted());
}

TEST_CASE("race plan: without addresses it is exhausted from the start", "[race_plan]") {
    RacePlan plan(0, 200ms);
    REQUIRE(plan.exhausted());
    REQUIRE_FALSE(plan.next_to_start(kStart));
}

TEST_CASE("race plan: a delay of nothing starts all at once", "[race_plan]") {
    RacePlan plan(3, 0ms);
    REQUIRE(plan.next_to_start(kStart) == 0U);
    REQUIRE(plan.next_to_start(kStart) == 1U);
    REQUIRE(plan.next_to_start(kStart) == 2U);
}
