// SPDX-License-Identifier: MIT
#include "probe/series_accumulator.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using rtrip::Duration;
using rtrip::Error;
using rtrip::ErrorCode;
using rtrip::Phase;
using rtrip::RoundTrip;
using rtrip::TimePoint;
using rtrip::Trace;
using rtrip::probe::Finished;
using rtrip::probe::Percentile;
using rtrip::probe::SeriesAccumulator;
using rtrip::probe::SeriesSummary;

namespace {

const TimePoint kStart{1000s};

/// What the rows of the tests vary.
struct Kind {
    Duration total = 10ms;
    bool reused = true;
    int status = 200;
};

RoundTrip round_trip(TimePoint start, const Kind& kind) {
    RoundTrip rt;
    rt.ok = true;
    rt.started = start;
    rt.done = start + kind.total;
    rt.cuts.push_back({Phase::queue, start});
    if (!kind.reused) rt.cuts.push_back({Phase::connect, start + kind.total / 10});
    rt.cuts.push_back({Phase::send, start + kind.total / 5});
    rt.cuts.push_back({Phase::wait, start + kind.total / 4});
    rt.cuts.push_back({Phase::body, start + kind.total / 2});
    rt.first_byte = start + kind.total / 2;
    rtrip::ConnectionInfo connection;
    connection.reused = kind.reused;
    if (!kind.reused) connection.new_because = "no_entry";
    connection.returned = true;
    rt.connection = connection;
    rtrip::SentInfo sent;
    sent.header_bytes = 100;
    sent.body_bytes = 20;
    rt.sent = sent;
    rtrip::ReceivedInfo received;
    received.status = kind.status;
    received.header_bytes = 200;
    received.wire_bytes = 1000;
    received.complete = true;
    rt.received = received;
    return rt;
}

Trace trace_of(const Kind& kind) {
    Trace trace;
    trace.started = kStart;
    trace.done = kStart + kind.total;
    trace.round_trips.push_back(round_trip(kStart, kind));
    trace.pool.dialed = kind.reused ? 0 : 1;
    trace.pool.reused = kind.reused ? 1 : 0;
    trace.pool.returned = 1;
    return trace;
}

/// A request that never had a connection.
Trace refused(ErrorCode code, const std::string& message) {
    Trace trace;
    trace.started = kStart;
    trace.done = kStart + 1ms;
    RoundTrip rt;
    rt.started = kStart;
    rt.done = trace.done;
    rt.cuts = {{Phase::queue, kStart}, {Phase::connect, kStart}};
    rt.error = Error(code, Phase::connect, message);
    trace.error = rt.error;
    trace.round_trips.push_back(rt);
    return trace;
}

}  // namespace

TEST_CASE("series: nothing yet", "[series]") {
    const SeriesSummary summary = SeriesAccumulator().summary();
    CHECK(summary.requests == 0);
    CHECK(summary.all.total.count == 0);
    CHECK(summary.histogram.empty());
    CHECK(summary.achieved_per_second() == 0);
    CHECK(summary.failed_share() == 0);
}

TEST_CASE("series: cold and warm requests are told apart and add up", "[series]") {
    SeriesAccumulator series;
    series.add(trace_of({50ms, false}), {});
    for (int i = 1; i <= 9; ++i) series.add(trace_of({i * 1ms}), {});
    const SeriesSummary summary = series.summary();
    CHECK(summary.requests == 10);
    CHECK(summary.ok == 10);
    CHECK(summary.cold == 1);
    CHECK(summary.warm == 9);
    CHECK(summary.dialed == 1);
    CHECK(summary.reused == 9);
    CHECK(summary.returned == 10);
    CHECK(summary.sent_bytes == 1200);
    CHECK(summary.received_bytes == 12000);
    CHECK(summary.all.total.count == 10);
    CHECK(summary.all.total.max_us == 50'000);
    CHECK(summary.all.total.min_us == 1'000);
    CHECK(summary.warm_latencies.total.max_us == 9'000);
    CHECK(summary.cold_latencies.total.min_us == 50'000);
    CHECK(summary.cold_latencies.phase(Phase::connect).count == 1);
    CHECK(summary.warm_latencies.phase(Phase::connect).count == 0);
    CHECK(summary.all.phase(Phase::connect).max_us == 5'000);
    CHECK(summary.all.phase(Phase::dns).count == 0);
    CHECK(summary.all.ttfb.max_us == 25'000);
    CHECK(summary.all.intended_total.count == 0);
    REQUIRE(summary.new_because.size() == 1);
    CHECK(summary.new_because[0].reason == "no_entry");
    CHECK(summary.not_returned_because.empty());
}

TEST_CASE("series: percentiles of a known distribution, and which of them the sample supports", "[series]") {
    SeriesAccumulator series;
    for (int i = 1; i <= 100; ++i) series.add(trace_of({i * 10us}), {});
    const auto total = series.summary().all.total;
    CHECK(total.at(Percentile::p50) == 500);
    CHECK(total.at(Percentile::p90) == 900);
    CHECK(total.at(Percentile::p95) == 950);
    CHECK(total.at(Percentile::p99) == 990);
    CHECK(total.at(Percentile::p999) == 1000);
    CHECK(total.mean_us == 505);

    struct Row {
        std::uint64_t count;
        std::size_t supported;
    };
    for (const Row& row : {Row{0, 0}, Row{1, 0}, Row{2, 1}, Row{9, 1}, Row{10, 2}, Row{19, 2}, Row{20, 3}, Row{99, 3},
                           Row{100, 4}, Row{999, 4}, Row{1000, 5}}) {
        rtrip::probe::Distribution some;
        some.count = row.count;
        std::size_t supported = 0;
        for (const Percentile p : rtrip::probe::kPercentiles) supported += some.supports(p) ? 1 : 0;
        INFO(row.count);
        CHECK(supported == row.supported);
    }
}

TEST_CASE("series: failures by code with the first one's message, and the first one's exit code", "[series]") {
    SeriesAccumulator series;
    series.add(trace_of({}), {});
    series.add(refused(ErrorCode::dns_timeout, "no answer"), Finished{28, {}, {}});
    series.add(refused(ErrorCode::connect_refused, "first"), Finished{7, {}, {}});
    series.add(refused(ErrorCode::connect_refused, "second"), Finished{7, {}, {}});
    const SeriesSummary summary = series.summary();
    CHECK(summary.requests == 4);
    CHECK(summary.ok == 1);
    CHECK(summary.failed == 3);
    CHECK(summary.failed_share() == Approx(0.75));
    CHECK(summary.exit_code == 28);
    REQUIRE(summary.errors.size() == 2);
    CHECK(summary.errors[0].code == ErrorCode::connect_refused);
    CHECK(summary.errors[0].count == 2);
    CHECK(summary.errors[0].first_message == "first");
    CHECK(summary.cold == 3);
    CHECK(summary.failed_total.count == 3);
    CHECK(summary.all.total.count == 4);
    CHECK(summary.all.ttfb.count == 1);
    REQUIRE(summary.statuses.size() == 1);
    CHECK(summary.statuses[0].status == 200);
}

TEST_CASE("series: statuses are those that users get, round trips of one request are added up", "[series]") {
    SeriesAccumulator series;
    Trace trace = trace_of({10ms, false, 302});
    RoundTrip second = round_trip(trace.done, {20ms, true, 404});
    second.cause = rtrip::RoundTripCause::redirect;
    trace.done = second.done;
    trace.round_trips.push_back(second);
    series.add(trace, {});
    const SeriesSummary summary = series.summary();
    REQUIRE(summary.statuses.size() == 1);
    CHECK(summary.statuses[0].status == 404);
    CHECK(summary.round_trips == 2);
    CHECK(summary.redirects == 1);
    CHECK(summary.cold == 1);
    CHECK(summary.all.total.max_us == 30'000);
    CHECK(summary.all.ttfb.max_us == 20'000);
    CHECK(summary.all.phase(Phase::body).max_us == 15'000);
    CHECK(summary.all.phase(Phase::body).count == 1);
}

TEST_CASE("series: under a rate times count from the moment a request was due as well", "[series]") {
    SeriesAccumulator series;
    series.add(trace_of({10ms}), Finished{0, kStart - 990ms, {}});
    series.add(trace_of({10ms}), Finished{0, kStart, {}});
    series.missed_tick();
    series.dropped_ticks(3);
    const SeriesSummary summary = series.summary();
    CHECK(summary.all.total.max_us == 10'000);
    CHECK(summary.all.intended_total.max_us == 1'000'000);
    CHECK(summary.all.intended_total.min_us == 10'000);
    CHECK(summary.all.start_delay.max_us == 990'000);
    CHECK(summary.missed_ticks == 1);
    CHECK(summary.dropped_ticks == 3);
}

TEST_CASE("series: what was given up is in no figure but the pool's", "[series]") {
    SeriesAccumulator series;
    series.abandon(trace_of({5s, false}));
    const SeriesSummary summary = series.summary();
    CHECK(summary.abandoned == 1);
    CHECK(summary.requests == 0);
    CHECK(summary.all.total.count == 0);
    CHECK(summary.dialed == 1);
}

TEST_CASE("series: reasons are counted one by one, and never more kinds than there is room for", "[series]") {
    SeriesAccumulator series;
    for (std::size_t i = 0; i < SeriesAccumulator::kMaxReasons + 10; ++i) {
        Trace trace = trace_of({1ms, false});
        trace.round_trips[0].connection->new_because = "reason " + std::to_string(i);
        trace.round_trips[0].connection->not_returned_because = i % 3 == 0 ? "server_closes" : "cut_short";
        series.add(trace, {});
    }
    const SeriesSummary summary = series.summary();
    CHECK(summary.new_because.size() == SeriesAccumulator::kMaxReasons + 1);
    CHECK(summary.new_because[0].reason == "other");
    CHECK(summary.new_because[0].count == 10);
    REQUIRE(summary.not_returned_because.size() == 2);
    CHECK(summary.not_returned_because[0].reason == "cut_short");
    CHECK(summary.not_returned_because[0].count + summary.not_returned_because[1].count == summary.requests);
}

TEST_CASE("series: the bins of the histogram are in order, without gaps, and have every request", "[series]") {
    struct Row {
        Duration smallest;
        Duration step;
        int count;
    };
    for (const Row& row : {Row{5ms, 0ms, 1}, Row{5ms, 0ms, 50}, Row{5us, 1us, 3}, Row{1ms, 1ms, 1000},
                           Row{1s, 1us, 500}, Row{0ms, 1us, 40}, Row{0ms, 1ms, 5000}}) {
        SeriesAccumulator series;
        for (int i = 0; i < row.count; ++i) series.add(trace_of({row.smallest + i * row.step}), {});
        const SeriesSummary summary = series.summary();
        REQUIRE_FALSE(summary.histogram.empty());
        CHECK(summary.histogram.size() <= 12);
        CHECK(summary.histogram.front().above_us == summary.all.total.min_us);
        CHECK(summary.histogram.back().up_to_us == summary.all.total.max_us);
        std::uint64_t sum = 0;
        std::int64_t end = summary.histogram.front().above_us;
        for (const auto& bin : summary.histogram) {
            CHECK(bin.above_us == end);
            end = bin.up_to_us;
            sum += bin.count;
        }
        CHECK(sum == summary.requests);
    }
}

TEST_CASE("series: the longest silence is one in which something was under way", "[series]") {
    struct Row {
        std::int64_t start_ms;
        std::int64_t end_ms;
        std::int64_t silence_ms;  // So far.
        std::int64_t at_ms;
    };
    SeriesAccumulator series;
    for (const Row& row : {Row{0, 10, 10, 0}, Row{20, 25, 10, 0},       // Nothing was under way for 10 ms before it.
                           Row{21, 55, 30, 25},      // Beside the one before: since that ended.
                           Row{1000, 1005, 30, 25},  // Nobody asked meanwhile.
                           Row{1001, 2005, 1000, 1005}, Row{1002, 2006, 1000, 1005}}) {
        Trace trace = trace_of({});
        trace.started = kStart + std::chrono::milliseconds(row.start_ms);
        trace.done = kStart + std::chrono::milliseconds(row.end_ms);
        series.add(trace, {});
        const SeriesSummary summary = series.summary();
        INFO(row.start_ms);
        CHECK(summary.silence_us == row.silence_ms * 1000);
        CHECK(summary.silence_at_us == row.at_ms * 1000);
    }
}
