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

// What each test starts from; the connection stays in the pool, and the kernel goes on stamping for it.
void await_stamping(Lab& lab, const std::string& url) {
    for (int i = 0; i < kMostTries; ++i) {
        const Outcome outcome = lab.fetch(url);
        REQUIRE(outcome.verdict() == "ok");
        if (outcome.last().stamps.arrived) return;
    }
    FAIL("the kernel never stamped");
}

RequestSpec on_a_new_connection(const std::string& url) {
    RequestSpec spec(url);
    spec.fresh_connection = true;
    return spec;
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

void check_split(const RoundTrip& rt) {
    const auto split = wait_split(rt);
    REQUIRE(split);
    CHECK(split->method == WaitMethod::kernel_timestamps);
    CHECK(split->delivery_us.has_value());
    CHECK(split->server_us.has_value());
    CHECK(split->client_lag_us.has_value());
    // Neither before the round trip nor after what it made possible.
    CHECK(*rt.stamps.arrived > rt.started);
    CHECK(*rt.stamps.arrived <= rt.first_byte.value() + std::chrono::microseconds(100));
    REQUIRE(event_of(rt, "response_arrived"));
    CHECK(event_of(rt, "response_arrived")->at == *rt.stamps.arrived);
}

void check_stamped(const RoundTrip& rt) {
    check_split(rt);
    REQUIRE(rt.stamps.acknowledged);
    CHECK(*rt.stamps.acknowledged > rt.started);
    REQUIRE(event_of(rt, "request_acknowledged"));
}

// A first request, which is acknowledged for the record, and another one on its connection. On a path as short as this
// one the first may have told all that acknowledgements can.
void check_new_and_reused(Lab& lab, const std::string& url) {
    const Outcome first = lab.fetch(on_a_new_connection(url));
    CHECK_FALSE(first.last().connection->reused);
    check_stamped(first.last());
    const Outcome again = lab.fetch(url);
    CHECK(again.last().connection->id == first.last().connection->id);
    check_split(again.last());
}

}  // namespace

TEST_CASE("stamps: plain, new and reused connections", "[stamps]") {
    ScriptedServer server({answers(kMostTries, wire::ok("hello")), answers(2, wire::ok("hello"))});
    Lab lab;
    await_stamping(lab, server.url());
    check_new_and_reused(lab, server.url());
}

TEST_CASE("stamps: under TLS", "[stamps]") {
    const TlsBed bed;
    ScriptedServer server({answers(kMostTries, wire::ok("hello")), answers(2, wire::ok("hello"))}, bed.server());
    Lab lab(bed.lab());
    await_stamping(lab, server.url());
    check_new_and_reused(lab, server.url());
}

TEST_CASE("stamps: an upload, a response without a body, and interim responses", "[stamps]") {
    Script script;
    script.answer(wire::ok("first"));
    for (int i = 0; i < kMostTries; ++i) script.answer(wire::ok("warm"));
    ScriptedServer warm(script.peer_may_leave());
    Lab lab;
    await_stamping(lab, warm.url());

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
