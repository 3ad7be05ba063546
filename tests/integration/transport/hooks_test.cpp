// SPDX-License-Identifier: MIT
// The order in which hooks fire, as Go's httptrace has it.
#include "integration/transport/tls_bed.hpp"
#include "rtrip/body.hpp"
#include "support/catch.hpp"
#include "support/dns/scripted_dns.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

// What every exchange with a body has from its connection on.
const std::string kExchange =
    "got_conn wrote_header_field wrote_headers wrote_request got_first_response_byte got_final_response_byte "
    "got_response_headers return got_body_bytes body_done put_idle_conn round_trip_done body_end";
// The same without a body: the connection is free before the caller has the response.
const std::string kBodyless =
    "got_conn wrote_header_field wrote_headers wrote_request got_first_response_byte got_final_response_byte "
    "got_response_headers body_done put_idle_conn round_trip_done return body_end";
const std::string kDialled = "round_trip_start get_conn dns_done connect_start connect_done ";
const std::string kReused = "round_trip_start get_conn ";

}  // namespace

TEST_CASE("hooks: a fresh connection by name", "[hooks]") {
    ScriptedDns dns;
    dns.on("named.example", "A", DnsReply().a("127.0.0.1"));
    dns.on("named.example", "AAAA", DnsReply());
    ScriptedServer server(Script().answer(wire::ok("hello")));
    LabOptions options;
    options.dns_servers = {dns.address()};
    const Outcome outcome = fetch("http://named.example:" + std::to_string(server.port()) + "/", options);
    CHECK(outcome.sequence() == "round_trip_start get_conn dns_start dns_done connect_start connect_done " + kExchange);
    CHECK(outcome.phase(Phase::dns).value() > Duration{});
    REQUIRE(outcome.last().dns);
    CHECK(outcome.last().dns->source == DnsSource::resolver);
}

TEST_CASE("hooks: a literal, and the reuse of its connection", "[hooks]") {
    ScriptedServer server(Script().answer(wire::ok("a")).answer(wire::ok("b")));
    Lab lab;
    CHECK(lab.fetch(server.url()).sequence() == kDialled + kExchange);
    CHECK(lab.fetch(server.url()).sequence() == kReused + kExchange);
}

TEST_CASE("hooks: TLS", "[hooks]") {
    const TlsBed bed;
    ScriptedServer server(Script().answer(wire::ok("a")), bed.server());
    CHECK(fetch(server.url(), bed.lab()).sequence() ==
          kDialled + "tls_handshake_start tls_handshake_done " + kExchange);
}

TEST_CASE("hooks: a certificate that is refused", "[hooks]") {
    const TlsBed bed;
    ScriptedServer server(Script().peer_may_leave(), bed.server());
    CHECK(fetch(server.url()).sequence() == kDialled + "tls_handshake_start tls_handshake_done round_trip_done return");
}

TEST_CASE("hooks: without a body the connection is back before the response", "[hooks]") {
    struct Row {
        const char* method;
        std::string response;
    };
    for (const Row& row : {Row{"GET", wire::response("204 No Content", {})}, Row{"GET", wire::ok("")},
                           Row{"GET", wire::response("304 Not Modified", {})},
                           Row{"HEAD", wire::response("200 OK", {"Content-Length: 7"})}}) {
        DYNAMIC_SECTION(row.method << " " << row.response.substr(9, 3) << row.response.size()) {
            ScriptedServer server(Script().answer(row.response));
            const Outcome outcome = fetch(RequestSpec(row.method, server.url()));
            CHECK(outcome.sequence() == kDialled + kBodyless);
            CHECK_FALSE(outcome.phase(Phase::body));
        }
    }
}

TEST_CASE("hooks: a connection that is not kept is reported too", "[hooks]") {
    ScriptedServer server(Script().answer(wire::response("200 OK", {"Connection: close", "Content-Length: 1"}, "x")));
    const Outcome outcome = fetch(server.url());
    CHECK(outcome.sequence() == kDialled + kExchange);
    CHECK_FALSE(outcome.last().connection->returned);
}

TEST_CASE("hooks: interim responses", "[hooks]") {
    ScriptedServer server(Script().answer(wire::response("103 Early Hints", {}) + wire::ok("x")));
    const Outcome outcome = fetch(server.url());
    std::string expected = kDialled + kExchange;
    const std::string first = "got_first_response_byte ";
    expected.insert(expected.find(first) + first.size(), "got_1xx_response ");
    CHECK(outcome.sequence() == expected);
    CHECK(outcome.last().interim[0].at <= *outcome.last().first_byte);
}

TEST_CASE("hooks: a replay has the whole sequence once more", "[hooks]") {
    ScriptedServer server({Script().answer(wire::ok("a")).expect_request().close(), Script().answer(wire::ok("b"))});
    Lab lab;
    lab.fetch(server.url());
    CHECK(lab.fetch(server.url()).sequence() ==
          kReused + "got_conn wrote_header_field wrote_headers wrote_request put_idle_conn retry round_trip_done " +
              kDialled + kExchange);
}

TEST_CASE("hooks: a body of a user's that fails to arrive ends with body_done", "[hooks]") {
    ScriptedServer server(Script().expect_request().send(wire::response("200 OK", {"Content-Length: 9"}, "x")).close());
    const Outcome outcome = fetch(server.url());
    CHECK(outcome.sequence() == kDialled + kExchange);
    CHECK(outcome.verdict() == "body.incomplete 18 body");
}

TEST_CASE("hooks: everything that went over the wire is shown, under TLS as plain text", "[hooks]") {
    const TlsBed bed;
    const std::string response = wire::chunked({"hello"}, {"X: y"});
    const bool tls = GENERATE(false, true);
    ScriptedServer server(Script().answer(response), tls ? bed.server() : ServerOptions());
    RequestSpec spec("POST", server.url());
    spec.sending(make_memory_body(std::string(100000, 'b')));
    const Outcome outcome = fetch(spec, bed.lab());
    CHECK(outcome.got_bytes == response.size());
    CHECK(server.finish().empty());
    CHECK(outcome.sent_bytes == server.received(0).bytes);
}

}  // namespace rtrip::test
