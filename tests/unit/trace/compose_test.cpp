// SPDX-License-Identifier: MIT
#include <string>

#include "rtrip/client_trace.hpp"
#include "support/catch.hpp"

using rtrip::ClientTrace;

TEST_CASE("compose: the outer hook is called before the inner one", "[compose]") {
    std::string calls;
    ClientTrace outer;
    ClientTrace inner;
    outer.wait_100_continue = [&](rtrip::TimePoint) { calls += "outer "; };
    inner.wait_100_continue = [&](rtrip::TimePoint) { calls += "inner"; };
    const ClientTrace both = rtrip::compose(outer, inner);
    both.wait_100_continue(rtrip::TimePoint{});
    REQUIRE(calls == "outer inner");
}

TEST_CASE("compose: one side alone is enough, none stays empty", "[compose]") {
    int calls = 0;
    ClientTrace outer;
    ClientTrace inner;
    inner.get_conn = [&](const rtrip::GetConnInfo&) { ++calls; };
    outer.got_conn = [&](const rtrip::GotConnInfo&) { ++calls; };
    const ClientTrace both = rtrip::compose(outer, inner);
    both.get_conn({});
    both.got_conn({});
    REQUIRE(calls == 2);
    REQUIRE_FALSE(both.dns_start);
}

// A hook that compose() forgot would be lost without a word; the struct is compared member by member through its size.
TEST_CASE("compose: every hook of the struct is carried over", "[compose]") {
    constexpr std::size_t kHooks = sizeof(ClientTrace) / sizeof(std::function<void()>);
    REQUIRE(kHooks == 34);
    ClientTrace inner;
    int fired = 0;
    inner.get_conn = [&](const auto&) { ++fired; };
    inner.got_conn = [&](const auto&) { ++fired; };
    inner.put_idle_conn = [&](const auto&) { ++fired; };
    inner.proxy_chosen = [&](const auto&) { ++fired; };
    inner.proxy_start = [&](const auto&) { ++fired; };
    inner.proxy_done = [&](const auto&) { ++fired; };
    inner.dns_start = [&](const auto&) { ++fired; };
    inner.dns_done = [&](const auto&) { ++fired; };
    inner.connect_start = [&](const auto&) { ++fired; };
    inner.connect_done = [&](const auto&) { ++fired; };
    inner.tls_handshake_start = [&](const auto&) { ++fired; };
    inner.tls_handshake_done = [&](const auto&) { ++fired; };
    inner.wrote_header_field = [&](auto, const auto&) { ++fired; };
    inner.wrote_headers = [&](const auto&) { ++fired; };
    inner.wait_100_continue = [&](auto) { ++fired; };
    inner.got_100_continue = [&](auto) { ++fired; };
    inner.wrote_request = [&](const auto&) { ++fired; };
    inner.got_first_response_byte = [&](auto) { ++fired; };
    inner.got_1xx_response = [&](const auto&) { ++fired; };
    inner.got_final_response_byte = [&](auto) { ++fired; };
    inner.got_response_headers = [&](const auto&) { ++fired; };
    inner.got_body_bytes = [&](auto, auto) { ++fired; };
    inner.body_done = [&](const auto&) { ++fired; };
    inner.body_decoded = [&](const auto&) { ++fired; };
    inner.anomaly = [&](auto, const auto&) { ++fired; };
    inner.redirect = [&](auto, const auto&) { ++fired; };
    inner.retry = [&](auto, const auto&) { ++fired; };
    inner.conn_state = [&](const auto&) { ++fired; };
    inner.bytes_out = [&](auto, auto) { ++fired; };
    inner.bytes_in = [&](auto, auto) { ++fired; };
    inner.h2_frame = [&](auto, const auto&) { ++fired; };
    inner.h2_done = [&](auto, const auto&) { ++fired; };
    inner.round_trip_start = [&](auto, auto, const auto&, const auto&) { ++fired; };
    inner.round_trip_done = [&](auto, const auto&) { ++fired; };
    const ClientTrace outer;
    const ClientTrace t = rtrip::compose(outer, inner);
    const rtrip::TimePoint at{};
    t.proxy_chosen({}), t.proxy_start({}), t.proxy_done({});
    t.get_conn({}), t.got_conn({}), t.put_idle_conn({}), t.dns_start({}), t.dns_done({}), t.connect_start({});
    t.connect_done({}), t.tls_handshake_start({}), t.tls_handshake_done({}), t.wrote_header_field(at, {});
    t.wrote_headers({}), t.wait_100_continue(at), t.got_100_continue(at), t.wrote_request({});
    t.got_first_response_byte(at), t.got_1xx_response({}), t.got_final_response_byte(at), t.got_response_headers({});
    t.got_body_bytes(at, 1), t.body_done({}), t.body_decoded({}), t.anomaly(at, {}), t.redirect(at, {});
    t.retry(at, {}), t.conn_state({}), t.bytes_out(at, ""), t.bytes_in(at, "");
    t.h2_frame(at, {}), t.h2_done(at, {});
    t.round_trip_start(at, rtrip::RoundTripCause::initial, "", ""), t.round_trip_done(at, {});
    REQUIRE(fired == 34);
}
