// SPDX-License-Identifier: MIT
// Responses of every shape give the same result however the bytes are cut into segments.
#include <unistd.h>

#include "rtrip/body.hpp"
#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

struct Shape {
    const char* name;
    const char* method;
    std::string bytes;
    bool closes;
    int status;
    std::string body;
    BodyFraming framing;
    std::size_t interim;
    bool kept;
};

std::vector<Shape> shapes() {
    const std::string early = wire::response("103 Early Hints", {"Link: </x.css>"});
    return {
        {"content-length", "GET", wire::ok("hello"), false, 200, "hello", BodyFraming::content_length, 0, true},
        {"content-length 0", "GET", wire::ok(""), false, 200, "", BodyFraming::content_length, 0, true},
        {"chunked with trailers", "GET", wire::chunked({"hel", "lo"}, {"Digest: abc"}), false, 200, "hello",
         BodyFraming::chunked, 0, true},
        {"close-delimited", "GET", "HTTP/1.1 200 OK\r\nServer: x\r\n\r\nhello", true, 200, "hello", BodyFraming::close,
         0, false},
        {"HTTP/1.0", "GET", "HTTP/1.0 200 OK\r\n\r\nhello", true, 200, "hello", BodyFraming::close, 0, false},
        {"HEAD", "HEAD", wire::response("200 OK", {"Content-Length: 5000"}), false, 200, "", BodyFraming::none, 0,
         true},
        {"204", "GET", wire::response("204 No Content", {}), false, 204, "", BodyFraming::none, 0, true},
        {"304", "GET", wire::response("304 Not Modified", {"Content-Length: 99", "ETag: \"a\""}), false, 304, "",
         BodyFraming::none, 0, true},
        {"early hints twice", "GET", early + early + wire::ok("hello"), false, 200, "hello",
         BodyFraming::content_length, 2, true},
        {"100 that nobody asked for", "GET", "HTTP/1.1 100 Continue\r\n\r\n" + wire::ok("hello"), false, 200, "hello",
         BodyFraming::content_length, 1, true},
        {"404 with a body", "GET", wire::response("404 Not Found", {"Content-Length: 4"}, "gone"), false, 404, "gone",
         BodyFraming::content_length, 0, true},
    };
}

void check_shape(const Shape& shape, const Outcome& outcome) {
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.status == shape.status);
    CHECK(outcome.body == shape.body);
    const RoundTrip& rt = outcome.last();
    REQUIRE(rt.received);
    CHECK(rt.received->framing == shape.framing);
    CHECK(rt.received->complete);
    CHECK(rt.received->wire_bytes == shape.body.size());
    CHECK(rt.interim.size() == shape.interim);
    CHECK(rt.connection->returned == shape.kept);
    CHECK(rt.first_byte.has_value());
    CHECK(rt.anomalies.empty());
    CHECK(outcome.got_bytes == shape.bytes.size());
    CHECK(outcome.phase(Phase::body).has_value() ==
          !(shape.framing == BodyFraming::none || shape.bytes == wire::ok("")));
}

}  // namespace

TEST_CASE("framing: every shape gives one result at every cut into two segments", "[framing]") {
    for (const Shape& shape : shapes()) {
        INFO(shape.name);
        std::vector<SharedGate> gates;
        std::vector<Script> scripts;
        Script one;
        // The second piece is held until the client says that it took the first.
        for (std::size_t cut = 1; cut < shape.bytes.size(); ++cut) {
            gates.push_back(make_gate());
            one.expect_request().send(shape.bytes.substr(0, cut)).wait(gates.back()).send(shape.bytes.substr(cut));
            if (!shape.closes) continue;
            scripts.push_back(one.close());
            one = Script();
        }
        if (!shape.closes) scripts.push_back(one);
        ScriptedServer server(scripts);
        Lab lab;
        for (std::size_t cut = 1; cut < shape.bytes.size(); ++cut) {
            INFO("cut at " << cut);
            RequestSpec spec(shape.method, server.url());
            spec.on("bytes_in", [gate = gates[cut - 1]] { gate->open(); });
            if (cut % 2 == 0) spec.use = BodyUse::read_ready;
            check_shape(shape, lab.fetch(spec));
        }
        if (!shape.closes) CHECK(lab.pool_totals().dialed == 1);
    }
}

TEST_CASE("framing: a body that came with its head is had without waiting, one that did not is waited for",
          "[framing]") {
    const std::string whole = wire::ok("hello");
    const SharedGate gate = make_gate();
    Script script;
    script.expect_request().send(whole).expect_request().send(whole.substr(0, whole.size() - 2)).wait(gate).send("lo");
    ScriptedServer server(script);
    Lab lab;
    RequestSpec spec(server.url());
    spec.use = BodyUse::read_ready;
    const Outcome at_once = lab.fetch(spec);
    CHECK(at_once.body == "hello");
    CHECK(at_once.count("not_ready") == 0);
    // The rest is not sent before it was found missing.
    spec.on("not_ready", [gate] { gate->open(); });
    const Outcome waited = lab.fetch(spec);
    CHECK(waited.body == "hello");
    CHECK(waited.count("not_ready") == 1);
    CHECK(waited.last().connection->reused);
}

TEST_CASE("framing: every shape gives one result when it comes byte by byte", "[framing]") {
    for (const Shape& shape : shapes()) {
        DYNAMIC_SECTION(shape.name) {
            Script script;
            script.expect_request().send_bytewise(shape.bytes);
            if (shape.closes) script.close();
            ScriptedServer server(script);
            check_shape(shape, fetch(RequestSpec(shape.method, server.url())));
        }
    }
}

TEST_CASE("framing: trailers and interim responses are kept apart from the header", "[framing]") {
    const std::string early = wire::response("103 Early Hints", {"Link: </x.css>", "Content-Length: 3"});
    ScriptedServer server(Script().answer(early + wire::chunked({"x"}, {"Connection: close", "X-Sum: 7"})));
    const Outcome outcome = fetch(server.url());
    CHECK(outcome.body == "x");
    CHECK_FALSE(outcome.header.has("Link"));
    CHECK_FALSE(outcome.header.has("X-Sum"));
    CHECK(outcome.trailers.get("X-Sum") == "7");
    CHECK(outcome.last().received->trailers == outcome.trailers);
    REQUIRE(outcome.last().interim.size() == 1);
    CHECK(outcome.last().interim[0].status == 103);
    CHECK(outcome.last().interim[0].header.get("Link") == "</x.css>");
    // RFC 9110 section 6.5.1: a trailer decides nothing.
    CHECK(outcome.last().connection->returned);
}

TEST_CASE("framing: a response over a Unix socket and over IPv6", "[framing]") {
    SECTION("Unix") {
        const std::string path = "/tmp/rtrip-test-" + std::to_string(::getpid()) + ".sock";
        ServerOptions options;
        options.unix_path = path;
        ScriptedServer server(Script().answer(wire::ok("hello")).answer(wire::ok("again")), options);
        LabOptions lab_options;
        lab_options.connect.dial.unix_socket = path;
        Lab lab(lab_options);
        const Outcome outcome = lab.fetch(RequestSpec("http://name.example/x"));
        CHECK(outcome.body == "hello");
        CHECK(outcome.last().connection->remote == "unix:" + path);
        CHECK_FALSE(outcome.phase(Phase::dns));
        CHECK(outcome.phase(Phase::connect));
        CHECK(lab.fetch(RequestSpec("http://name.example/y")).last().connection->reused);
    }
    SECTION("IPv6") {
        if (!has_ipv6()) {
            WARN("no IPv6 loopback here");
            return;
        }
        ScriptedServer server(Script().answer(wire::ok("hello")), ServerOptions("::1"));
        const Outcome outcome = fetch(server.url());
        CHECK(outcome.body == "hello");
        CHECK(outcome.last().connection->remote == "[::1]:" + std::to_string(server.port()));
    }
}

TEST_CASE("framing: what is recorded of a request is what was written", "[framing]") {
    ScriptedServer server(Script().answer(wire::ok("hello")));
    RequestSpec spec("POST", server.url("/path?q#frag"));
    spec.with("X-One", "1").with("User-Agent", "me").sending(make_memory_body("a=b"));
    const Outcome outcome = fetch(spec);
    CHECK(server.finish().empty());
    const Received received = server.received(0);
    REQUIRE(received.heads.size() == 1);
    CHECK(received.bodies[0] == "a=b");
    const RoundTrip& rt = outcome.last();
    REQUIRE(rt.sent);
    CHECK(rt.sent->header_bytes == received.heads[0].size());
    CHECK(rt.sent->body_bytes == 3);
    CHECK(rt.sent->target == "/path?q");
    CHECK(rt.sent->body_kind == BodyKind::memory);
    CHECK(outcome.sent_bytes == received.bytes);
    std::string head = "POST /path?q HTTP/1.1\r\n";
    for (const HeaderField& field : rt.sent->header.fields()) head += field.name + ": " + field.value + "\r\n";
    CHECK(head + "\r\n" == received.heads[0]);
    REQUIRE(rt.connection->tcp);
    CHECK(rt.connection->tcp->mss_bytes > 0);
    CHECK(server_time(rt));
}

}  // namespace rtrip::test
