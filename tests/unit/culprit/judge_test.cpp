// SPDX-License-Identifier: MIT
#include "culprit/judge.hpp"

#include "culprit/case.hpp"
#include "records.hpp"
#include "support/catch.hpp"
#include "unit/render/fixtures.hpp"

using namespace rtrip;
using namespace rtrip::culprit;
using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST_CASE("culprit: sound exchanges trip no rule", "[culprit]") {
    namespace fixtures = render::fixtures;
    for (const auto& fixture : {fixtures::https_by_name(), fixtures::reused(), fixtures::interim_103(),
                                fixtures::head(), fixtures::unix_socket(), fixtures::stale_retry()}) {
        const Judgement judged = judge(fixture.trace);
        INFO(fixture.name << ": " << ids(judged));
        CHECK(judged.findings.empty());
        CHECK(judged.verdict.culprit == Culprit::none);
        CHECK(judged.verdict.sentence.empty());
        CHECK(judged.verdict.next.empty());
        CHECK_FALSE(judged.verdict.share_permille);
    }
    CHECK(judge(record({})).findings.empty());
}

TEST_CASE("culprit: sound paths of any length trip no rule", "[culprit]") {
    // One round trip each for connect, TLS 1.3 and the request, up to a satellite's 600 ms.
    const std::int64_t rtt = GENERATE(1, 5, 20, 50, 150, 300, 600);
    Phases phases;
    phases.dns = std::min<std::int64_t>(rtt, 60);
    phases.connect = rtt;
    phases.tls = rtt + 3;
    phases.wait = rtt + 15;
    phases.body = 1;
    Trace trace = record(phases);
    first(trace).connection->tcp->min_rtt_us = static_cast<std::uint32_t>(rtt * 1000);
    INFO(rtt << ": " << ids(judge(trace)));
    CHECK(judge(trace).findings.empty());
}

TEST_CASE("culprit: the dearest finding leads, failures before it and doubts behind", "[culprit]") {
    Phases phases;
    phases.dns = 300;
    phases.wait = 1024;
    Trace trace = record(phases);
    Judgement judged = judge(trace);
    REQUIRE(ids(judged) == "server_slow dns_slow");
    CHECK(judged.verdict.culprit == Culprit::server);
    CHECK(judged.verdict.share_permille == 726);  // 1000 of 1376
    CHECK(judged.verdict.because == std::vector<std::string_view>{"server_slow"});
    CHECK(judged.findings[0].severity == Severity::warn);
    CHECK(judged.findings[0].round_trip == 0U);

    first(trace).connection->tcp->retransmits = 1;
    first(trace).attempts[0].syn_retransmits.reset();
    judged = judge(trace);
    CHECK(ids(judged) == "dns_slow server_slow");
    CHECK(judged.verdict.culprit == Culprit::name_service);

    trace.error = Error(ErrorCode::body_incomplete, Phase::body, "cut");
    judged = judge(trace);
    CHECK(ids(judged) == "connection_cut dns_slow server_slow");
    CHECK(judged.verdict.culprit == Culprit::peer);
    CHECK_FALSE(judged.verdict.share_permille);
}

TEST_CASE("culprit: only doubts make an inconclusive verdict", "[culprit]") {
    Phases phases;
    phases.wait = 1024;
    Trace trace = record(phases);
    first(trace).connection->tcp->retransmits = 1;
    first(trace).attempts[0].syn_retransmits.reset();
    const Judgement judged = judge(trace);
    CHECK(ids(judged) == "server_slow");
    CHECK(judged.verdict.confidence == Confidence::inconclusive);
    CHECK(judged.findings[0].severity == Severity::info);
}

TEST_CASE("culprit: a record without anything in it is no fault", "[culprit]") {
    const Judgement judged = judge(Trace());
    CHECK(judged.findings.empty());
    CHECK(judged.verdict.culprit == Culprit::none);
    Trace trace;
    trace.round_trips.emplace_back();
    CHECK(judge(trace).findings.empty());
}

TEST_CASE("culprit: times and sizes in three digits", "[culprit]") {
    CHECK(time_text(Duration{}) == "0.000 ms");
    CHECK(time_text(microseconds(-5)) == "0.000 ms");
    CHECK(time_text(microseconds(41)) == "0.041 ms");
    CHECK(time_text(microseconds(3'414)) == "3.41 ms");
    CHECK(time_text(microseconds(9'994)) == "9.99 ms");
    CHECK(time_text(microseconds(9'995)) == "10.0 ms");
    CHECK(time_text(microseconds(99'949)) == "99.9 ms");
    CHECK(time_text(microseconds(99'950)) == "100 ms");
    CHECK(time_text(milliseconds(182)) == "182 ms");
    CHECK(time_text(microseconds(999'499)) == "999 ms");
    CHECK(time_text(microseconds(999'500)) == "1.00 s");
    CHECK(time_text(milliseconds(1'412)) == "1.41 s");
    CHECK(time_text(milliseconds(61'249)) == "61.2 s");
    CHECK(size_text(312) == "312 B");
    CHECK(size_text(1'249) == "1.2 kB");
    CHECK(size_text(12'345'678) == "12.3 MB");
    CHECK(size_text(~std::uint64_t{0}).ends_with(" TB"));
    CHECK(percent_of(milliseconds(1), milliseconds(3)) == 33);
    CHECK(percent_of(milliseconds(1), Duration{}) == 0);
}

TEST_CASE("culprit: addresses come apart at the right colon", "[culprit]") {
    struct Row {
        std::string text;
        std::string host;
        std::string port;
    };
    const auto row = GENERATE(values<Row>({{"192.0.2.1:443", "192.0.2.1", "443"},
                                           {"[2001:db8::1]:443", "2001:db8::1", "443"},
                                           {"[2001:db8::1]", "2001:db8::1", ""},
                                           {"unix:/run/a:b", "unix:/run/a:b", ""},
                                           {"", "", ""},
                                           {":", "", ""}}));
    CHECK(split_host_port(row.text).host == row.host);
    CHECK(split_host_port(row.text).port == row.port);
}

TEST_CASE("culprit: what peers chose cannot break out of a command", "[culprit]") {
    Phases phases;
    phases.dns = 300;
    Trace trace = record(phases);
    for (DnsQuery& query : first(trace).dns->queries) query.name = "a'; rm -rf ~; '$(id)";
    CHECK(judge(trace).verdict.next == "dig @192.0.2.53 'a'\\''; rm -rf ~; '\\''$(id)' AAAA");
}
