// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include "support/catch.hpp"
#include "support/run.hpp"

namespace rtrip::test {
namespace {

void check_sums(const RoundTrip& rt) {
    const Duration total = rt.done - rt.started;
    Duration sum{};
    for (const auto& phase : phase_durations(rt)) {
        if (!phase) continue;
        CHECK(*phase >= Duration{});
        sum += *phase;
    }
    CHECK(sum == total);
    std::int64_t microseconds = 0;
    for (const auto& phase : phase_microseconds(rt)) {
        if (!phase) continue;
        CHECK(*phase >= 0);
        microseconds += *phase;
    }
    CHECK(microseconds == total_microseconds(rt));
}

void check_cuts(const RoundTrip& rt) {
    REQUIRE_FALSE(rt.cuts.empty());
    CHECK(rt.cuts.front().at == rt.started);
    CHECK(rt.cuts.front().phase == Phase::queue);
    CHECK(std::is_sorted(rt.cuts.begin(), rt.cuts.end(),
                         [](const PhaseCut& a, const PhaseCut& b) { return a.at < b.at; }));
    CHECK(rt.cuts.back().at <= rt.done);
    // Each phase happens at most once, in the order of the enumeration.
    CHECK(std::is_sorted(rt.cuts.begin(), rt.cuts.end(),
                         [](const PhaseCut& a, const PhaseCut& b) { return a.phase < b.phase; }));
    CHECK(std::adjacent_find(rt.cuts.begin(), rt.cuts.end(),
                             [](const PhaseCut& a, const PhaseCut& b) { return a.phase == b.phase; }) == rt.cuts.end());
}

bool has_phase(const RoundTrip& rt, Phase phase) {
    return phase_durations(rt)[static_cast<std::size_t>(phase)].has_value();
}

void check_reuse(const RoundTrip& rt) {
    if (!rt.connection || !rt.connection->reused) return;
    for (const Phase phase : {Phase::dns, Phase::connect, Phase::proxy, Phase::tls}) CHECK_FALSE(has_phase(rt, phase));
    CHECK(rt.attempts.empty());
    CHECK(rt.connection->new_because.empty());
    CHECK(rt.connection->requests_before > 0);
    if (rt.tls) CHECK(rt.tls->messages.empty());
}

void check_outcome(const RoundTrip& rt) {
    CHECK(rt.ok == !rt.error.has_value());
    if (!rt.error || !rt.error->phase) return;
    INFO("error: " << rt.error->message);
    // The phase that failed is the last one, so that it keeps its elapsed time.
    CHECK(phase_name(*rt.error->phase) == phase_name(rt.cuts.back().phase));
}

void check_attempts(const RoundTrip& rt) {
    std::size_t winners = 0;
    for (const ConnectAttempt& attempt : rt.attempts) {
        CHECK(attempt.done.has_value());
        CHECK(attempt.ok == attempt.error.empty());
        if (attempt.done) CHECK(attempt.started <= *attempt.done);
        if (attempt.won) ++winners;
    }
    CHECK(winners <= 1);
    if (rt.connection && !rt.connection->reused) CHECK(winners == 1);
}

// Every beginning has its end.
void check_pairs(const Outcome& outcome) {
    for (const auto& [start, done] :
         {std::pair("connect_start", "connect_done"), std::pair("dns_start", "dns_done"),
          std::pair("tls_handshake_start", "tls_handshake_done"), std::pair("got_conn", "wrote_request")}) {
        const bool literal = std::string_view(start) == "dns_start";
        INFO(start << " against " << done << " in: " << outcome.sequence());
        if (literal) {
            CHECK(outcome.count(start) <= outcome.count(done));
        } else {
            CHECK(outcome.count(start) == outcome.count(done));
        }
    }
    CHECK(outcome.count("CHANGED ITS MIND") == 0);
    CHECK(outcome.count("put_idle_conn") <= outcome.count("got_conn"));
}

}  // namespace

void check_record(const Outcome& outcome) {
    REQUIRE_FALSE(outcome.trace.round_trips.empty());
    for (const RoundTrip& rt : outcome.trace.round_trips) {
        check_sums(rt);
        check_cuts(rt);
        check_reuse(rt);
        check_outcome(rt);
        check_attempts(rt);
    }
    check_pairs(outcome);
    // What a layer refuses to do (one redirect too many) is no fault of the round trip before it.
    const bool outside = outcome.error && !outcome.error->phase;
    if (!outside) CHECK(outcome.last().ok == !outcome.error.has_value());
    CHECK(outcome.trace.done == outcome.last().done);
}

}  // namespace rtrip::test
