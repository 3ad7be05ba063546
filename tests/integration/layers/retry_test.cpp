// SPDX-License-Identifier: MIT
// Retries over the real Transport: what servers really get, and what becomes of connections.
#include "rtrip/body.hpp"
#include "rtrip/layers.hpp"
#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

using namespace std::chrono_literals;

const std::string kBusy = wire::response("503 Service Unavailable", {"Content-Length: 4"}, "busy");

RetryPolicy retries(int count) {
    RetryPolicy policy;
    policy.max_retries = count;
    policy.initial_delay = 5ms;
    policy.jitter = RetryJitter::none;
    policy.connrefused = true;
    return policy;
}

LabOptions lab_with(const RetryPolicy& policy) {
    LabOptions lab;
    lab.layers = {make_retry_layer(policy)};
    return lab;
}

}  // namespace

TEST_CASE("retries: 503, 503, 200 are three round trips on one connection", "[layers][retry]") {
    ScriptedServer server(Script().answer(kBusy).answer(kBusy).answer(wire::ok("done")));
    Lab lab(lab_with(retries(3)));
    const Outcome outcome = lab.fetch(server.url());
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.body == "done");
    const PoolTotals pool = lab.pool_totals();
    CHECK(pool.dialed == 1);
    CHECK(pool.reused == 2);
    REQUIRE(outcome.trace.round_trips.size() == 3);
    const auto& trips = outcome.trace.round_trips;
    CHECK(trips[0].retry->delay == Duration(5ms));
    CHECK(trips[1].retry->delay == Duration(10ms));
    CHECK(trips[1].started - trips[0].done >= 4ms);  // the wait runs from the decision, a little before the end
    CHECK(trips[2].started - trips[1].done >= 9ms);
    CHECK(trips[0].received->complete);
    CHECK(count_round_trips(outcome.trace).retries == 2);
    CHECK(count_round_trips(outcome.trace).replays == 0);
}

TEST_CASE("retries: a failed body beyond the bound costs its connection, not the retry", "[layers][retry]") {
    const std::string endless = wire::response("503 Service Unavailable", {"Content-Length: 100000000"});
    ScriptedServer server(
        {Script().expect_head().send(endless).flood("x").peer_may_leave(), Script().answer(wire::ok("done"))});
    Lab lab(lab_with(retries(1)));
    const Outcome outcome = lab.fetch(server.url());
    CHECK(outcome.body == "done");
    CHECK(lab.pool_totals().dialed == 2);
    CHECK(outcome.trace.round_trips[0].connection->not_returned_because == "response_not_drained");
}

TEST_CASE("retries: nobody listens", "[layers][retry]") {
    const Outcome outcome = fetch("http://127.0.0.1:" + std::to_string(refused_port()) + "/", lab_with(retries(2)));
    CHECK(outcome.verdict() == "connect.refused 7 connect");
    REQUIRE(outcome.trace.round_trips.size() == 3);
    CHECK(outcome.trace.round_trips[0].retry->reason == "connect.refused");
    CHECK(outcome.trace.round_trips[0].error->code == ErrorCode::connect_refused);
    CHECK(outcome.trace.round_trips[2].retry->refused_because == "all 2 retries were made");
}

TEST_CASE("retries: a silent replay is not one of them", "[layers][retry]") {
    ScriptedServer server(
        {Script().answer(wire::ok("one")).expect_head().close(), Script().answer(kBusy).answer(wire::ok("two"))});
    Lab lab(lab_with(retries(2)));
    CHECK(lab.fetch(server.url()).body == "one");
    const Outcome outcome = lab.fetch(server.url());
    CHECK(outcome.body == "two");
    REQUIRE(outcome.trace.round_trips.size() == 3);
    const RoundTripCounts counts = count_round_trips(outcome.trace);
    CHECK(counts.replays == 1);
    CHECK(counts.retries == 1);
}

TEST_CASE("retries: the total limit ends them before a wait that would pass it", "[layers][retry]") {
    ScriptedServer server(Script().answer(kBusy));
    RetryPolicy policy = retries(5);
    policy.initial_delay = 10s;
    RequestSpec spec(server.url());
    spec.timeouts.total = 2s;
    const Outcome outcome = fetch(spec, lab_with(policy));
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.status == 503);
    CHECK(outcome.body == "busy");
    CHECK(outcome.last().retry->refused_because == "waiting 10 s would exceed --max-time");
    CHECK(outcome.trace.done - outcome.trace.started < 2s);
}

TEST_CASE("retries: an interruption ends the wait at once", "[layers][retry]") {
    ScriptedServer server(Script().answer(kBusy));
    RetryPolicy policy = retries(5);
    policy.initial_delay = 60s;
    RequestSpec spec(server.url());
    spec.stop_after = "retry";
    const Outcome outcome = fetch(spec, lab_with(policy));
    CHECK(outcome.verdict() == "interrupted 130 none");
    CHECK(outcome.trace.round_trips.size() == 1);
    CHECK(outcome.last().received->status == 503);
}

TEST_CASE("retries: a body is sent again whole", "[layers][retry]") {
    const std::string payload(200'000, 'p');
    ScriptedServer server(Script().answer(kBusy).answer(wire::ok("done")));
    const Outcome outcome =
        fetch(RequestSpec("PUT", server.url()).sending(make_memory_body(payload)), lab_with(retries(1)));
    CHECK(outcome.body == "done");
    CHECK(outcome.trace.round_trips[0].retry->body == "replayed");
    static_cast<void>(server.finish());
    CHECK(server.received(0).bodies == std::vector<std::string>{payload, payload});
}

// The server gets the request, answers with so many bytes of a response, and is gone.
TEST_CASE("retries: POST without a key is never sent twice, at whatever byte it fails", "[layers][retry]") {
    const std::string response = wire::response("503 Nope", {"Content-Length: 6"}, "sorry!");
    RetryPolicy policy = retries(5);
    policy.all_errors = true;
    policy.connrefused = true;
    policy.initial_delay = 1ms;
    enum class End { close, reset };
    for (std::size_t cut = 0; cut <= response.size(); ++cut) {
        for (const End end : {End::close, End::reset}) {
            for (const bool warm : {false, true}) {
                Script script;
                if (warm) script.answer(wire::ok("warm"));
                script.expect_request().send(response.substr(0, cut));
                end == End::close ? script.close() : script.reset();
                ScriptedServer server(script.peer_may_leave());
                LabOptions options = lab_with(policy);
                options.layers.insert(options.layers.begin(), make_redirect_layer({}));
                Lab lab(options);
                if (warm) REQUIRE(lab.fetch(server.url()).body == "warm");
                const Outcome outcome = lab.fetch(RequestSpec("POST", server.url()).sending(make_memory_body("pay")));
                INFO("cut at " << cut << ", " << (warm ? "reused" : "fresh") << ": " << outcome.verdict());
                CHECK(outcome.trace.round_trips.size() == 1);
                CHECK(server.finish().empty());
                CHECK(server.accepted() == 1);
                CHECK(server.requests() == (warm ? 2U : 1U));
            }
        }
    }
}

TEST_CASE("retries: POST with a key is sent again, with the same key", "[layers][retry]") {
    ScriptedServer server({Script().expect_request().reset(), Script().answer(wire::ok("done"))});
    LabOptions options = lab_with(retries(2));
    options.layers.insert(options.layers.begin(), make_idempotency_layer(""));
    const Outcome outcome = fetch(RequestSpec("POST", server.url()).sending(make_memory_body("pay")), options);
    CHECK(outcome.body == "done");
    REQUIRE(outcome.trace.round_trips.size() == 2);
    const auto key = outcome.trace.round_trips[0].sent->header.get("Idempotency-Key");
    REQUIRE(key);
    CHECK(outcome.trace.round_trips[1].sent->header.get("Idempotency-Key") == key);
}

}  // namespace rtrip::test
