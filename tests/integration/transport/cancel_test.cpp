// SPDX-License-Identifier: MIT
// A cancellation ends every phase promptly, with its hooks paired and its time kept.
#include "rtrip/body.hpp"
#include "support/catch.hpp"
#include "support/dns/scripted_dns.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

using std::chrono::milliseconds;

void check_cancelled(const Outcome& outcome, Phase phase) {
    CHECK(outcome.verdict() == "interrupted 130 " + std::string(phase_name(phase)));
    CHECK(outcome.phase(phase));
    CHECK(outcome.last().done - outcome.last().started < std::chrono::seconds(2));
    CHECK_FALSE(outcome.error->timeout);
    if (outcome.last().connection) CHECK_FALSE(outcome.last().connection->returned);
}

RequestSpec stopping(std::string url, std::string hook) {
    RequestSpec spec(std::move(url));
    spec.stop_after = std::move(hook);
    return spec;
}

}  // namespace

TEST_CASE("cancel: while a name is resolved", "[cancel]") {
    ScriptedDns dns;
    dns.otherwise(DnsReply::silence());
    LabOptions options;
    options.dns_servers = {dns.address()};
    check_cancelled(fetch(stopping("http://silent.example/", "dns_start"), options), Phase::dns);
}

TEST_CASE("cancel: while connecting", "[cancel]") {
    const BlackHole hole;
    const Outcome outcome = fetch(stopping("http://127.0.0.1:" + std::to_string(hole.port()) + "/", "connect_start"));
    check_cancelled(outcome, Phase::connect);
    REQUIRE(outcome.last().attempts.size() == 1);
    CHECK(outcome.last().attempts[0].error == "cancelled: interrupted");
}

TEST_CASE("cancel: within the TLS handshake", "[cancel]") {
    ScriptedServer server(Script().swallow());
    const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
    check_cancelled(fetch(stopping(url, "tls_handshake_start")), Phase::tls);
}

TEST_CASE("cancel: while sending", "[cancel]") {
    const auto over = make_gate();
    ScriptedServer server(Script().expect_head().ignore_until(over).swallow());
    RequestSpec spec = stopping(server.url(), "wrote_headers");
    spec.method = "POST";
    spec.sending(make_memory_body(std::string(std::size_t{20} << 20, 'x')));
    spec.on("round_trip_done", [&] { over->open(); });
    check_cancelled(fetch(spec), Phase::send);
}

TEST_CASE("cancel: while holding a body back", "[cancel]") {
    ScriptedServer server(Script().expect_head().swallow());
    RequestSpec spec = stopping(server.url(), "wait_100_continue");
    spec.method = "POST";
    spec.with("Expect", "100-continue").sending(make_memory_body("x"));
    spec.timeouts.expect_continue = std::chrono::seconds(30);
    check_cancelled(fetch(spec), Phase::send);
}

TEST_CASE("cancel: while waiting for the response", "[cancel]") {
    ScriptedServer server(Script().expect_head().swallow());
    check_cancelled(fetch(stopping(server.url(), "wrote_request")), Phase::wait);
}

TEST_CASE("cancel: within the head", "[cancel]") {
    ScriptedServer server(Script().expect_head().send("HTTP/1.1 200 OK\r\nX: ").swallow());
    check_cancelled(fetch(stopping(server.url(), "got_first_response_byte")), Phase::wait);
}

TEST_CASE("cancel: within the body", "[cancel]") {
    ScriptedServer server(
        Script().expect_head().send(wire::response("200 OK", {"Content-Length: 100"}, "begin")).swallow());
    const Outcome outcome = fetch(stopping(server.url(), "got_body_bytes"));
    check_cancelled(outcome, Phase::body);
    CHECK(outcome.body == "begin");
    CHECK(outcome.last().received->wire_bytes == 5);
}

TEST_CASE("cancel: before anything began", "[cancel]") {
    RequestSpec spec("http://127.0.0.1:" + std::to_string(refused_port()) + "/");
    spec.stop_with->stop();
    const Outcome outcome = fetch(spec);
    REQUIRE(outcome.error);
    CHECK(outcome.error->code == ErrorCode::interrupted);
}

TEST_CASE("cancel: one of two does not touch the other", "[cancel]") {
    const auto over = make_gate();
    ScriptedServer server(
        {Script().expect_request().swallow(), Script().expect_request().wait(over).send(wire::ok("b"))});
    Lab lab;
    RequestSpec first = stopping(server.url(), "wrote_request");
    first.on("round_trip_done", [&] { over->open(); });
    const auto outcomes = lab.fetch_together({first, server.url()});
    check_cancelled(outcomes[0], Phase::wait);
    CHECK(outcomes[1].body == "b");
}

}  // namespace rtrip::test
