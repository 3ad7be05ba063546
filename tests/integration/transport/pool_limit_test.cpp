// SPDX-License-Identifier: MIT
// The limit of connections per host: who waits, who is served next, and what happens to those who give up.
#include <algorithm>

#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

using std::chrono::milliseconds;

LabOptions one_connection() {
    LabOptions options;
    options.max_conns_per_host = 1;
    return options;
}

}  // namespace

TEST_CASE("pool limit: requests beyond it wait their turn, first come first served", "[pool]") {
    // The first answer comes when all of them want the connection.
    const auto queued = make_gate();
    Script script;
    script.expect_request().wait(queued).send(wire::ok("a"));
    ScriptedServer server(script.answer(wire::ok("b")).answer(wire::ok("c")).answer(wire::ok("d")));
    Lab lab(one_connection());
    std::vector<RequestSpec> specs(4, RequestSpec(server.url()));
    specs[3].on("get_conn", [&] { queued->open(); });
    const auto outcomes = lab.fetch_together(specs);
    CHECK(outcomes[0].body == "a");
    CHECK(outcomes[1].body == "b");
    CHECK(outcomes[2].body == "c");
    CHECK(outcomes[3].body == "d");
    CHECK(outcomes[3].phase(Phase::queue).value() >= outcomes[1].phase(Phase::queue).value());
    CHECK(lab.pool_totals().dialed == 1);
}

TEST_CASE("pool limit: a connection that is closed makes room for a new one", "[pool]") {
    const std::string last = wire::response("200 OK", {"Connection: close", "Content-Length: 1"}, "x");
    ScriptedServer server({Script().answer(last), Script().answer(last), Script().answer(last)});
    Lab lab(one_connection());
    for (const Outcome& outcome : lab.fetch_together({server.url(), server.url(), server.url()})) {
        CHECK(outcome.verdict() == "ok");
    }
    CHECK(lab.pool_totals().dialed == 3);
}

TEST_CASE("pool limit: a failed dial makes room", "[pool]") {
    const std::string url = "http://127.0.0.1:" + std::to_string(refused_port()) + "/";
    Lab lab(one_connection());
    for (const Outcome& outcome : lab.fetch_together({url, url, url})) {
        CHECK(outcome.verdict() == "connect.refused 7 connect");
    }
}

TEST_CASE("pool limit: waiting has an end, and the message names the limit", "[pool]") {
    const auto gate = make_gate();
    ScriptedServer server(Script().expect_request().wait(gate).send(wire::ok("a")));
    Lab lab(one_connection());
    RequestSpec first(server.url());
    RequestSpec second(server.url());
    second.timeouts.connect = milliseconds(100);
    second.on("round_trip_done", [&] { gate->open(); });
    const auto outcomes = lab.fetch_together({first, second});
    CHECK(outcomes[0].verdict() == "ok");
    CHECK(outcomes[1].verdict() == "connect.timeout 28 queue");
    CHECK(outcomes[1].error->message.find("within 100 ms (--connect-timeout)") != std::string::npos);
    CHECK(outcomes[1].error->message.find("--max-conns-per-host") != std::string::npos);
}

TEST_CASE("pool limit: who gives up at the moment of his turn passes it on", "[pool]") {
    const bool closes = GENERATE(false, true);
    const std::string answer =
        wire::response("200 OK", {closes ? "Connection: close" : "Connection: keep-alive", "Content-Length: 1"}, "x");
    const auto queued = make_gate();
    Script first;
    first.expect_request().wait(queued).send(answer);
    ScriptedServer server(closes ? std::vector<Script>{first, Script().answer(answer)}
                                 : std::vector<Script>{first.answer(answer)});
    Lab lab(one_connection());
    std::vector<RequestSpec> specs(3, RequestSpec(server.url()));
    // In the very hook that reports the connection free, the next in the queue is told to stop.
    specs[1].stop_with = std::make_shared<Stopper>();
    specs[0].on("put_idle_conn", [stop = specs[1].stop_with] { stop->stop(); });
    specs[2].on("get_conn", [&] { queued->open(); });
    specs[2].timeouts.connect = milliseconds(1000);
    const auto outcomes = lab.fetch_together(specs);
    CHECK(outcomes[0].verdict() == "ok");
    CHECK(outcomes[1].verdict() == "interrupted 130 queue");
    CHECK(outcomes[2].verdict() == "ok");
}

TEST_CASE("pool limit: a newcomer does not overtake the queue", "[pool]") {
    // The first answer comes when both want the connection.
    const auto queued = make_gate();
    Script script;
    script.expect_request().wait(queued).send(wire::ok("x"));
    for (int i = 1; i < 8; ++i) script.answer(wire::ok("x"));
    ScriptedServer server(script);
    Lab lab(one_connection());
    // Two workers, each with one request after the other, which take turns.
    std::vector<RequestSpec> specs(2, RequestSpec(server.url()));
    specs[0].repeat = 4;
    specs[1].repeat = 4;
    specs[1].on("get_conn", [&] { queued->open(); });
    std::string order;
    specs[0].on("round_trip_done", [&] { order += 'a'; });
    specs[1].on("round_trip_done", [&] { order += 'b'; });
    lab.fetch_together(specs);
    CHECK(order == "abababab");
}

TEST_CASE("pool limit: other hosts are not concerned", "[pool]") {
    const auto gate = make_gate();
    ScriptedServer busy(Script().expect_request().wait(gate).send(wire::ok("a")));
    ScriptedServer other(Script().answer(wire::ok("b")));
    Lab lab(one_connection());
    RequestSpec second(other.url());
    second.on("round_trip_done", [&] { gate->open(); });
    const auto outcomes = lab.fetch_together({busy.url(), second});
    CHECK(outcomes[1].body == "b");
    CHECK(outcomes[0].body == "a");
}

}  // namespace rtrip::test
