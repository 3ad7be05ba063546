// SPDX-License-Identifier: MIT
// The kernel's time stamps in the record: plain and under TLS, on new and reused connections, and where there are none.
#include <algorithm>

#include "integration/transport/tls_bed.hpp"
#include "rtrip/body.hpp"
#include "support/catch.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

// The kernel begins to stamp what arrives a moment after the first socket asked for it.
constexpr int kMostTries = 2000;

// What each test starts from: requests on one connection until one has all stamps.
Outcome first_stamped(Lab& lab, const std::string& url) {
    for (int i = 0; i < kMostTries; ++i) {
        Outcome outcome = lab.fetch(url);
        REQUIRE(outcome.verdict() == "ok");
        const KernelStamps& stamps = outcome.last().stamps;
        if (stamps.acknowledged && stamps.arrived) return outcome;
    }
    FAIL("the kernel never stamped");
    return {};
}

Script answers(int count, const std::string& answer) {
    Script script;
    for (int i = 0; i < count; ++i) script.answer(answer);
    return script.peer_may_leave();
}

const Event* event_of(const RoundTrip& rt, std::string_view name) {
    const auto found = std::find_if(rt.events.begin(), rt.events.end(), [&](const Event& e) { return e.name == name; });
    return found == rt.events.end() ? nullptr : &*found;
}

void check_stamped(const RoundTrip& rt) {
    const auto split = wait_split(rt);
    REQUIRE(split);
    CHECK(split->method == WaitMethod::kernel_timestamps);
    CHECK(split->delivery_us.has_value());
    CHECK(split->server_us.has_value());
    CHECK(split->client_lag_us.has_value());
    // Neither before the round trip nor after what they made possible.
    CHECK(*rt.stamps.acknowledged > rt.started);
    CHECK(*rt.stamps.arrived > rt.started);
    CHECK(*rt.stamps.arrived <= rt.first_byte.value() + std::chrono::microseconds(100));
    REQUIRE(event_of(rt, "request_acknowledged"));
    REQUIRE(event_of(rt, "response_arrived"));
    CHECK(event_of(rt, "response_arrived")->at == *rt.stamps.arrived);
}

}  // namespace

TEST_CASE("stamps: plain, new and reused connections", "[stamps]") {
    ScriptedServer server(answers(kMostTries + 1, wire::ok("hello")));
    Lab lab;
    check_stamped(first_stamped(lab, server.url()).last());
    const Outcome again = lab.fetch(server.url());
    CHECK(again.last().connection->reused);
    check_stamped(again.last());
    // By now the kernel stamps everything, so a new connection's first request has all, too.
    RequestSpec fresh(server.url());
    fresh.fresh_connection = true;
    ScriptedServer other(Script().answer(wire::ok("hello")));
    const Outcome first = lab.fetch(other.url());
    CHECK_FALSE(first.last().connection->reused);
    check_stamped(first.last());
}

TEST_CASE("stamps: under TLS", "[stamps]") {
    const TlsBed bed;
    ScriptedServer server(answers(kMostTries + 1, wire::ok("hello")), bed.server());
    Lab lab(bed.lab());
    check_stamped(first_stamped(lab, server.url()).last());
    const Outcome again = lab.fetch(server.url());
    CHECK(again.last().connection->reused);
    check_stamped(again.last());
}

TEST_CASE("stamps: an upload, a response without a body, and interim responses", "[stamps]") {
    Script script;
    script.answer(wire::ok("first"));
    for (int i = 0; i < kMostTries; ++i) script.answer(wire::ok("warm"));
    ScriptedServer warm(script.peer_may_leave());
    Lab lab;
    first_stamped(lab, warm.url());

    ScriptedServer upload(Script().answer(wire::ok("got it")));
    RequestSpec post("POST", upload.url());
    post.sending(make_memory_body(std::string(3 << 20, 'u')));
    check_stamped(lab.fetch(post).last());

    ScriptedServer bodyless(Script().answer(wire::response("204 No Content", {})));
    check_stamped(lab.fetch(bodyless.url()).last());

    ScriptedServer interim(Script()
                               .expect_request()
                               .send_slowly("HTTP/1.1 103 Early Hints\r\n\r\n", 3, std::chrono::milliseconds(30))
                               .send(wire::ok("late")));
    const Outcome late = lab.fetch(interim.url());
    check_stamped(late.last());
    // The arrival is the final response's, so the pauses are the server's and nobody else's.
    const auto split = wait_split(late.last());
    CHECK(*split->server_us > 4 * *split->delivery_us);
    CHECK(*late.last().stamps.arrived > late.last().interim[1].at);
}

TEST_CASE("stamps: acknowledged, and then silence", "[stamps]") {
    ScriptedServer server(Script().expect_head().swallow());
    RequestSpec spec(server.url());
    spec.timeouts.response = std::chrono::milliseconds(300);
    const Outcome outcome = fetch(spec);
    CHECK(outcome.verdict() == "response.timeout 28 wait");
    const auto split = wait_split(outcome.last());
    REQUIRE(split);
    CHECK(split->method == WaitMethod::kernel_timestamps);
    CHECK(split->acknowledged_us.has_value());
    CHECK_FALSE(split->server_us);
    CHECK_FALSE(split->client_lag_us);
}

TEST_CASE("stamps: a Unix socket has none", "[stamps]") {
    const TestDirectory directory;
    ServerOptions options;
    options.unix_path = directory.path() + "/socket";
    ScriptedServer server(Script().answer(wire::ok("hello")), options);
    LabOptions lab;
    lab.connect.dial.unix_socket = options.unix_path;
    const Outcome outcome = fetch(std::string("http://unix.example/"), lab);
    CHECK(outcome.body == "hello");
    CHECK(outcome.last().stamps.empty());
    const auto split = wait_split(outcome.last());
    REQUIRE(split);
    CHECK(split->method == WaitMethod::unknown);
}

}  // namespace rtrip::test
