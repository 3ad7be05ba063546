// SPDX-License-Identifier: MIT
#include "model/http_date.hpp"
#include "records.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::culprit;
using std::chrono::milliseconds;

TEST_CASE("culprit: a server that needs 100 ms and four tenths of the whole", "[culprit]") {
    struct Row {
        std::int64_t wait;
        std::int64_t body;
        std::uint32_t rtt_us;
        bool found;
    };
    // Wait less 24 ms of the path; connecting takes 62 ms in all.
    const auto row = GENERATE(Row{123, 2, 24'000, false}, Row{124, 2, 24'000, true}, Row{124, 64, 24'000, true},
                              Row{124, 65, 24'000, false}, Row{300, 2, 101'000, false}, Row{303, 2, 101'000, true});
    Phases phases;
    phases.wait = row.wait;
    phases.body = row.body;
    Trace trace = record(phases);
    first(trace).connection->tcp->min_rtt_us = row.rtt_us;
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "server_slow");
    INFO(row.wait << " " << row.body << ": " << ids(judged));
    REQUIRE((finding != nullptr) == row.found);
    if (finding == nullptr) return;
    CHECK(finding->cost == milliseconds(row.wait) - std::chrono::microseconds(row.rtt_us));
    CHECK(finding->confidence == Confidence::sure);
    CHECK(judged.verdict.culprit == Culprit::server);
    CHECK(judged.verdict.next.starts_with("rtrip -j "));
}

TEST_CASE("culprit: without the kernel's figures, or behind a proxy, a server is blamed less", "[culprit]") {
    Phases phases;
    phases.wait = 900;
    Trace trace = record(phases);
    first(trace).connection->proxy = "http://proxy.example:3128";
    CHECK(find(judge(trace), "server_slow")->confidence == Confidence::likely);
    first(trace).connection->tcp.reset();
    CHECK(find(judge(trace), "server_slow") == nullptr);
}

TEST_CASE("culprit: requests that change something are not offered again", "[culprit]") {
    Phases phases;
    phases.wait = 900;
    Trace trace = record(phases);
    first(trace).method = "POST";
    const Judgement judged = judge(trace);
    CHECK(judged.verdict.culprit == Culprit::server);
    CHECK(judged.verdict.next.empty());
}

TEST_CASE("culprit: a 100 (Continue) that never comes", "[culprit]") {
    struct Row {
        std::int64_t send;
        int interim;
        std::uint64_t body;
        bool found;
    };
    const auto row = GENERATE(Row{199, 0, 10, false}, Row{200, 0, 10, true}, Row{1000, 0, 10, true},
                              Row{1000, 100, 10, false}, Row{1000, 103, 10, true}, Row{1000, 0, 0, false});
    Phases phases;
    phases.send = row.send;
    Trace trace = record(phases);
    RoundTrip& rt = first(trace);
    rt.sent->expect_continue = true;
    rt.sent->body_bytes = row.body;
    if (row.interim != 0) rt.interim = {InterimResponse{row.interim, "1.1", at_ms(rt, 100), {}}};
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "expect_100_timeout");
    INFO(ids(judged));
    REQUIRE((finding != nullptr) == row.found);
    if (finding != nullptr) CHECK(finding->cost == milliseconds(row.send));
    if (row.found) CHECK(find(judged, "request_upload_slow") == nullptr);
}

TEST_CASE("culprit: a refused expectation costs the round trip that was refused", "[culprit]") {
    Trace trace = record({});
    first(trace).sent->expect_continue = true;
    first(trace).retry.emplace();
    first(trace).retry->will_retry = true;
    first(trace).retry->reason = kExpectationFailed;
    append(trace, {.dns = -1, .connect = -1, .tls = -1});
    const Judgement judged = judge(trace);
    REQUIRE(ids(judged) == "expect_100_timeout");
    CHECK(judged.findings[0].cost == milliseconds(104));
    CHECK(judged.findings[0].confidence == Confidence::sure);
}

TEST_CASE("culprit: a slow upload is the server's, the path's, or nobody can tell", "[culprit]") {
    struct Row {
        std::uint64_t window_us;
        std::uint32_t retransmits;
        Culprit culprit;
        Confidence confidence;
    };
    const auto row =
        GENERATE(Row{500'000, 0, Culprit::server, Confidence::likely},
                 Row{499'999, 0, Culprit::unknown, Confidence::inconclusive},
                 Row{0, 3, Culprit::path, Confidence::likely}, Row{500'000, 3, Culprit::server, Confidence::likely});
    Phases phases;
    phases.send = 1000;
    Trace trace = record(phases);
    first(trace).sent->body_bytes = 1'000'000;
    first(trace).connection->tcp->rwnd_limited_us = row.window_us;
    first(trace).connection->tcp->retransmits = row.retransmits;
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "request_upload_slow");
    REQUIRE(finding != nullptr);
    CHECK(finding->culprit == row.culprit);
    CHECK(finding->confidence == row.confidence);
    CHECK(figure(*finding, "bytes_per_second") == 1'000'000);
}

TEST_CASE("culprit: an upload is slow below 10 Mbit/s and from half a second on", "[culprit]") {
    struct Row {
        std::int64_t send;
        std::uint64_t bytes;
        bool found;
    };
    const auto row = GENERATE(Row{499, 100'000, false}, Row{500, 100'000, true}, Row{1000, 1'250'000, false},
                              Row{1000, 1'249'000, true}, Row{1000, 0, false});
    Phases phases;
    phases.send = row.send;
    Trace trace = record(phases);
    first(trace).sent->body_bytes = row.bytes;
    CHECK((find(judge(trace), "request_upload_slow") != nullptr) == row.found);
}

TEST_CASE("culprit: clocks that differ by a minute", "[culprit]") {
    struct Row {
        std::int64_t ahead_s;
        std::string cache;
        bool found;
        Confidence confidence;
    };
    const auto row = GENERATE(values<Row>({{59, "", false, Confidence::sure},
                                           {60, "", true, Confidence::sure},
                                           {-59, "", false, Confidence::sure},
                                           {-60, "", true, Confidence::likely},
                                           {-3600, "Age", false, Confidence::sure},
                                           {-3600, "Via", false, Confidence::sure},
                                           {3600, "Age", true, Confidence::sure}}));
    Trace trace = record({});
    RoundTrip& rt = first(trace);
    const WallTime now = trace.started_at + (*rt.first_byte - trace.started);
    const auto whole = std::chrono::floor<std::chrono::seconds>(now);
    rt.received->header.add("Date", format_http_date(whole + std::chrono::seconds(row.ahead_s)));
    if (!row.cache.empty()) rt.received->header.add(row.cache, "1");
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "clock_skew");
    INFO(row.ahead_s);
    REQUIRE((finding != nullptr) == row.found);
    if (finding == nullptr) return;
    CHECK(finding->confidence == row.confidence);
    CHECK(figure(*finding, "skew_s") == std::abs(row.ahead_s));
    // It took no time, so nobody is to blame for any.
    CHECK(judged.verdict.culprit == Culprit::none);
}

TEST_CASE("culprit: a date that is none says nothing of clocks", "[culprit]") {
    Trace trace = record({});
    first(trace).received->header.add("Date", "yesterday");
    CHECK(ids(judge(trace)).empty());
}
