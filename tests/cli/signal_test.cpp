// SPDX-License-Identifier: MIT
#include <sys/wait.h>

#include <csignal>

#include "process.hpp"
#include "support/catch.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

using namespace rtrip::test;

namespace {

/// Runs until the server says that it is there, then interrupts.
Finished interrupted(const Directory& directory, const ScriptedServer& server, const SharedGate& reached,
                     std::vector<std::string> words) {
    RunOptions options;
    options.meanwhile = [&reached](pid_t child) {
        if (reached->wait()) ::kill(child, SIGINT);
    };
    words.push_back(server.url());
    words.push_back(server.url());
    const auto start = std::chrono::steady_clock::now();
    const Finished finished = directory.run(words, options);
    CHECK(std::chrono::steady_clock::now() - start < kPatience);
    return finished;
}

}  // namespace

TEST_CASE("cli: SIGINT while waiting reports what is known and ends with 130", "[cli]") {
    const SharedGate reached = make_gate();
    const SharedGate over = make_gate();
    ScriptedServer server(Script().expect_request().signal(reached).ignore_until(over).peer_may_leave());
    const Directory directory;
    const Finished finished = interrupted(directory, server, reached, {"-j"});
    over->open();
    CHECK(finished.status == 130);
    CHECK(finished.out.find("\"code\":\"interrupted\"") != std::string::npos);
    CHECK(finished.out.find("\"ok\":false,\"exit_code\":130") != std::string::npos);
    CHECK(std::count(finished.out.begin(), finished.out.end(), '\n') == 1);
}

TEST_CASE("cli: SIGINT in the middle of a body keeps what came", "[cli]") {
    const SharedGate reached = make_gate();
    const SharedGate over = make_gate();
    ScriptedServer server(Script()
                              .expect_request()
                              .send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart")
                              .signal(reached)
                              .ignore_until(over)
                              .peer_may_leave());
    const Directory directory;
    const Finished finished = interrupted(directory, server, reached, {"-j", "--limit-rate", "1"});
    over->open();
    CHECK(finished.status == 130);
    CHECK(finished.out.find("\"complete\":true") == std::string::npos);
}
