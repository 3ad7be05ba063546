// SPDX-License-Identifier: MIT
#include "records.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::culprit;
using std::chrono::milliseconds;

namespace {

HandshakeMessage received(const RoundTrip& rt, std::string name, std::int64_t ms, std::size_t bytes) {
    HandshakeMessage out;
    out.name = std::move(name);
    out.at = at_ms(rt, ms);
    out.bytes = bytes;
    return out;
}

}  // namespace

TEST_CASE("culprit: a full handshake below TLS 1.3 costs a round trip", "[culprit]") {
    struct Row {
        std::string version;
        std::uint32_t rtt_us;
        bool resumed;
        bool reused;
        bool found;
    };
    const auto row = GENERATE(values<Row>({{"TLSv1.2", 24'000, false, false, true},
                                           {"TLSv1.1", 24'000, false, false, true},
                                           {"TLSv1.3", 24'000, false, false, false},
                                           {"TLSv1.2", 19'999, false, false, false},
                                           {"TLSv1.2", 20'000, false, false, true},
                                           {"TLSv1.2", 24'000, true, false, false},
                                           {"TLSv1.2", 24'000, false, true, false}}));
    Phases phases;
    phases.tls = 50;
    Trace trace = record(phases);
    first(trace).tls->version = row.version;
    first(trace).tls->resumed = row.resumed;
    first(trace).connection->reused = row.reused;
    first(trace).connection->tcp->min_rtt_us = row.rtt_us;
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "tls_extra_round_trip");
    INFO(row.version << ": " << ids(judged));
    REQUIRE((finding != nullptr) == row.found);
    if (finding == nullptr) return;
    CHECK(finding->cost == std::chrono::microseconds(row.rtt_us));
    CHECK(finding->next == "rtrip --tlsv1.3 'https://example.com/data?x=1'");
}

TEST_CASE("culprit: a HelloRetryRequest costs what passed until the ServerHello", "[culprit]") {
    Phases phases;
    phases.tls = 50;
    Trace trace = record(phases);
    RoundTrip& rt = first(trace);
    rt.tls->group = "P-384";
    rt.tls->messages = {received(rt, "HelloRetryRequest", 60, 88), received(rt, "ServerHello", 84, 122)};
    const Judgement judged = judge(trace);
    REQUIRE(ids(judged) == "tls_extra_round_trip");
    CHECK(judged.findings[0].cost == milliseconds(24));
    CHECK(judged.findings[0].next == "rtrip --curves P-384 'https://example.com/data?x=1'");
    CHECK(judged.findings[0].detail.find("P-384") != std::string::npos);
}

TEST_CASE("culprit: a second full handshake with the same origin", "[culprit]") {
    struct Row {
        bool resumed;
        bool elsewhere;
        std::int64_t tls;
        bool found;
    };
    const auto row = GENERATE(Row{false, false, 60, true}, Row{true, false, 60, false}, Row{false, true, 60, false},
                              Row{false, false, 43, false});
    Trace trace = record({});
    Phases phases;
    phases.tls = row.tls;
    RoundTrip& second = append(trace, phases);
    second.tls->resumed = row.resumed;
    if (row.elsewhere) second.url = "https://example.com:8443/data?x=1";
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "tls_no_resumption");
    INFO(ids(judged));
    REQUIRE((finding != nullptr) == row.found);
    if (finding == nullptr) return;
    CHECK(finding->round_trip == 1U);
    CHECK(finding->cost == milliseconds(36));
    CHECK(finding->next == "openssl s_client -connect 192.0.2.1:443 -servername example.com -reconnect </dev/null");
}

TEST_CASE("culprit: certificates beyond the first window", "[culprit]") {
    struct Row {
        std::size_t certificates;
        std::size_t in;
        bool found;
    };
    const auto row = GENERATE(Row{14'000, 14'480, false}, Row{14'000, 14'481, true}, Row{7'240, 14'481, false});
    Phases phases;
    phases.tls = 50;
    Trace trace = record(phases);
    RoundTrip& rt = first(trace);
    rt.tls->bytes_in = row.in;
    rt.tls->messages = {received(rt, "ServerHello", 60, 122), received(rt, "Certificate", 61, row.certificates)};
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "tls_big_certificate_chain");
    INFO(ids(judged));
    REQUIRE((finding != nullptr) == row.found);
    if (finding == nullptr) return;
    CHECK(finding->cost == milliseconds(24));
    CHECK(figure(*finding, "window_bytes") == 14'480);
    CHECK(figure(*finding, "waits") == 1);
}
