// SPDX-License-Identifier: MIT
// Which connections are used again, which are not, and the reasons given.
#include <unistd.h>

#include "rtrip/body.hpp"
#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

using std::chrono::milliseconds;

std::string reason_of(const Outcome& outcome) {
    REQUIRE(outcome.last().connection);
    return outcome.last().connection->not_returned_because;
}

RequestSpec post(const std::string& url, const std::string& body = "a=b") {
    RequestSpec spec("POST", url);
    spec.sending(make_memory_body(body));
    return spec;
}

}  // namespace

TEST_CASE("pool: sequential requests share one connection", "[pool]") {
    ScriptedServer server(Script().answer(wire::ok("one")).answer(wire::ok("two")).answer(wire::chunked({"three"})));
    Lab lab;
    const Outcome first = lab.fetch(server.url());
    CHECK_FALSE(first.last().connection->reused);
    CHECK(first.last().connection->new_because == "no_entry");
    CHECK(first.last().connection->returned);
    const Outcome second = lab.fetch(post(server.url()));
    CHECK(second.body == "two");
    CHECK(second.last().connection->reused);
    CHECK(second.last().connection->id == first.last().connection->id);
    CHECK(second.last().connection->requests_before == 1);
    REQUIRE(second.last().connection->idle);
    REQUIRE(second.last().connection->candidates.size() == 1);
    CHECK(second.last().connection->candidates[0].taken);
    const Outcome third = lab.fetch(server.url());
    CHECK(third.body == "three");
    CHECK(third.last().connection->requests_before == 2);
    const PoolTotals totals = lab.pool_totals();
    CHECK(totals.dialed == 1);
    CHECK(totals.reused == 2);
    CHECK(totals.returned == 3);
    CHECK(totals.discarded.empty());
}

TEST_CASE("pool: the newest idle connection is taken first", "[pool]") {
    const auto second_back = make_gate();
    ScriptedServer server({Script().expect_request().wait(second_back).send(wire::ok("a")).answer(wire::ok("c")),
                           Script().answer(wire::ok("b"))});
    Lab lab;
    RequestSpec second(server.url());
    second.on("round_trip_done", [&] { second_back->open(); });
    const auto both = lab.fetch_together({server.url(), second});
    const Outcome next = lab.fetch(server.url());
    CHECK(next.body == "c");
    CHECK(next.last().connection->id == both[0].last().connection->id);
    CHECK(lab.pool_totals().dialed == 2);
}

TEST_CASE("pool: what ends a connection is the reason why it is not kept", "[pool]") {
    struct Row {
        const char* name;
        std::string response;
        const char* reason;
    };
    const auto length = [](const char* field) { return wire::response("200 OK", {"Content-Length: 2", field}, "ok"); };
    const std::vector<Row> rows = {
        {"close", length("Connection: close"), "connection_close_header"},
        {"close in capitals", length("CONNECTION: CLOSE"), "connection_close_header"},
        {"close behind keep-alive", length("Connection: keep-alive, close"), "connection_close_header"},
        {"HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", "http_1_0_without_keepalive"},
        {"both framings",
         wire::response("200 OK", {"Content-Length: 2", "Transfer-Encoding: chunked"}, "2\r\nok\r\n0\r\n\r\n"),
         "both_framings"},
        {"surplus bytes", wire::ok("ok") + "EXTRA", "surplus_bytes"},
        {"a body to HEAD's sibling 204", wire::response("204 No Content", {}, "oops"), "surplus_bytes"},
        {"a second response", wire::ok("ok") + wire::ok("evil"), "surplus_bytes"},
    };
    for (const Row& row : rows) {
        DYNAMIC_SECTION(row.name) {
            ScriptedServer server({Script().answer(row.response), Script().answer(wire::ok("next"))});
            Lab lab;
            const Outcome first = lab.fetch(server.url());
            CHECK(first.verdict() == "ok");
            CHECK(reason_of(first) == row.reason);
            CHECK_FALSE(first.last().connection->returned);
            const Outcome second = lab.fetch(server.url());
            CHECK(second.body == "next");
            CHECK_FALSE(second.last().connection->reused);
            const PoolTotals totals = lab.pool_totals();
            REQUIRE(totals.discarded.size() == 1);
            CHECK(totals.discarded[0].reason == row.reason);
            CHECK(totals.dialed == 2);
        }
    }
}

TEST_CASE("pool: surplus bytes are an anomaly that quotes them", "[pool]") {
    ScriptedServer server(Script().answer(wire::ok("ok") + "\x1b[31mEXTRA"));
    const Outcome outcome = fetch(server.url());
    REQUIRE(outcome.last().anomalies.size() == 1);
    const Anomaly& anomaly = outcome.last().anomalies[0];
    CHECK(anomaly.kind == "surplus_bytes");
    CHECK(anomaly.offset == wire::ok("ok").size());
    CHECK(anomaly.detail.find("EXTRA") != std::string::npos);
    CHECK(anomaly.detail.find('\x1b') == std::string::npos);
}

TEST_CASE("pool: HTTP/1.0 with keep-alive is kept", "[pool]") {
    const std::string response = "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok";
    ScriptedServer server(Script().answer(response).answer(response));
    Lab lab;
    lab.fetch(server.url());
    CHECK(lab.fetch(server.url()).last().connection->reused);
}

TEST_CASE("pool: a body that ends with the connection does not keep it", "[pool]") {
    ScriptedServer server(Script().expect_request().send("HTTP/1.1 200 OK\r\n\r\nall").close());
    const Outcome outcome = fetch(server.url());
    CHECK(outcome.body == "all");
    CHECK(reason_of(outcome) == "close_delimited_body");
}

TEST_CASE("pool: asking for the close is a reason too", "[pool]") {
    ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))});
    Lab lab;
    RequestSpec spec(server.url());
    SECTION("by the request's flag") {
        spec.close = true;
    }
    SECTION("by a field of the user's") {
        spec.with("Connection", "TE, Close");
    }
    CHECK(reason_of(lab.fetch(spec)) == "close_requested");
    CHECK_FALSE(lab.fetch(spec).last().connection->reused);
}

TEST_CASE("pool: a connection that the peer closed meanwhile is replaced in silence", "[pool]") {
    const auto closed = make_gate();
    ScriptedServer server({Script().answer(wire::ok("one")).close().signal(closed), Script().answer(wire::ok("two"))});
    Lab lab;
    lab.fetch(server.url());
    REQUIRE(closed->wait());
    const Outcome second = GENERATE(0, 1) == 0 ? lab.fetch(server.url()) : lab.fetch(post(server.url()));
    CHECK(second.status == 200);
    CHECK(second.trace.round_trips.size() == 1);
    CHECK_FALSE(second.last().connection->reused);
    CHECK(second.last().connection->new_because == "closed_by_peer");
    REQUIRE(second.last().connection->candidates.size() == 1);
    CHECK(second.last().connection->candidates[0].reason == "closed_by_peer");
}

TEST_CASE("pool: bytes on an idle connection never answer the next request", "[pool]") {
    struct Row {
        const char* name;
        std::string bytes;
        bool closes;
        const char* reason;
    };
    const std::vector<Row> rows = {
        {"a whole response", wire::ok("evil"), false, "unsolicited_response"},
        {"one byte", "\n", false, "unsolicited_response"},
        {"408 and the end", wire::response("408 Request Timeout", {"Connection: close"}), true, "unsolicited_response"},
        {"the end", "", true, "closed_by_peer"},
    };
    for (const Row& row : rows) {
        DYNAMIC_SECTION(row.name) {
            const auto go = make_gate();
            const auto sent = make_gate();
            Script first;
            first.answer(wire::ok("one")).wait(go).send(row.bytes);
            if (row.closes) first.half_close();
            first.signal(sent);
            ScriptedServer server({first, Script().answer(wire::ok("two"))});
            Lab lab;
            lab.fetch(server.url());
            go->open();
            REQUIRE(sent->wait());
            const Outcome second = lab.fetch(server.url());
            CHECK(second.body == "two");
            CHECK_FALSE(second.last().connection->reused);
            CHECK(second.last().connection->new_because == row.reason);
        }
    }
}

TEST_CASE("pool: a body that nobody reads ends its connection", "[pool]") {
    ScriptedServer server({Script().answer(wire::ok("unread")), Script().answer(wire::ok("next"))});
    Lab lab;
    RequestSpec spec(server.url());
    spec.use = GENERATE(BodyUse::drop, BodyUse::read_once_and_drop);
    lab.fetch(spec);
    CHECK(lab.fetch(server.url()).body == "next");
    const PoolTotals totals = lab.pool_totals();
    REQUIRE(totals.discarded.size() == 1);
    CHECK(totals.discarded[0].reason == "response_abandoned");
}

TEST_CASE("pool: finishing an unwanted body keeps the connection within bounds", "[pool]") {
    RequestSpec spec("");
    spec.use = BodyUse::finish;
    SECTION("a small one") {
        ScriptedServer server(Script().answer(wire::chunked({std::string(200000, 'x')})).answer(wire::ok("next")));
        Lab lab;
        spec.url = server.url();
        CHECK(lab.fetch(spec).last().connection->returned);
        CHECK(lab.fetch(server.url()).last().connection->reused);
    }
    SECTION("one that says it is large is not even begun") {
        ScriptedServer server(
            Script().expect_request().send(wire::response("200 OK", {"Content-Length: 100000000"})).swallow());
        spec.url = server.url();
        const Outcome outcome = fetch(spec);
        CHECK(reason_of(outcome) == "response_not_drained");
        CHECK(outcome.phase(Phase::body).value_or(Duration{}) < milliseconds(40));
    }
    SECTION("one that turns out to be large") {
        ScriptedServer server(Script()
                                  .expect_request()
                                  .send(wire::response("200 OK", {"Transfer-Encoding: chunked"}))
                                  .flood(wire::chunk(std::string(30000, 'x'))));
        spec.url = server.url();
        CHECK(reason_of(fetch(spec)) == "response_not_drained");
    }
    SECTION("one that does not end") {
        ScriptedServer server(
            Script().expect_request().send(wire::response("200 OK", {"Content-Length: 9"}, "x")).swallow());
        spec.url = server.url();
        const Outcome outcome = fetch(spec);
        CHECK(reason_of(outcome) == "response_not_drained");
        CHECK(outcome.phase(Phase::body).value() >= milliseconds(45));
    }
}

TEST_CASE("pool: limits close connections and say which", "[pool]") {
    SECTION("idle time") {
        ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))});
        LabOptions options;
        options.idle_timeout = Duration{};
        Lab lab(options);
        lab.fetch(server.url());
        CHECK(lab.fetch(server.url()).last().connection->new_because == "idle_timeout");
    }
    SECTION("idle connections per host") {
        const auto both = make_gate();
        ScriptedServer server({Script().expect_request().wait(both).send(wire::ok("a")),
                               Script().expect_request().signal(both).send(wire::ok("b"))});
        LabOptions options;
        options.max_idle_per_host = 1;
        Lab lab(options);
        const auto outcomes = lab.fetch_together({server.url(), server.url()});
        const std::string reasons = reason_of(outcomes[0]) + reason_of(outcomes[1]);
        CHECK(reasons == "max_idle_per_host");
    }
    SECTION("no pool at all") {
        ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))});
        LabOptions options;
        options.pool = false;
        Lab lab(options);
        lab.fetch(server.url());
        CHECK(lab.fetch(server.url()).last().connection->new_because == "pool_disabled");
        CHECK(server.accepted() == 2);
    }
    SECTION("a connection of its own by request") {
        ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))});
        Lab lab;
        lab.fetch(server.url());
        RequestSpec spec(server.url());
        spec.fresh_connection = true;
        CHECK(lab.fetch(spec).last().connection->new_because == "fresh_connection_forced");
    }
}

TEST_CASE("pool: a body may outlive its Transport", "[pool]") {
    ScriptedServer server(Script().answer(wire::ok(std::string(100000, 'x'))));
    RequestSpec spec(server.url());
    spec.use = BodyUse::outlive_transport;
    const Outcome outcome = fetch(spec);
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.body_bytes == 100000);
    CHECK(reason_of(outcome) == "transport_closed");
}

TEST_CASE("pool: a request for a fresh connection at the limit makes room for it", "[pool]") {
    ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))});
    LabOptions options;
    options.max_conns_per_host = 1;
    Lab lab(options);
    lab.fetch(server.url());
    RequestSpec fresh(server.url());
    fresh.fresh_connection = true;
    fresh.timeouts.connect = milliseconds(500);
    CHECK(lab.fetch(fresh).body == "b");
    const PoolTotals totals = lab.pool_totals();
    REQUIRE(totals.discarded.size() == 1);
    CHECK(totals.discarded[0].reason == "made_room");
}

TEST_CASE("pool: a Unix socket is another place", "[pool]") {
    ScriptedServer server(Script().answer(wire::ok("a")));
    const std::string path = "/tmp/rtrip-pool-" + std::to_string(::getpid()) + ".sock";
    ServerOptions unix_options;
    unix_options.unix_path = path;
    ScriptedServer other(Script().answer(wire::ok("b")), unix_options);
    Lab lab;
    lab.fetch(server.url());
    RequestSpec spec(server.url());
    ConnectOptions connect;
    connect.dial.unix_socket = path;
    spec.connect = std::make_shared<const ConnectOptions>(connect);
    const Outcome second = lab.fetch(spec);
    CHECK(second.body == "b");
    CHECK(second.last().connection->new_because == "different_unix_socket");
}

TEST_CASE("pool: closing what is idle", "[pool]") {
    ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))});
    Lab lab;
    lab.fetch(server.url());
    lab.close_idle();
    CHECK(lab.fetch(server.url()).last().connection->new_because == "no_entry");
}

}  // namespace rtrip::test
