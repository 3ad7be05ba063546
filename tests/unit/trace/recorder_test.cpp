// SPDX-License-Identifier: MIT
#include "rtrip/recorder.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using rtrip::ClientTrace;
using rtrip::Error;
using rtrip::ErrorCode;
using rtrip::Phase;
using rtrip::TimePoint;
using rtrip::Trace;
using rtrip::TraceRecorder;

namespace {

class FixedClock final : public rtrip::Clock {
public:
    TimePoint at{1h};
    [[nodiscard]] TimePoint now() const override { return at; }
    [[nodiscard]] rtrip::WallTime wall_now() const override { return rtrip::WallTime{} + 24h; }
};

/// A recorder, its clock, and the hooks in the order in which a Transport fires them.
struct Script {
    FixedClock clock;
    TraceRecorder recorder{clock, "GET", "http://example.com/", true};
    const ClientTrace& hooks = recorder.hooks();

    TimePoint after(rtrip::Duration d) { return TimePoint{1h} + d; }

    void start() { hooks.round_trip_start(after(0ms), rtrip::RoundTripCause::initial, "GET", "http://example.com/"); }
    void dns(rtrip::Duration from, rtrip::Duration to) {
        hooks.dns_start({after(from), "example.com"});
        rtrip::DnsDoneInfo done;
        done.at = after(to);
        done.dns.addresses = {"192.0.2.1"};
        hooks.dns_done(done);
    }
    void connect(rtrip::Duration from, rtrip::Duration to) {
        hooks.connect_start({after(from), 0, "192.0.2.1:80"});
        rtrip::ConnectDoneInfo done;
        done.at = after(to);
        done.result.address = "192.0.2.1:80";
        done.result.ok = true;
        done.result.won = true;
        done.result.started = after(from);
        done.result.done = after(to);
        hooks.connect_done(done);
    }
    void got_conn(rtrip::Duration at) {
        rtrip::GotConnInfo info;
        info.at = after(at);
        info.connection.id = 7;
        hooks.got_conn(info);
    }
    void sent(rtrip::Duration at) {
        hooks.wrote_headers({after(at), {}});
        rtrip::WroteRequestInfo info;
        info.at = after(at);
        hooks.wrote_request(info);
    }
    void head(rtrip::Duration first_byte, rtrip::Duration complete, bool has_body) {
        hooks.got_first_response_byte(after(first_byte));
        hooks.got_final_response_byte(after(first_byte));
        rtrip::GotResponseHeadersInfo info;
        info.at = after(complete);
        info.response.status = 200;
        info.has_body = has_body;
        hooks.got_response_headers(info);
    }
    void body_done(rtrip::Duration at, std::uint64_t bytes) {
        rtrip::BodyDoneInfo info;
        info.at = after(at);
        info.wire_bytes = bytes;
        info.complete = true;
        hooks.body_done(info);
    }
    void done(rtrip::Duration at, const std::optional<Error>& error = {}) { hooks.round_trip_done(after(at), error); }
};

std::string phases_of(const Trace& trace) {
    std::string out;
    const auto phases = rtrip::phase_microseconds(trace.round_trips.at(0));
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (!phases[i]) continue;
        out += std::string(out.empty() ? "" : " ") + std::string(rtrip::phase_name(static_cast<Phase>(i))) + "=" +
               std::to_string(*phases[i] / 1000);
    }
    return out;
}

}  // namespace

TEST_CASE("recorder: connecting ends when the connection stands, not when it is used", "[recorder]") {
    Script s;
    s.start();
    s.connect(1ms, 5ms);
    s.got_conn(8ms);
    s.sent(10ms);
    s.head(40ms, 41ms, false);
    s.done(41ms);
    CHECK(phases_of(s.recorder.take({})) == "queue=1 connect=4 send=5 wait=31");

    Script tls;
    tls.start();
    tls.connect(1ms, 5ms);
    rtrip::TlsHandshakeStartInfo start;
    start.at = tls.after(7ms);
    tls.hooks.tls_handshake_start(start);
    tls.got_conn(20ms);
    tls.done(20ms);
    CHECK(phases_of(tls.recorder.take({})) == "queue=1 connect=4 tls=15 send=0");
}

TEST_CASE("recorder: the kernel's stamps are events and part of the round trip", "[recorder]") {
    Script s;
    s.start();
    s.connect(1ms, 5ms);
    s.got_conn(5ms);
    s.sent(6ms);
    s.head(40ms, 41ms, true);
    rtrip::ConnStateInfo state;
    state.at = s.after(60ms);
    state.connection_id = 8;  // another connection's
    state.stamps.acknowledged = s.after(1ms);
    s.hooks.conn_state(state);
    state.connection_id = 7;
    state.stamps.acknowledged = s.after(16ms);
    state.stamps.arrived = s.after(39ms);
    s.hooks.conn_state(state);
    s.done(61ms);
    const Trace trace = s.recorder.take({});
    const rtrip::RoundTrip& rt = trace.round_trips.at(0);
    CHECK(rt.stamps.acknowledged == s.after(16ms));
    CHECK(rt.stamps.arrived == s.after(39ms));
    const auto split = rtrip::wait_split(rt);
    REQUIRE(split);
    CHECK(split->delivery_us == 10'000);
    CHECK(split->server_us == 23'000);
    CHECK(split->client_lag_us == 1'000);
    std::string names;
    for (const rtrip::Event& event : rt.events) names += event.name + " ";
    CHECK(names.find("wrote_request request_acknowledged response_arrived got_first") != std::string::npos);
}

TEST_CASE("recorder: a fresh connection has every phase, cut where the hooks say", "[recorder]") {
    Script s;
    s.start();
    s.dns(1ms, 5ms);
    s.connect(5ms, 9ms);
    s.got_conn(9ms);
    s.sent(10ms);
    s.head(40ms, 41ms, true);
    s.body_done(60ms, 1234);
    s.done(61ms);
    const Trace trace = s.recorder.take({});
    REQUIRE(phases_of(trace) == "queue=1 dns=4 connect=4 send=1 wait=30 body=21");
    REQUIRE(trace.round_trips[0].ok);
    REQUIRE(trace.round_trips[0].received->wire_bytes == 1234);
    REQUIRE(trace.round_trips[0].received->complete);
    REQUIRE(trace.done - trace.started == 61ms);
}

TEST_CASE("recorder: without a body the head's own reading belongs to the wait", "[recorder]") {
    Script s;
    s.start();
    s.got_conn(1ms);
    s.sent(2ms);
    s.head(10ms, 14ms, false);
    s.body_done(15ms, 0);
    s.done(15ms);
    const Trace trace = s.recorder.take({});
    REQUIRE(phases_of(trace) == "queue=1 send=1 wait=13");
    REQUIRE(trace.round_trips[0].first_byte == s.after(10ms));
}

TEST_CASE("recorder: an interim response doesn't end the wait", "[recorder]") {
    Script s;
    s.start();
    s.got_conn(1ms);
    s.sent(2ms);
    s.hooks.got_first_response_byte(s.after(3ms));
    rtrip::Got1xxResponseInfo early;
    early.at = s.after(3ms);
    early.response.status = 103;
    s.hooks.got_1xx_response(early);
    s.hooks.got_final_response_byte(s.after(50ms));
    rtrip::GotResponseHeadersInfo head;
    head.at = s.after(50ms);
    head.has_body = true;
    s.hooks.got_response_headers(head);
    s.body_done(60ms, 1);
    s.done(60ms);
    const Trace trace = s.recorder.take({});
    REQUIRE(phases_of(trace) == "queue=1 send=1 wait=48 body=10");
    REQUIRE(trace.round_trips[0].interim.at(0).status == 103);
}

TEST_CASE("recorder: an early response ends the sending and leaves no wait", "[recorder]") {
    Script s;
    s.start();
    s.got_conn(1ms);
    s.hooks.wrote_headers({s.after(2ms), {}});
    s.head(20ms, 20ms, true);
    rtrip::WroteRequestInfo late;
    late.at = s.after(30ms);
    late.body_bytes = 99;
    s.hooks.wrote_request(late);
    s.body_done(40ms, 1);
    s.done(40ms);
    const Trace trace = s.recorder.take({});
    REQUIRE(phases_of(trace) == "queue=1 send=19 body=20");
    REQUIRE(trace.round_trips[0].sent->body_bytes == 99);
}

TEST_CASE("recorder: the phase that failed keeps its time and what follows is absent", "[recorder]") {
    Script s;
    s.start();
    s.dns(1ms, 2ms);
    s.hooks.connect_start({s.after(2ms), 0, "192.0.2.1:80"});
    s.done(502ms, Error(ErrorCode::connect_timeout, Phase::connect, "no answer"));
    const Trace trace = s.recorder.take(Error(ErrorCode::connect_timeout, Phase::connect, "no answer"));
    REQUIRE(phases_of(trace) == "queue=1 dns=1 connect=500");
    REQUIRE_FALSE(trace.round_trips[0].ok);
    REQUIRE(trace.round_trips[0].error->code == ErrorCode::connect_timeout);
    REQUIRE(trace.error->code == ErrorCode::connect_timeout);
}

TEST_CASE("recorder: take closes a round trip that nobody ended", "[recorder]") {
    Script s;
    s.start();
    s.got_conn(1ms);
    s.clock.at = s.after(30ms);
    const Trace trace = s.recorder.take(Error(ErrorCode::interrupted, "interrupted"));
    REQUIRE(phases_of(trace) == "queue=1 send=29");
    REQUIRE(trace.round_trips[0].error->code == ErrorCode::interrupted);
}

TEST_CASE("recorder: hooks after take change nothing", "[recorder]") {
    Script s;
    s.start();
    s.done(1ms);
    const Trace trace = s.recorder.take({});
    s.start();
    s.got_conn(2ms);
    s.hooks.retry(s.after(3ms), {});
    REQUIRE(trace.round_trips.size() == 1);
    REQUIRE_FALSE(trace.round_trips[0].connection);
}

TEST_CASE("recorder: a reused connection carries the facts of its handshake but not its times", "[recorder]") {
    Script s;
    s.start();
    auto tls = std::make_shared<rtrip::TlsInfo>();
    tls->version = "TLSv1.3";
    tls->messages.resize(3);
    rtrip::GotConnInfo info;
    info.at = s.after(1ms);
    info.connection.reused = true;
    info.tls = tls;
    s.hooks.got_conn(info);
    s.sent(2ms);
    s.done(3ms);
    const Trace trace = s.recorder.take({});
    REQUIRE(phases_of(trace) == "queue=1 send=1 wait=1");
    REQUIRE(trace.round_trips[0].tls->version == "TLSv1.3");
    REQUIRE(trace.round_trips[0].tls->messages.empty());
}

TEST_CASE("recorder: pool facts of another connection don't touch this round trip", "[recorder]") {
    Script s;
    s.start();
    s.got_conn(1ms);
    s.hooks.put_idle_conn({s.after(2ms), 8, true, ""});
    s.hooks.put_idle_conn({s.after(3ms), 7, false, "connection_close_header"});
    s.done(3ms);
    const Trace trace = s.recorder.take({});
    REQUIRE_FALSE(trace.round_trips[0].connection->returned);
    REQUIRE(trace.round_trips[0].connection->not_returned_because == "connection_close_header");
}

TEST_CASE("recorder: a cut is never before the one that it follows", "[recorder]") {
    Script s;
    s.start();
    s.got_conn(5ms);
    s.sent(6ms);
    s.head(4ms, 7ms, true);  // a first byte stamped before the request was out
    s.done(8ms);
    const Trace trace = s.recorder.take({});
    for (std::size_t i = 1; i < trace.round_trips[0].cuts.size(); ++i) {
        REQUIRE(trace.round_trips[0].cuts[i].at >= trace.round_trips[0].cuts[i - 1].at);
    }
    REQUIRE(phases_of(trace) == "queue=5 send=1 wait=0 body=2");
}

TEST_CASE("recorder: the longest gap counts from the response's first byte", "[recorder]") {
    Script s;
    s.start();
    s.got_conn(1ms);
    s.sent(2ms);
    s.head(10ms, 12ms, true);
    for (const auto at : {14ms, 15ms, 55ms, 58ms}) s.hooks.got_body_bytes(s.after(at), 100);
    s.body_done(90ms, 400);
    s.done(90ms);
    CHECK(s.recorder.take({}).round_trips[0].received->longest_gap == 40ms);

    Script bodiless;
    bodiless.start();
    bodiless.got_conn(1ms);
    bodiless.sent(2ms);
    bodiless.head(10ms, 12ms, false);
    bodiless.done(12ms);
    CHECK_FALSE(bodiless.recorder.take({}).round_trips[0].received->longest_gap);
}

TEST_CASE("recorder: events are kept in order of time, and only when asked for", "[recorder]") {
    Script s;
    s.start();
    s.got_conn(1ms);
    s.sent(2ms);
    s.head(3ms, 3ms, false);
    s.done(4ms);
    const Trace trace = s.recorder.take({});
    const auto& events = trace.round_trips[0].events;
    REQUIRE(events.size() >= 5);
    REQUIRE(events[0].name == "got_conn");
    for (std::size_t i = 1; i < events.size(); ++i) REQUIRE(events[i].at >= events[i - 1].at);

    FixedClock clock;
    TraceRecorder quiet(clock, "GET", "http://example.com/");
    quiet.hooks().round_trip_start(clock.at, rtrip::RoundTripCause::initial, "GET", "u");
    quiet.hooks().put_idle_conn({clock.at, 1, true, {}});
    REQUIRE_FALSE(quiet.hooks().get_conn);  // it would tell nothing but the event
    REQUIRE(quiet.take({}).round_trips[0].events.empty());
}
