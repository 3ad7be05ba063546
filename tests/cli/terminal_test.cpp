// SPDX-License-Identifier: MIT
#include "process.hpp"
#include "support/catch.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

using namespace rtrip::test;

namespace {

Finished on_terminal(const std::string& answer, std::vector<std::string> words) {
    ScriptedServer server(Script().expect_request().send(answer).close().peer_may_leave());
    const Directory directory;
    RunOptions options;
    options.out = StandardOutput::terminal;
    words.push_back(server.url());
    return directory.run(words, options);
}

/// Whether text holds ESC other than at the start of the report's own colours.
bool has_escape(const std::string& text, const std::string& sequence) {
    return text.find("\x1b" + sequence) != std::string::npos;
}

}  // namespace

TEST_CASE("cli: text goes to a terminal", "[cli]") {
    const Finished finished = on_terminal(wire::ok("plain\ttext\n"), {"-s", "-o", "-"});
    CHECK(finished.status == 0);
    CHECK(finished.out == "plain\ttext\r\n");
}

TEST_CASE("cli: a binary body does not, not even when it turns binary late", "[cli]") {
    const std::string body = std::string(100'000, 'a') + "\n" + "\x1b[2Jhidden";
    const Finished finished = on_terminal(wire::ok(body), {"-o", "-"});
    CHECK(finished.status == 23);
    CHECK_FALSE(has_escape(finished.out, "[2J"));
    CHECK(finished.err.find("binary") != std::string::npos);
}

TEST_CASE("cli: what a server says of itself is escaped on a terminal", "[cli]") {
    const std::string evil = wire::response("200 \xc2\x9bOK", {"Content-Length: 0",
                                                               "X: \xc2\x9b"
                                                               "2J"});
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"-i", "--report", "none"}, {"-D", "-", "--report", "none"}, {"-w", "%header{x}%{header_json}"}, {"-v"}}) {
        const Finished finished = on_terminal(evil, words);
        CHECK(finished.out.find("\xc2\x9b") == std::string::npos);
        CHECK_FALSE(finished.out.empty());
    }
}
