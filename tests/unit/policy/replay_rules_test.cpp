// SPDX-License-Identifier: MIT
#include "policy/replay_rules.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <vector>

using namespace rtrip;

namespace {

RetryDecision decide(std::string_view reason, int replays, std::string objection = {}) {
    ReplayInput input;
    input.reason = reason;
    input.replays = replays;
    input.objection = std::move(objection);
    return decide_replay(std::move(input));
}

}  // namespace

TEST_CASE("replay: a stale connection is replaced at once", "[replay]") {
    const RetryDecision decision = decide(kStaleConnection, 0);
    CHECK(decision.will_retry);
    CHECK(decision.reason == kStaleConnection);
    CHECK(decision.delay == Duration{});
    CHECK(is_silent_replay(decision));
}

TEST_CASE("replay: what a server did not look at is sent again with growing waits, five times", "[replay]") {
    const std::string_view reason = GENERATE(kRefusedStream, kGoAway);
    const std::vector<int> waits_ms{0, 50, 100, 200, 400};
    for (int replays = 0; replays < 5; ++replays) {
        const RetryDecision decision = decide(reason, replays);
        CHECK(decision.will_retry);
        CHECK(decision.delay == std::chrono::milliseconds(waits_ms[static_cast<std::size_t>(replays)]));
        CHECK(is_silent_replay(decision));
    }
    const RetryDecision last = decide(reason, 5);
    CHECK_FALSE(last.will_retry);
    CHECK_FALSE(last.delay);
    CHECK(last.refused_because == "it was refused 6 times");
}

TEST_CASE("replay: an objection decides, whatever the reason", "[replay]") {
    const std::string_view reason = GENERATE(kStaleConnection, kRefusedStream, kGoAway);
    const RetryDecision decision = decide(reason, 0, "the body cannot be read again");
    CHECK_FALSE(decision.will_retry);
    CHECK(decision.refused_because == "the body cannot be read again");
}

TEST_CASE("replay: what becomes of the body is told", "[replay]") {
    ReplayInput input;
    input.reason = kGoAway;
    input.has_body = true;
    CHECK(decide_replay(input).body == "replayed");
    input.objection = "no";
    CHECK(decide_replay(input).body == "refused");
}
