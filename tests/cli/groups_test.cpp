// SPDX-License-Identifier: MIT
#include <algorithm>

#include "process.hpp"
#include "support/catch.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

using namespace rtrip::test;

namespace {

/// The order in which letters first occur, with each run of one letter counted once.
std::string runs_of(const std::string& text) {
    std::string runs = text;
    runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
    return runs;
}

}  // namespace

TEST_CASE("groups: options in front of --next are not for what is behind it", "[cli]") {
    ScriptedServer server(Script().answer(wire::ok("a")).answer(wire::ok("b")));
    const Directory directory;
    const Finished finished = directory.run({"-s", "-o", "-", "-d", "secret", "-u", "u:p", "-w", "1",
                                             server.url("/one"), "--next", "-o", "-", "-w", "2", server.url("/two")});
    CHECK(finished.status == 0);
    CHECK(finished.out == "a1b2");
    CHECK(server.finish().empty());
    const Received received = server.received(0);
    REQUIRE(received.heads.size() == 2);
    CHECK(received.heads[0].starts_with("POST /one "));
    CHECK(received.heads[0].find("Authorization: Basic") != std::string::npos);
    CHECK(received.bodies[0] == "secret");
    CHECK(received.heads[1].starts_with("GET /two "));
    CHECK(received.heads[1].find("Authorization") == std::string::npos);
    CHECK(received.bodies[1].empty());
}

TEST_CASE("groups: one pool, whose connections keep to the options they were made with", "[cli]") {
    ScriptedServer server({Script().answer(wire::ok("a")).answer(wire::ok("c")), Script().answer(wire::ok("b"))});
    const Directory directory;
    const Finished finished =
        directory.run({"-j", server.url(), "--next", "--no-tcp-nodelay", server.url(), "--next", server.url()});
    CHECK(finished.status == 0);
    CHECK(server.finish().empty());
    CHECK(server.accepted() == 2);
    CHECK(server.received(0).heads.size() == 2);
    CHECK(finished.out.find("socket_options_differ") != std::string::npos);
}

TEST_CASE("groups: transfers run side by side, and no output is mixed with another's", "[cli]") {
    constexpr std::size_t kBodies = 4;
    constexpr std::size_t kSize = 600'000;
    std::vector<Script> scripts;
    std::vector<std::string> words{"-Z", "-s", "--no-pool"};
    for (std::size_t i = 0; i < kBodies; ++i) {
        scripts.push_back(Script().answer(wire::ok(std::string(kSize, static_cast<char>('a' + i)))));
    }
    ScriptedServer server(scripts);
    for (std::size_t i = 0; i < kBodies; ++i) {
        for (const std::string& word : {std::string("-o"), std::string("-"), server.url()}) words.push_back(word);
    }
    const Directory directory;
    const Finished finished = directory.run(words);
    CHECK(finished.status == 0);
    CHECK(finished.out.size() == kBodies * kSize);
    CHECK(runs_of(finished.out).size() == kBodies);
    CHECK(server.accepted() == kBodies);
}

TEST_CASE("groups: reports of transfers side by side are whole lines", "[cli]") {
    const SharedGate gate = make_gate();
    // The first answer comes only when the second request has been answered: in turn this could not end.
    ScriptedServer server({Script().expect_request().wait(gate).send(wire::ok("x")),
                           Script().expect_request().send(wire::ok("y")).signal(gate)});
    const Directory directory;
    const Finished finished = directory.run({"-Z", "-j", server.url("/first"), server.url("/second")});
    CHECK(finished.status == 0);
    CHECK(std::count(finished.out.begin(), finished.out.end(), '\n') == 2);
    for (std::size_t at = 0; at < finished.out.size(); at = finished.out.find('\n', at) + 1) {
        const std::string line = finished.out.substr(at, finished.out.find('\n', at) - at);
        CHECK(line.starts_with("{\"schema\""));
        CHECK(line.ends_with("}"));
    }
}

TEST_CASE("groups: --parallel-max is kept", "[cli]") {
    // One connection serves all, since no second request begins before the first has ended.
    std::vector<std::string> words{"-Z", "--parallel-max", "1", "-s", "-j"};
    ScriptedServer server(Script().answer(wire::ok("a")).answer(wire::ok("b")).answer(wire::ok("c")));
    for (int i = 0; i < 3; ++i) words.push_back(server.url());
    const Directory directory;
    CHECK(directory.run(words).status == 0);
    CHECK(server.finish().empty());
    CHECK(server.accepted() == 1);
}

TEST_CASE("groups: --fail-early asks nothing more", "[cli]") {
    const std::vector<Script> nothing;
    ScriptedServer server(nothing);
    const std::string refused = "http://127.0.0.1:" + std::to_string(refused_port()) + "/";
    const Directory directory;
    const Finished finished = directory.run({"-j", "--fail-early", refused, server.url()});
    CHECK(finished.status == 7);
    CHECK(std::count(finished.out.begin(), finished.out.end(), '\n') == 1);
    CHECK(server.accepted() == 0);
}

TEST_CASE("groups: --fail-early gives up what is under way", "[cli]") {
    const SharedGate gate = make_gate();
    ScriptedServer slow(Script().expect_request().ignore_until(gate).peer_may_leave());
    ScriptedServer failing(
        Script().expect_request().send(wire::response("503 Busy", {"Content-Length: 0"})).peer_may_leave());
    const Directory directory;
    const Finished finished = directory.run({"-Z", "-f", "-j", "--fail-early", slow.url(), failing.url()});
    gate->open();
    CHECK(finished.status == 22);
    CHECK(finished.out.find("\"code\":\"interrupted\"") != std::string::npos);
}
