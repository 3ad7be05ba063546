// SPDX-License-Identifier: MIT
#include "culprit/case.hpp"
#include "records.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::culprit;
using std::chrono::milliseconds;

namespace {

Trace with_body(std::int64_t body_ms, std::uint64_t bytes) {
    Phases phases;
    phases.body = body_ms;
    Trace trace = record(phases);
    first(trace).received->wire_bytes = bytes;
    return trace;
}

}  // namespace

TEST_CASE("culprit: a lone gap of a delayed acknowledgement", "[culprit]") {
    struct Row {
        std::int64_t gap;
        std::uint64_t bytes;
        std::uint32_t rtt_us;
        bool found;
    };
    const auto row = GENERATE(Row{37, 300, 200, false}, Row{38, 300, 200, true}, Row{52, 300, 200, true},
                              Row{53, 300, 200, false}, Row{41, 2896, 200, true}, Row{41, 2897, 200, false},
                              Row{41, 300, 15'000, true}, Row{41, 300, 15'001, false});
    Trace trace = with_body(row.gap + 1, row.bytes);
    first(trace).received->longest_gap = milliseconds(row.gap);
    first(trace).connection->tcp->min_rtt_us = row.rtt_us;
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "delayed_ack_40ms");
    INFO(row.gap << " " << row.bytes << " " << row.rtt_us);
    REQUIRE((finding != nullptr) == row.found);
    if (finding == nullptr) return;
    CHECK(finding->confidence == Confidence::likely);
    CHECK(finding->cost == milliseconds(row.gap));
    CHECK(judged.verdict.culprit == Culprit::server);
}

TEST_CASE("culprit: windows of slow start", "[culprit]") {
    CHECK(slow_start_waits(0, 1448) == 0);
    CHECK(slow_start_waits(14'480, 1448) == 0);
    CHECK(slow_start_waits(14'481, 1448) == 1);
    CHECK(slow_start_waits(43'440, 1448) == 1);
    CHECK(slow_start_waits(43'441, 1448) == 2);
    CHECK(slow_start_waits(~std::uint64_t{0}, 1) > 50);

    struct Row {
        std::int64_t body;
        std::uint64_t bytes;
        bool reused;
        bool found;
    };
    // 24 ms for each wait.
    const auto row = GENERATE(Row{48, 43'441, false, true}, Row{24, 43'441, false, true}, Row{23, 43'441, false, false},
                              Row{96, 43'441, false, true}, Row{97, 43'441, false, false},
                              Row{24, 43'440, false, false}, Row{48, 43'441, true, false});
    Trace trace = with_body(row.body, row.bytes);
    first(trace).connection->reused = row.reused;
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "slow_start_rounds");
    INFO(row.body << " " << row.bytes << ": " << ids(judged));
    REQUIRE((finding != nullptr) == row.found);
    if (finding == nullptr) return;
    CHECK(finding->cost == std::min(milliseconds(48), milliseconds(row.body)));
    CHECK(figure(*finding, "waits") == 2);
    // The second request finds the window open.
    CHECK(finding->next == "rtrip 'https://example.com/data?x=1' 'https://example.com/data?x=1'");
}

TEST_CASE("culprit: whose fault a slow body is", "[culprit]") {
    struct Row {
        std::optional<std::uint32_t> out_of_order;
        std::int64_t gap;
        std::string id;
        Culprit culprit;
    };
    const auto row = GENERATE(values<Row>({{7U, 100, "body_slow_path", Culprit::path},
                                           {0U, 1000, "body_slow_server", Culprit::server},
                                           {0U, 500, "body_slow_server", Culprit::server},
                                           {0U, 499, "body_slow_unexplained", Culprit::unknown},
                                           {{}, 1000, "body_slow_unexplained", Culprit::unknown}}));
    Trace trace = with_body(2000, 50'000);
    first(trace).received->longest_gap = milliseconds(row.gap);
    first(trace).connection->tcp->out_of_order_segments = row.out_of_order;
    const Judgement judged = judge(trace);
    REQUIRE(ids(judged) == row.id);
    CHECK(judged.verdict.culprit == row.culprit);
    CHECK((judged.verdict.confidence == Confidence::inconclusive) == (row.culprit == Culprit::unknown));
    CHECK(figure(judged.findings[0], "bytes_per_second") == 25'000);
}

TEST_CASE("culprit: segments out of order on a connection that had others before say nothing", "[culprit]") {
    Trace trace = with_body(2000, 50'000);
    first(trace).connection->reused = true;
    first(trace).connection->tcp->out_of_order_segments = 7;
    CHECK(ids(judge(trace)) == "body_slow_unexplained");
}

TEST_CASE("culprit: a big body at a good pace is no slow one", "[culprit]") {
    struct Row {
        std::int64_t body;
        std::uint64_t bytes;
        bool found;
    };
    const auto row = GENERATE(Row{10'000, 12'500'000, false}, Row{10'000, 12'400'000, true}, Row{499, 2'000, false},
                              Row{500, 2'000, true});
    const Judgement judged = judge(with_body(row.body, row.bytes));
    INFO(ids(judged));
    CHECK((find(judged, "body_slow_unexplained") != nullptr) == row.found);
}
