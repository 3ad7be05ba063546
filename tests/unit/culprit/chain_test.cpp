// SPDX-License-Identifier: MIT
#include "records.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::culprit;
using std::chrono::milliseconds;

TEST_CASE("culprit: a proxy that is slow to open the tunnel", "[culprit]") {
    struct Row {
        std::int64_t proxy;
        std::int64_t body;
        bool found;
    };
    const auto row = GENERATE(Row{99, 2, false}, Row{100, 2, true}, Row{100, 298, true}, Row{100, 300, false});
    Phases phases;
    phases.proxy = row.proxy;
    phases.body = row.body;
    Trace trace = record(phases);
    first(trace).proxy.emplace();
    first(trace).proxy->url = "http://proxy.example:3128";
    first(trace).proxy->target = "example.com:443";
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "proxy_slow");
    INFO(row.proxy << " " << row.body << ": " << ids(judged));
    REQUIRE((finding != nullptr) == row.found);
    if (finding == nullptr) return;
    CHECK(finding->cost == milliseconds(row.proxy));
    CHECK(finding->next == "rtrip --noproxy '*' 'https://example.com/data?x=1'");
}

TEST_CASE("culprit: redirects cost what passed before the last one's target was asked", "[culprit]") {
    struct Row {
        std::int64_t hop_wait;
        std::int64_t last_wait;
        int hops;
        bool found;
    };
    const Phases kept{.dns = -1, .connect = -1, .tls = -1};
    const auto row = GENERATE(Row{18, 30, 1, true}, Row{17, 30, 1, false}, Row{40, 124, 1, true},
                              Row{40, 125, 1, false}, Row{40, 124, 3, true}, Row{40, 40, 0, false});
    Phases hop = kept;
    hop.wait = row.hop_wait;
    Phases last = kept;
    last.wait = row.last_wait;
    Trace trace = render::fixtures::make_trace("GET", "https://example.com/data?x=1");
    for (int i = 0; i < row.hops; ++i) append(trace, hop);
    append(trace, last);
    for (RoundTrip& rt : trace.round_trips) {
        if (rt.index > 0) rt.cause = RoundTripCause::redirect;
    }
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "redirect_chain_cost");
    INFO(row.hop_wait << " " << row.last_wait << ": " << ids(judged));
    REQUIRE((finding != nullptr) == row.found);
    if (finding == nullptr) return;
    CHECK(finding->cost == milliseconds(row.hops * (row.hop_wait + 2)));
    CHECK_FALSE(finding->round_trip);
    CHECK(finding->culprit == Culprit::settings);
    CHECK(figure(*finding, "redirects") == row.hops);
}

TEST_CASE("culprit: waits between retries", "[culprit]") {
    const std::int64_t delay = GENERATE(9, 10, 1000);
    const Phases kept{.dns = -1, .connect = -1, .tls = -1};
    Trace trace = render::fixtures::make_trace("GET", "https://example.com/data?x=1");
    for (int i = 0; i < 2; ++i) {
        RoundTrip& rt = append(trace, kept, i == 0 ? 0 : delay);
        rt.retry.emplace();
        rt.retry->will_retry = true;
        rt.retry->reason = "status_503";
        rt.retry->delay = milliseconds(delay);
    }
    append(trace, kept, delay);
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "retry_wait_cost");
    INFO(ids(judged));
    REQUIRE((finding != nullptr) == (delay >= 10));
    if (finding == nullptr) return;
    CHECK(finding->cost == milliseconds(2 * delay));
    CHECK(finding->detail.starts_with("2 retries waited for"));
    CHECK(finding->detail.ends_with("status_503"));
}

TEST_CASE("culprit: a silent replay waits for nothing", "[culprit]") {
    Trace trace = record({});
    first(trace).retry.emplace();
    first(trace).retry->will_retry = true;
    first(trace).retry->reason = kStaleConnection;
    append(trace, {}, 500);
    CHECK(find(judge(trace), "retry_wait_cost") == nullptr);
}
