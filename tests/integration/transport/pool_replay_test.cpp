// SPDX-License-Identifier: MIT
// What is sent again, unasked, when a kept connection dies, and what never is.
#include <unistd.h>

#include "rtrip/body.hpp"
#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

using std::chrono::milliseconds;

}  // namespace

TEST_CASE("pool: a request on a connection that dies unanswered is repeated once, if that can do no harm", "[pool]") {
    struct Row {
        const char* method;
        bool body;
        bool replayed;
    };
    const bool reset = GENERATE(false, true);
    for (const Row& row : {Row{"GET", false, true}, Row{"HEAD", false, true}, Row{"OPTIONS", false, true},
                           Row{"POST", true, false}, Row{"PATCH", true, false}}) {
        DYNAMIC_SECTION(row.method << (reset ? " reset" : " closed")) {
            Script dying;
            dying.answer(wire::ok("one")).expect_request();
            reset ? dying.reset() : dying.close();
            std::vector<Script> scripts{dying};
            if (row.replayed) {
                const bool head = std::string_view(row.method) == "HEAD";
                scripts.push_back(Script().answer(wire::response("200 OK", {"Content-Length: 3"}, head ? "" : "two")));
            }
            ScriptedServer server(scripts);
            Lab lab;
            lab.fetch(server.url());
            RequestSpec spec(row.method, server.url());
            if (row.body) spec.sending(make_memory_body("x"));
            const Outcome second = lab.fetch(spec);
            REQUIRE(second.trace.round_trips.size() == (row.replayed ? 2 : 1));
            const RoundTrip& stale = second.trace.round_trips[0];
            CHECK_FALSE(stale.ok);
            CHECK(stale.connection->reused);
            CHECK(exit_code_of(stale.error->code) == (reset ? 56 : 52));
            REQUIRE(stale.retry);
            CHECK(stale.retry->reason == "stale_connection");
            CHECK(stale.retry->will_retry == row.replayed);
            CHECK(stale.retry->refused_because.empty() == row.replayed);
            CHECK(stale.retry->body == (row.body ? "refused" : "none"));
            if (row.replayed) {
                CHECK(second.status == 200);
                CHECK(second.last().cause == RoundTripCause::retry);
                CHECK_FALSE(second.last().connection->reused);
            } else {
                CHECK(second.verdict() == (reset ? "response.reset 56 wait" : "response.empty 52 wait"));
            }
            CHECK(server.finish().empty());
            CHECK(server.requests() == (row.replayed ? 3 : 2));
        }
    }
}

TEST_CASE("pool: a body that can be read again goes with the repetition", "[pool]") {
    ScriptedServer server(
        {Script().answer(wire::ok("one")).expect_request().close(), Script().answer(wire::ok("two"))});
    Lab lab;
    lab.fetch(server.url());
    RequestSpec spec("PUT", server.url());
    spec.sending(make_memory_body("the whole of it"));
    const Outcome second = lab.fetch(spec);
    CHECK(second.body == "two");
    CHECK(second.trace.round_trips[0].retry->body == "replayed");
    CHECK(server.finish().empty());
    CHECK(server.received(1).bodies[0] == "the whole of it");
}

TEST_CASE("pool: the repetition uses a fresh connection, and its failure is final", "[pool]") {
    const auto both = make_gate();
    // Two idle connections, both dead by the time they are used: the second must not be tried.
    ScriptedServer server(
        {Script().expect_request().wait(both).send(wire::ok("a")).expect_request().close().peer_may_leave(),
         Script().expect_request().signal(both).send(wire::ok("b")).expect_request().close().peer_may_leave(),
         Script().expect_request().close()});
    Lab lab;
    lab.fetch_together({server.url(), server.url()});
    const Outcome third = lab.fetch(server.url());
    CHECK(third.verdict() == "response.empty 52 wait");
    REQUIRE(third.trace.round_trips.size() == 2);
    CHECK(third.trace.round_trips[0].connection->reused);
    CHECK_FALSE(third.trace.round_trips[1].connection->reused);
    CHECK(third.last().connection->new_because == "fresh_connection_forced");
}

TEST_CASE("pool: a fresh connection that dies is never tried again", "[pool]") {
    ScriptedServer server(Script().expect_request().close());
    const Outcome outcome = fetch(server.url());
    CHECK(outcome.verdict() == "response.empty 52 wait");
    CHECK(outcome.trace.round_trips.size() == 1);
    CHECK_FALSE(outcome.last().retry);
}

TEST_CASE("pool: nothing is repeated once a byte of the response came", "[pool]") {
    ScriptedServer server(Script().answer(wire::ok("one")).expect_request().send("H").close());
    Lab lab;
    lab.fetch(server.url());
    const Outcome second = lab.fetch(server.url());
    CHECK(second.verdict() == "response.malformed 8 wait");
    CHECK(second.trace.round_trips.size() == 1);
}

TEST_CASE("pool: a time-out on a reused connection is not repeated", "[pool]") {
    ScriptedServer server(Script().answer(wire::ok("one")).expect_request().swallow());
    Lab lab;
    lab.fetch(server.url());
    RequestSpec spec(server.url());
    spec.timeouts.response = milliseconds(80);
    const Outcome second = lab.fetch(spec);
    CHECK(second.verdict() == "response.timeout 28 wait");
    CHECK(second.trace.round_trips.size() == 1);
}

}  // namespace rtrip::test
