// SPDX-License-Identifier: MIT
#include "summary_fixtures.hpp"

#include "probe/series_accumulator.hpp"

using namespace std::chrono_literals;

namespace rtrip::render::fixtures {
namespace {

const TimePoint kFirst{10'000s};

/// What the fixtures vary of one request.
struct Kind {
    Duration total = 3ms;
    bool reused = true;
    int status = 200;
    Duration at{};  ///< Since the first one.
};

Trace trace_of(const Kind& kind) {
    const TimePoint first = kFirst + kind.at;
    RoundTrip rt;
    rt.ok = true;
    rt.started = first;
    rt.done = first + kind.total;
    rt.cuts.push_back({Phase::queue, first});
    if (!kind.reused) {
        rt.cuts.push_back({Phase::dns, first + 40us});
        rt.cuts.push_back({Phase::connect, first + kind.total / 8});
    }
    rt.cuts.push_back({Phase::send, first + kind.total / 5});
    rt.cuts.push_back({Phase::wait, first + kind.total / 4});
    rt.cuts.push_back({Phase::body, first + kind.total * 9 / 10});
    rt.first_byte = first + kind.total * 9 / 10;
    rt.connection.emplace();
    rt.connection->reused = kind.reused;
    if (!kind.reused) rt.connection->new_because = "no_entry";
    rt.sent.emplace();
    rt.sent->header_bytes = 82;
    rt.received.emplace();
    rt.received->status = kind.status;
    rt.received->header_bytes = 180;
    rt.received->wire_bytes = 1024;
    Trace trace;
    trace.started = first;
    trace.done = rt.done;
    trace.round_trips.push_back(std::move(rt));
    (kind.reused ? trace.pool.reused : trace.pool.dialed) = 1;
    trace.pool.returned = 1;
    return trace;
}

Trace failed(const Error& error, Duration after) {
    Trace trace = trace_of({after, false});
    trace.round_trips[0].ok = false;
    trace.round_trips[0].error = error;
    trace.round_trips[0].received.reset();
    trace.round_trips[0].first_byte.reset();
    trace.round_trips[0].connection->not_returned_because = "failed";
    trace.error = error;
    return trace;
}

void dress(probe::SeriesSummary& summary, Duration duration) {
    summary.urls = {"https://example.com/health"};
    summary.started_at = WallTime(1'780'000'000s);
    summary.duration = duration;
}

}  // namespace

SummaryFixture closed_loop() {
    probe::SeriesAccumulator series;
    series.add(trace_of({41ms, false}), {});
    for (int i = 0; i < 249; ++i) series.add(trace_of({3ms + i * i * 20ns + (i % 7) * 90us}), {});
    SummaryFixture out{"series_closed", series.summary()};
    dress(out.summary, 1'104ms);
    out.summary.asked.count = 250;
    return out;
}

SummaryFixture stalled_rate() {
    probe::SeriesAccumulator series;
    for (int i = 0; i < 3000; ++i) {
        // Tick 1500 stalls for a second; those due meanwhile start when it is over.
        const bool stalls = i == 1500;
        const bool late = i > 1500 && i <= 1600;
        probe::Finished finished;
        const Duration delay = late ? 1s - (i - 1500) * 10ms + (i - 1500) * 1ms : 70us;
        const Duration due = i * 10ms;
        finished.intended = kFirst + due;
        if (late) series.missed_tick();
        series.add(trace_of({stalls ? 1s : 900us + (i % 11) * 40us, i > 0, 200, due + delay}), finished);
    }
    series.dropped_ticks(2);
    SummaryFixture out{"series_stalled", series.summary()};
    dress(out.summary, 30s);
    out.summary.asked.duration = 30s;
    out.summary.asked.rate_per_second = 100;
    return out;
}

SummaryFixture failing_series() {
    probe::SeriesAccumulator series;
    const Error refused(ErrorCode::connect_refused, Phase::connect, "192.0.2.1:443: Connection refused");
    const Error late(ErrorCode::response_timeout, Phase::wait,
                     "no response from http://u:secret@example.com/ within 2 s (--response-timeout)");
    series.add(trace_of({20ms, false, 503}), {});
    for (int i = 0; i < 5; ++i) series.add(failed(refused, 800us), {7, {}, {}});
    series.add(failed(late, 2s), {28, {}, {}});
    series.add(trace_of({4ms, true, 200}), {});
    series.abandon(trace_of({}));
    SummaryFixture out{"series_failing", series.summary()};
    dress(out.summary, 2'031ms);
    out.summary.urls = {"http://u:secret@example.com/", "http://example.com/other"};
    out.summary.asked.interval = 10ms;
    out.summary.asked.concurrency = 2;
    out.summary.interrupted = true;
    out.summary.exit_code = 130;
    return out;
}

SummaryFixture nothing_ended() {
    probe::SeriesAccumulator series;
    series.abandon(trace_of({}));
    SummaryFixture out{"series_empty", series.summary()};
    dress(out.summary, 0s);
    out.summary.asked.rate_per_second = 0.5;
    out.summary.asked.concurrency = 50;
    out.summary.interrupted = true;
    out.summary.exit_code = 130;
    return out;
}

std::vector<SummaryFixture> all_summaries() {
    return {closed_loop(), stalled_rate(), failing_series(), nothing_ended()};
}

}  // namespace rtrip::render::fixtures
