// SPDX-License-Identifier: MIT
#include "records.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::culprit;

namespace {

Phases slow_dns(std::int64_t ms) {
    Phases phases;
    phases.dns = ms;
    return phases;
}

}  // namespace

TEST_CASE("culprit: a slow look-up is named from 100 ms and a fifth of the whole on", "[culprit]") {
    struct Row {
        std::int64_t dns;
        std::int64_t wait;
        bool found;
    };
    const auto row = GENERATE(Row{99, 40, false}, Row{100, 40, true}, Row{100, 320, true}, Row{100, 360, false});
    Phases phases = slow_dns(row.dns);
    phases.wait = row.wait;
    phases.body = 10;
    Trace trace = record(phases);
    const Judgement judged = judge(trace);
    INFO(row.dns << " of " << row.wait << ": " << ids(judged));
    CHECK((find(judged, "dns_slow") != nullptr) == row.found);
    if (const Finding* finding = find(judged, "dns_slow")) {
        CHECK(finding->culprit == Culprit::name_service);
        CHECK(finding->cost == std::chrono::milliseconds(row.dns));
        CHECK(finding->next == "dig @192.0.2.53 example.com AAAA");
        CHECK(figure(*finding, "dns_ms") == row.dns);
    }
}

TEST_CASE("culprit: slow answers of a cache, a file or an option are not the name service's", "[culprit]") {
    const auto source = GENERATE(DnsSource::cache, DnsSource::hosts, DnsSource::option, DnsSource::literal);
    Trace trace = record(slow_dns(300));
    first(trace).dns->source = source;
    CHECK(ids(judge(trace)).empty());
}

TEST_CASE("culprit: AAAA that is not answered is a stall from 40 ms on, whatever ended the wait", "[culprit]") {
    struct Row {
        std::int64_t a;
        std::int64_t dns;
        bool answered;
        bool found;
    };
    const auto row = GENERATE(Row{10, 49, false, false}, Row{10, 50, false, true}, Row{10, 50, true, true},
                              Row{10, 30, true, false}, Row{5, 5005, false, true});
    Trace trace = record(slow_dns(row.dns));
    RoundTrip& rt = first(trace);
    rt.dns->queries = {query(rt, "A", row.a), query(rt, "AAAA", row.dns)};
    if (!row.answered) {
        rt.dns->queries[1].rcode.clear();
        rt.dns->queries[1].answers.clear();
        rt.dns->queries[1].error = "abandoned: the other family had answered";
    }
    const Judgement judged = judge(trace);
    INFO(row.dns << ": " << ids(judged));
    const Finding* finding = find(judged, "dns_aaaa_stall");
    REQUIRE((finding != nullptr) == row.found);
    if (finding == nullptr) return;
    CHECK(finding->cost == std::chrono::milliseconds(row.dns - row.a));
    CHECK(finding->confidence == (row.answered ? Confidence::likely : Confidence::sure));
    // What the narrow rule explains is not told twice.
    CHECK(find(judged, "dns_slow") == nullptr);
    CHECK(judged.verdict.culprit == Culprit::name_service);
}

TEST_CASE("culprit: an A answer behind the AAAA one is no stall of AAAA", "[culprit]") {
    Trace trace = record(slow_dns(90));
    first(trace).dns->queries = {query(first(trace), "A", 90), query(first(trace), "AAAA", 10)};
    CHECK(find(judge(trace), "dns_aaaa_stall") == nullptr);
}

TEST_CASE("culprit: a server that fails is named whether or not it cost time", "[culprit]") {
    struct Row {
        std::string rcode;
        int retries;
        std::int64_t ms;
        bool found;
        Confidence confidence;
    };
    const auto row = GENERATE(values<Row>({{"SERVFAIL", 0, 3, true, Confidence::sure},
                                           {"REFUSED", 0, 3, true, Confidence::sure},
                                           {"TIMEOUT", 2, 5000, true, Confidence::likely},
                                           {"NOERROR", 1, 2000, true, Confidence::likely},
                                           {"NOERROR", 1, 19, false, Confidence::likely},
                                           {"NOERROR", 0, 60, false, Confidence::likely},
                                           {"NXDOMAIN", 0, 60, false, Confidence::likely}}));
    Trace trace = record(slow_dns(row.ms));
    DnsQuery& aaaa = first(trace).dns->queries[1];
    aaaa.rcode = row.rcode;
    aaaa.retries = row.retries;
    const Judgement judged = judge(trace);
    INFO(row.rcode << " " << row.ms << ": " << ids(judged));
    const Finding* finding = find(judged, "dns_failing_server");
    REQUIRE((finding != nullptr) == row.found);
    if (finding == nullptr) return;
    CHECK(finding->confidence == row.confidence);
    CHECK(finding->detail.find("192.0.2.53:53") != std::string::npos);
    CHECK((finding->cost > Duration{}) == (row.ms >= 20));
}

TEST_CASE("culprit: search domains cost what was asked before the name that was meant", "[culprit]") {
    const std::int64_t wasted = GENERATE(19, 20, 300);
    Trace trace = record(slow_dns(wasted + 6));
    RoundTrip& rt = first(trace);
    DnsQuery wrong = query(rt, "A", wasted);
    wrong.name = "example.com.corp.example";
    wrong.rcode = "NXDOMAIN";
    wrong.answers.clear();
    DnsQuery right = query(rt, "A", wasted + 6);
    right.started = at_ms(rt, wasted);
    rt.dns->queries = {wrong, right};
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "dns_search_expansion");
    INFO(ids(judged));
    REQUIRE((finding != nullptr) == (wasted >= 20));
    CHECK(find(judged, "dns_slow") == nullptr);
    if (finding == nullptr) return;
    CHECK(finding->culprit == Culprit::settings);
    CHECK(finding->cost == std::chrono::milliseconds(wasted));
    CHECK(finding->detail.find("example.com.corp.example") != std::string::npos);
}
