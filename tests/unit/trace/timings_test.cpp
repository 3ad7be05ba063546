// SPDX-License-Identifier: MIT
#include <numeric>

#include "rtrip/trace.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using rtrip::Phase;
using rtrip::PhaseCut;
using rtrip::RoundTrip;
using rtrip::TimePoint;

namespace {

std::size_t at(Phase phase) {
    return static_cast<std::size_t>(phase);
}

RoundTrip round_trip(std::vector<PhaseCut> cuts, TimePoint done) {
    RoundTrip rt;
    rt.started = cuts.front().at;
    rt.done = done;
    rt.cuts = std::move(cuts);
    return rt;
}

}  // namespace

TEST_CASE("timings: a phase lasts until the next cut, the last one until the end", "[timings]") {
    const TimePoint t{};
    const RoundTrip rt = round_trip({{Phase::queue, t}, {Phase::dns, t + 1ms}, {Phase::connect, t + 3ms}}, t + 10ms);
    const auto phases = rtrip::phase_durations(rt);
    REQUIRE(phases[at(Phase::queue)] == 1ms);
    REQUIRE(phases[at(Phase::dns)] == 2ms);
    REQUIRE(phases[at(Phase::connect)] == 7ms);
}

TEST_CASE("timings: what did not happen is absent, what took no time is zero", "[timings]") {
    const TimePoint t{};
    const RoundTrip rt = round_trip({{Phase::queue, t}, {Phase::send, t}}, t + 1ms);
    const auto phases = rtrip::phase_durations(rt);
    REQUIRE(phases[at(Phase::queue)] == 0ms);
    REQUIRE_FALSE(phases[at(Phase::dns)]);
    REQUIRE_FALSE(phases[at(Phase::body)]);
}

TEST_CASE("timings: a phase that happened twice is counted together", "[timings]") {
    const TimePoint t{};
    const RoundTrip rt = round_trip(
        {{Phase::queue, t}, {Phase::dns, t + 1ms}, {Phase::queue, t + 2ms}, {Phase::send, t + 5ms}}, t + 6ms);
    REQUIRE(rtrip::phase_durations(rt)[at(Phase::queue)] == 4ms);
}

TEST_CASE("timings: microseconds add up however the cuts fall between them", "[timings]") {
    // Every cut 1234.567 us apart: rounding each phase by itself would lose several microseconds.
    for (int offset = 0; offset < 1000; offset += 37) {
        const TimePoint t = TimePoint{} + std::chrono::nanoseconds(offset);
        std::vector<PhaseCut> cuts;
        for (std::size_t i = 0; i < rtrip::kPhaseCount; ++i) {
            cuts.push_back({static_cast<Phase>(i), t + std::chrono::nanoseconds(1234567 * static_cast<int>(i))});
        }
        const RoundTrip rt = round_trip(cuts, t + std::chrono::nanoseconds(1234567 * 8 + offset));
        std::int64_t sum = 0;
        for (const auto& phase : rtrip::phase_microseconds(rt)) {
            REQUIRE(phase);
            REQUIRE(*phase >= 0);
            sum += *phase;
        }
        REQUIRE(sum == rtrip::total_microseconds(rt));
        const auto exact = rtrip::phase_durations(rt);
        const auto total = std::accumulate(exact.begin(), exact.end(), rtrip::Duration{},
                                           [](rtrip::Duration a, const auto& b) { return a + b.value_or(0ns); });
        REQUIRE(total == rt.done - rt.started);
    }
}

TEST_CASE("timings: server time is the wait less the smallest round trip of the path", "[timings]") {
    const TimePoint t{};
    RoundTrip rt = round_trip({{Phase::send, t}, {Phase::wait, t + 1ms}, {Phase::body, t + 21ms}}, t + 22ms);
    REQUIRE_FALSE(rtrip::server_time(rt));  // no response yet
    rt.first_byte = t + 21ms;
    REQUIRE_FALSE(rtrip::server_time(rt));  // no kernel figure
    rt.connection.emplace();
    rt.connection->tcp.emplace();
    rt.connection->tcp->rtt_us = 8000;
    REQUIRE(rtrip::server_time(rt) == 12ms);
    rt.connection->tcp->min_rtt_us = 5000;
    REQUIRE(rtrip::server_time(rt) == 15ms);
    rt.connection->tcp->min_rtt_us = 50'000;  // a measured path slower than this answer: never below zero
    REQUIRE(rtrip::server_time(rt) == 0ms);
}
