// SPDX-License-Identifier: MIT
// A 417 to "Expect: 100-continue": the body has not been sent, and is sent without the question.
#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "rtrip/body.hpp"
#include "rtrip/layers.hpp"
#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

const std::string kRefusedExpectation = wire::response("417 Expectation Failed", {"Content-Length: 2"}, "no");

LabOptions asking_first() {
    LabOptions lab;
    lab.layers = {make_expect_layer()};
    return lab;
}

RequestSpec expecting_post(const ScriptedServer& server, std::shared_ptr<BodySource> body) {
    RequestSpec spec("POST", server.url());
    spec.with("Expect", "100-continue").sending(std::move(body));
    spec.timeouts.expect_continue = std::chrono::seconds(30);
    return spec;
}

}  // namespace

TEST_CASE("expect: a 417 gets the request again, without the field", "[layers][expect]") {
    ScriptedServer server(
        {Script().expect_head().send(kRefusedExpectation).peer_may_leave(), Script().answer(wire::ok("fine"))});
    Lab lab(asking_first());
    const Outcome outcome = lab.fetch(expecting_post(server, make_memory_body("hello")));
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.body == "fine");
    REQUIRE(outcome.trace.round_trips.size() == 2);
    const RoundTrip& refused = outcome.trace.round_trips[0];
    REQUIRE(refused.retry);
    CHECK(refused.retry->reason == kExpectationFailed);
    CHECK(refused.retry->body == "replayed");
    CHECK(refused.sent->body_bytes == 0);
    CHECK(refused.connection->not_returned_because == "request_not_fully_sent");
    CHECK(outcome.trace.round_trips[1].cause == RoundTripCause::retry);
    CHECK_FALSE(outcome.trace.round_trips[1].sent->expect_continue);
    const RoundTripCounts counts = count_round_trips(outcome.trace);
    CHECK(counts.replays == 1);
    CHECK(counts.retries == 0);
    CHECK(server.finish().empty());
    CHECK(server.received(1).bodies[0] == "hello");
    CHECK(server.received(1).heads[0].find("Expect") == std::string::npos);
}

TEST_CASE("expect: a pipe that nobody has read from is whole", "[layers][expect]") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    REQUIRE(::write(ends[1], "piped", 5) == 5);
    ::close(ends[1]);
    ScriptedServer server(
        {Script().expect_head().send(kRefusedExpectation).peer_may_leave(), Script().answer(wire::ok("fine"))});
    Lab lab(asking_first());
    const Outcome outcome = lab.fetch(expecting_post(server, make_pipe_body(ends[0])));
    ::close(ends[0]);
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.body == "fine");
    CHECK(server.finish().empty());
    CHECK(server.received(1).bodies[0] == "piped");
}

TEST_CASE("expect: a second 417, other answers, and requests that did not ask are results", "[layers][expect]") {
    SECTION("a second 417") {
        ScriptedServer server(
            {Script().expect_head().send(kRefusedExpectation).peer_may_leave(), Script().answer(kRefusedExpectation)});
        Lab lab(asking_first());
        const Outcome outcome = lab.fetch(expecting_post(server, make_memory_body("hello")));
        CHECK(outcome.body == "no");
        CHECK(outcome.trace.round_trips.size() == 2);
    }
    SECTION("413 while the body is held back") {
        ScriptedServer server(Script()
                                  .expect_head()
                                  .send(wire::response("413 Content Too Large", {"Content-Length: 3"}, "big"))
                                  .peer_may_leave());
        Lab lab(asking_first());
        const Outcome outcome = lab.fetch(expecting_post(server, make_memory_body("hello")));
        CHECK(outcome.body == "big");
        CHECK(outcome.trace.round_trips.size() == 1);
        CHECK(outcome.last().connection->not_returned_because == "request_not_fully_sent");
    }
    SECTION("417 without the question") {
        ScriptedServer server(Script().answer(kRefusedExpectation));
        Lab lab(asking_first());
        RequestSpec spec("POST", server.url());
        spec.sending(make_memory_body("hello"));
        CHECK(lab.fetch(spec).trace.round_trips.size() == 1);
    }
}

}  // namespace rtrip::test
