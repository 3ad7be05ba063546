// SPDX-License-Identifier: MIT
#include <optional>
#include <string>

#include "rtrip/trace.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using rtrip::DeliverySource;
using rtrip::Phase;
using rtrip::PhaseCut;
using rtrip::RoundTrip;
using rtrip::TimePoint;
using rtrip::WaitMethod;

namespace {

using Us = std::optional<std::int64_t>;
constexpr auto kNone = std::nullopt;
constexpr auto kByAck = DeliverySource::acknowledgement;
constexpr auto kByPath = DeliverySource::round_trip_time;
constexpr auto kStamps = WaitMethod::kernel_timestamps;

struct Row {
    std::string name;
    // All in microseconds after the start of the wait.
    Us acknowledged, arrived, first_byte;
    Us min_rtt;
    std::uint32_t retransmits;
    // What is expected.
    WaitMethod method;
    Us acknowledged_us, delivery;
    DeliverySource source;
    Us server, lag;
};

const TimePoint kStart = TimePoint{} + 5s;
const TimePoint kWait = kStart + 1ms;

std::optional<TimePoint> at(const Us& us) {
    if (!us) return std::nullopt;
    return kWait + std::chrono::microseconds(*us);
}

RoundTrip round_trip(const Row& row) {
    RoundTrip rt;
    rt.started = kStart;
    rt.cuts = {PhaseCut{Phase::send, kStart}, PhaseCut{Phase::wait, kWait}};
    rt.done = kWait + 300ms;
    rt.first_byte = at(row.first_byte);
    if (rt.first_byte) rt.cuts.push_back(PhaseCut{Phase::body, *rt.first_byte});
    rt.stamps.acknowledged = at(row.acknowledged);
    rt.stamps.arrived = at(row.arrived);
    rt.connection.emplace();
    if (row.min_rtt) {
        rt.connection->tcp.emplace();
        rt.connection->tcp->rtt_us = 90'000;  // the smoothed one holds late acknowledgements
        rt.connection->tcp->min_rtt_us = static_cast<std::uint32_t>(*row.min_rtt);
        rt.connection->tcp->retransmits = row.retransmits;
    }
    return rt;
}

}  // namespace

TEST_CASE("wait: delivery, server and client lag", "[wait]") {
    const auto row = GENERATE(values<Row>({
        {"an acknowledgement of its own", 10'200, 60'000, 60'150, 10'000, 0, kStamps, 10'200, 10'200, kByAck, 49'800,
         150},
        {"acknowledged by the response itself", 60'010, 60'000, 60'150, 10'000, 0, kStamps, 60'010, 10'000, kByPath,
         50'000, 150},
        {"acknowledged by a timer of the peer's", 50'100, 90'000, 90'000, 10'000, 0, kStamps, 50'100, 10'000, kByPath,
         80'000, 0},
        {"just below that timer", 39'999, 90'000, 90'000, 10'000, 0, kStamps, 39'999, 39'999, kByAck, 50'001, 0},
        {"late because it was sent again", 210'000, 250'000, 250'100, 10'000, 1, kStamps, 210'000, 210'000, kByAck,
         40'000, 100},
        {"a path that was never measured", 10'200, 60'000, 60'150, kNone, 0, kStamps, 10'200, 10'200, kByAck, 49'800,
         150},
        {"no arrival: the lag is the server's", 10'200, kNone, 60'150, 10'000, 0, kStamps, 10'200, 10'200, kByAck,
         49'950, kNone},
        {"no acknowledgement", kNone, 60'000, 60'150, 10'000, 0, kStamps, kNone, 10'000, kByPath, 50'000, 150},
        {"neither acknowledgement nor path", kNone, 60'000, 60'150, kNone, 0, kStamps, kNone, kNone,
         DeliverySource::unknown, kNone, 150},
        {"acknowledged before the write returned", -30, 500, 600, 20, 0, kStamps, 0, 0, kByAck, 500, 100},
        {"answered before the write returned", -40, -30, 600, 20, 0, kStamps, 0, 0, kByAck, 0, 600},
        {"stamped after it was read: clocks differ by a hair", 100, 603, 600, 20, 0, kStamps, 100, 100, kByAck, 500, 0},
        {"a path longer than the wait", kNone, kNone, 600, 20'000, 0, WaitMethod::tcp_info, kNone, 600, kByPath, 0,
         kNone},
        {"TCP_INFO alone", kNone, kNone, 60'000, 10'000, 0, WaitMethod::tcp_info, kNone, 10'000, kByPath, 50'000,
         kNone},
        {"nothing known", kNone, kNone, 60'000, kNone, 0, WaitMethod::unknown, kNone, kNone, DeliverySource::unknown,
         kNone, kNone},
        {"acknowledged, and then silence", 10'200, kNone, kNone, 10'000, 0, kStamps, 10'200, 10'200, kByAck, kNone,
         kNone},
        {"never acknowledged", kNone, kNone, kNone, 10'000, 3, WaitMethod::unknown, kNone, kNone,
         DeliverySource::unknown, kNone, kNone},
    }));
    INFO(row.name);
    const auto split = rtrip::wait_split(round_trip(row));
    REQUIRE(split);
    CHECK(split->method == row.method);
    CHECK(split->acknowledged_us == row.acknowledged_us);
    CHECK(split->delivery_us == row.delivery);
    CHECK(split->delivery_source == row.source);
    CHECK(split->server_us == row.server);
    CHECK(split->client_lag_us == row.lag);
    if (split->delivery_us && split->server_us) {
        CHECK(*split->delivery_us + *split->server_us + split->client_lag_us.value_or(0) == *row.first_byte);
    }
}

TEST_CASE("wait: the parts add up to the printed phase, however the points fall", "[wait]") {
    for (int offset = 0; offset < 1000; offset += 13) {
        const auto shift = std::chrono::nanoseconds(offset);
        RoundTrip rt;
        rt.started = kStart + shift;
        rt.cuts = {PhaseCut{Phase::send, rt.started}, PhaseCut{Phase::wait, kWait + 2 * shift},
                   PhaseCut{Phase::body, kWait + 9'999'991ns}};
        rt.first_byte = rt.cuts.back().at;
        rt.done = kWait + 11ms;
        rt.stamps.acknowledged = kWait + 1'234'567ns;
        rt.stamps.arrived = kWait + 9'876'543ns;
        const auto split = rtrip::wait_split(rt);
        REQUIRE(split);
        const auto wait = rtrip::phase_microseconds(rt)[static_cast<std::size_t>(Phase::wait)];
        REQUIRE(*split->delivery_us + *split->server_us + *split->client_lag_us == *wait);
    }
}

TEST_CASE("wait: without a body it goes on to the end of the head", "[wait]") {
    RoundTrip rt;
    rt.started = kStart;
    rt.cuts = {PhaseCut{Phase::wait, kWait}};
    rt.first_byte = kWait + 8ms;
    rt.done = kWait + 9ms;
    rt.stamps.acknowledged = kWait + 2ms;
    rt.stamps.arrived = kWait + 7ms;
    const auto split = rtrip::wait_split(rt);
    REQUIRE(split);
    CHECK(split->server_us == 5000);
    CHECK(split->client_lag_us == 2000);
}

TEST_CASE("wait: without a wait there is nothing to divide", "[wait]") {
    RoundTrip rt;
    rt.started = kStart;
    rt.done = kStart + 5ms;
    rt.cuts = {PhaseCut{Phase::send, kStart}};
    CHECK_FALSE(rtrip::wait_split(rt));
    // An early response: the wait, if any, is not for its first byte.
    rt.first_byte = kStart + 1ms;
    rt.cuts.push_back(PhaseCut{Phase::wait, kStart + 2ms});
    CHECK_FALSE(rtrip::wait_split(rt));
}
