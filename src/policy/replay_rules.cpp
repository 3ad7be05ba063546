// SPDX-License-Identifier: MIT
#include "policy/replay_rules.hpp"

#include <chrono>
#include <utility>

namespace rtrip {
namespace {

constexpr int kMaxUnprocessedReplays = 5;
constexpr Duration kFirstWait = std::chrono::milliseconds(50);

}  // namespace

RetryDecision decide_replay(ReplayInput input) {
    RetryDecision decision;
    const bool stale = input.reason == kStaleConnection;
    if (input.objection.empty() && !stale && input.replays >= kMaxUnprocessedReplays) {
        input.objection = "it was refused " + std::to_string(input.replays + 1) + " times";
    }
    decision.will_retry = input.objection.empty();
    decision.reason = input.reason;
    if (decision.will_retry) {
        decision.delay = stale || input.replays == 0 ? Duration{} : kFirstWait * (1 << (input.replays - 1));
    }
    if (input.has_body) decision.body = decision.will_retry ? "replayed" : "refused";
    decision.refused_because = std::move(input.objection);
    return decision;
}

}  // namespace rtrip
