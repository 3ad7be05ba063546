// SPDX-License-Identifier: MIT
#include "records.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::culprit;
using std::chrono::milliseconds;

namespace {

/// The winner begins `delay` ms after an attempt to `address` that leads to nothing.
Trace raced(const std::string& address, std::int64_t delay, int error_number) {
    Phases phases;
    phases.connect = 24 + delay;
    Trace trace = record(phases);
    RoundTrip& rt = first(trace);
    ConnectAttempt lost = rt.attempts[0];
    lost.address = address;
    lost.ok = lost.won = false;
    lost.error = error_number != 0 ? "no route to host" : "cancelled: lost the race";
    lost.error_number = error_number;
    if (error_number != 0) lost.done = lost.started + milliseconds(1);
    rt.attempts[0].started += milliseconds(delay);
    rt.attempts.insert(rt.attempts.begin(), lost);
    return trace;
}

}  // namespace

TEST_CASE("culprit: IPv6 that kept IPv4 waiting", "[culprit]") {
    const std::int64_t delay = GENERATE(19, 20, 250);
    const int number = GENERATE(0, 113);
    const Trace trace = raced("[2001:db8::1]:443", delay, number);
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "ipv6_broken_fallback");
    INFO(ids(judged));
    REQUIRE((finding != nullptr) == (delay >= 20));
    CHECK(find(judged, "address_dead") == nullptr);
    if (finding == nullptr) return;
    CHECK(finding->cost == milliseconds(delay));
    CHECK(finding->confidence == (number != 0 ? Confidence::sure : Confidence::likely));
    CHECK(finding->next == "rtrip -6 'https://example.com/data?x=1'");
    CHECK(figure(*finding, "delay_ms") == delay);
}

TEST_CASE("culprit: an address of the same family that does not answer", "[culprit]") {
    const Trace trace = raced("192.0.2.9:443", 250, 0);
    const Judgement judged = judge(trace);
    CHECK(ids(judged) == "address_dead");
    CHECK(judged.verdict.culprit == Culprit::peer);
    CHECK(judged.findings[0].next == "mtr --report --tcp --port 443 192.0.2.9");
}

TEST_CASE("culprit: IPv4 that lost against IPv6 is no broken IPv6", "[culprit]") {
    Trace trace = raced("192.0.2.9:443", 250, 0);
    first(trace).attempts[1].address = "[2001:db8::1]:443";
    CHECK(find(judge(trace), "ipv6_broken_fallback") == nullptr);
}

TEST_CASE("culprit: SYNs sent again are counted by the kernel, or told by the time", "[culprit]") {
    struct Row {
        std::optional<std::uint32_t> counted;
        std::int64_t connect;
        std::int64_t lost;  // 0: nothing is found
    };
    const auto row = GENERATE(values<Row>({{0U, 1024, 0},
                                           {1U, 1024, 1},
                                           {2U, 3024, 2},
                                           {{}, 999, 0},
                                           {{}, 1000, 1},
                                           {{}, 1399, 1},
                                           {{}, 1400, 0},
                                           {{}, 2024, 2},
                                           {{}, 3024, 2},
                                           {{}, 4024, 4},
                                           {{}, 7024, 3},
                                           {{}, 5000, 0}}));
    Phases phases;
    phases.connect = row.connect;
    Trace trace = record(phases);
    first(trace).attempts[0].syn_retransmits = row.counted;
    const Judgement judged = judge(trace);
    const Finding* finding = find(judged, "syn_retransmit");
    INFO(row.connect << ": " << ids(judged));
    REQUIRE((finding != nullptr) == (row.lost > 0));
    if (finding == nullptr) return;
    CHECK(figure(*finding, "syn_retransmits") == row.lost);
    CHECK(finding->cost == milliseconds(row.connect - 24));
    CHECK(finding->confidence == (row.counted ? Confidence::sure : Confidence::likely));
    CHECK(judged.verdict.culprit == Culprit::path);
}

TEST_CASE("culprit: segments lost behind the connect are told apart from SYNs", "[culprit]") {
    struct Row {
        std::uint32_t all;
        std::uint32_t syns;
        std::int64_t wait;
        bool found;
    };
    const auto row = GENERATE(Row{1, 0, 300, true}, Row{1, 1, 300, false}, Row{1, 0, 40, false}, Row{0, 0, 300, false});
    Phases phases;
    phases.wait = row.wait;
    Trace trace = record(phases);
    first(trace).connection->tcp->retransmits = row.all;
    first(trace).attempts[0].syn_retransmits = row.syns;
    const Judgement judged = judge(trace);
    INFO(ids(judged));
    CHECK((find(judged, "request_retransmit") != nullptr) == row.found);
    // The server is not blamed for what may have been the path's.
    const Finding* slow = find(judged, "server_slow");
    if (row.found) {
        REQUIRE(slow != nullptr);
        CHECK(slow->confidence == Confidence::inconclusive);
        CHECK(judged.verdict.culprit == Culprit::path);
    }
}
