// SPDX-License-Identifier: MIT
#include "records.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::culprit;
using std::chrono::milliseconds;

TEST_CASE("culprit: waits for HTTP/2 count from 20 ms and a tenth of the whole", "[culprit]") {
    Phases phases;
    phases.wait = 90;
    Trace trace = record(phases);
    const Duration total = first(trace).done - first(trace).started;
    REQUIRE(total > milliseconds(100));
    Http2Info info;
    info.settings_received = {{"MAX_CONCURRENT_STREAMS", 1}};
    first(trace).http2 = info;
    CHECK(find(judge(trace), "h2_stream_limit") == nullptr);
    CHECK(find(judge(trace), "h2_window_closed") == nullptr);

    first(trace).http2->waits.slot = milliseconds(19);
    CHECK(find(judge(trace), "h2_stream_limit") == nullptr);
    first(trace).http2->waits.slot = milliseconds(50);
    const Judgement limited = judge(trace);
    const Finding* finding = find(limited, "h2_stream_limit");
    REQUIRE(finding != nullptr);
    CHECK(finding->cost == milliseconds(50));
    CHECK(limited.verdict.culprit == Culprit::server);

    first(trace).http2->waits.slot.reset();
    first(trace).http2->waits.stream_window = milliseconds(15);
    CHECK(find(judge(trace), "h2_window_closed") == nullptr);
    first(trace).http2->waits.connection_window = milliseconds(40);
    const Judgement closed = judge(trace);
    finding = find(closed, "h2_window_closed");
    REQUIRE(finding != nullptr);
    CHECK(finding->cost == milliseconds(55));
    CHECK(finding->detail.find("connection") != std::string::npos);
}

TEST_CASE("culprit: a response that lay unread is this machine's doing", "[culprit]") {
    Phases phases;
    phases.wait = 90;
    Trace trace = record(phases);
    RoundTrip& rt = first(trace);
    REQUIRE(rt.first_byte);
    rt.stamps.arrived = *rt.first_byte - milliseconds(19);
    CHECK(find(judge(trace), "client_busy") == nullptr);
    rt.stamps.arrived = *rt.first_byte - milliseconds(60);
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "client_busy");
    REQUIRE(finding != nullptr);
    CHECK(finding->cost == milliseconds(60));
    CHECK(finding->confidence == Confidence::sure);
    CHECK(judged.verdict.culprit == Culprit::client);
}
