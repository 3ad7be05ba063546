// SPDX-License-Identifier: MIT
#include "process.hpp"
#include "support/catch.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

using namespace rtrip::test;

TEST_CASE("cli: bodies arrive byte for byte, whatever is in them", "[cli]") {
    std::string body;
    for (int i = 0; i < 300'000; ++i) body += static_cast<char>(i * 7);
    ScriptedServer server({Script().answer(wire::ok(body)), Script().answer(wire::ok(body))});
    const Directory directory;
    CHECK(directory.run({"--no-pool", "-s", "-o", "-", server.url()}).out == body);
    CHECK(directory.run({"-o", "f", server.url()}).status == 0);
    CHECK(directory.read("f") == body);
}

TEST_CASE("cli: the first failure's code is that of the whole, and the rest is asked", "[cli]") {
    ScriptedServer server(Script().answer(wire::ok("x")));
    const Directory directory;
    const std::string refused = "http://127.0.0.1:" + std::to_string(refused_port()) + "/";
    const Finished finished = directory.run({"-j", refused, server.url(), "http://x.invalid:0/"});
    CHECK(finished.status == 3);
    const Finished sent = directory.run({"-j", refused, server.url()});
    CHECK(sent.status == 7);
    CHECK(std::count(sent.out.begin(), sent.out.end(), '\n') == 2);
}

TEST_CASE("cli: limits of size and time have their codes", "[cli]") {
    const Directory directory;
    {
        ScriptedServer server(Script().expect_request().send(wire::ok("0123456789")).peer_may_leave());
        CHECK(directory.run({"-s", "--max-filesize", "5", server.url()}).status == 63);
    }
    {
        const SharedGate gate = make_gate();
        ScriptedServer server(Script().expect_request().ignore_until(gate).peer_may_leave());
        const Finished finished = directory.run({"-j", "--response-timeout", "50ms", server.url()});
        gate->open();
        CHECK(finished.status == 28);
        CHECK(finished.out.find("\"code\":\"response.timeout\"") != std::string::npos);
        CHECK(finished.out.find("--response-timeout") != std::string::npos);
    }
}

TEST_CASE("cli: --speed-limit gives up on what drips", "[cli]") {
    ScriptedServer server(Script()
                              .expect_request()
                              .send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                              .drip("x", std::chrono::milliseconds(50))
                              .peer_may_leave());
    const Directory directory;
    const Finished finished = directory.run({"-j", "-Y", "10000", "-y", "1", server.url()});
    CHECK(finished.status == 28);
    CHECK(finished.out.find("\"code\":\"body.too_slow\"") != std::string::npos);
    CHECK(finished.out.find("\"code\":\"interrupted\"") == std::string::npos);
}

TEST_CASE("cli: --limit-rate slows down, -m still ends it", "[cli]") {
    ScriptedServer server({Script().answer(wire::ok(std::string(2000, 'x'))),
                           Script().expect_request().send(wire::ok(std::string(200'000, 'x'))).peer_may_leave()});
    const Directory directory;
    const Finished slow =
        directory.run({"--limit-rate", "10k", "-w", "%{time_total}", "--report", "none", server.url()});
    CHECK(slow.status == 0);
    CHECK(directory.run({"-s", "--limit-rate", "1k", "-m", "0.3", server.url()}).status == 28);
}
