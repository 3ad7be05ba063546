// SPDX-License-Identifier: MIT
#include "process.hpp"
#include "support/catch.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

using namespace rtrip::test;

TEST_CASE("cli: two URLs share a connection, and the report says so", "[cli]") {
    ScriptedServer server(Script().answer(wire::ok("a")).answer(wire::ok("b")));
    const Directory directory;
    const Finished finished = directory.run({"-j", server.url(), server.url()});
    const std::size_t second = finished.out.find('\n');
    CHECK(finished.out.substr(0, second).find("\"reused\":false") != std::string::npos);
    CHECK(finished.out.substr(second).find("\"reused\":true") != std::string::npos);
}

TEST_CASE("cli: --no-pool dials anew", "[cli]") {
    ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))});
    const Directory directory;
    CHECK(directory.run({"--no-pool", server.url(), server.url()}).status == 0);
}

TEST_CASE("cli: the report is ASCII without a locale and UTF-8 with one", "[cli]") {
    ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))});
    const Directory directory;
    const auto ascii = [](const std::string& text) {
        return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    };
    CHECK(ascii(directory.run({server.url()}).out));
    RunOptions utf8;
    utf8.environment = {"LANG=C.UTF-8"};
    CHECK_FALSE(ascii(directory.run({server.url()}, utf8).out));
}

TEST_CASE("cli: colour follows --color alone when the output is no terminal", "[cli]") {
    ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))});
    const Directory directory;
    CHECK(directory.run({server.url()}).out.find('\x1b') == std::string::npos);
    CHECK(directory.run({"--color", "always", server.url()}).out.find('\x1b') != std::string::npos);
}

TEST_CASE("cli: -v lists the events, --pretty indents", "[cli]") {
    ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))});
    const Directory directory;
    CHECK(directory.run({"-v", server.url()}).out.find("got_first_response_byte") != std::string::npos);
    CHECK(directory.run({"-j", "--pretty", server.url()}).out.find("\n  \"ok\": true") != std::string::npos);
}

TEST_CASE("cli: -w reaches its destinations", "[cli]") {
    ScriptedServer server(Script().answer(wire::ok("a")));
    const Directory directory;
    const Finished finished =
        directory.run({"-w", "a%{stderr}b%{stdout}c%output{f}d%{nope}%{onerror}never", server.url()});
    CHECK(finished.out == "ac");
    CHECK(finished.err == "rtrip: warning: unknown --write-out variable: 'nope'\nb");
    CHECK(directory.read("f") == "d");
}

TEST_CASE("cli: secrets are masked in every report", "[cli]") {
    ScriptedServer server(
        {Script().answer(wire::response("200 OK", {"Set-Cookie: sid=hunter2", "Content-Length: 0"})),
         Script().answer(wire::response("200 OK", {"Set-Cookie: sid=hunter2", "Content-Length: 0"})),
         Script().answer(wire::response("200 OK", {"Set-Cookie: sid=hunter2", "Content-Length: 0"}))});
    const Directory directory;
    const std::vector<std::string> secrets{"-H", "Cookie: c=hunter2", "-H", "Authorization: Bearer hunter2"};
    for (const std::vector<std::string>& form :
         std::vector<std::vector<std::string>>{{"-v"}, {"-j"}, {"-w", "%{header_json}%{json}"}}) {
        std::vector<std::string> words = secrets;
        words.insert(words.end(), form.begin(), form.end());
        words.push_back(server.url());
        const Finished finished = directory.run(words);
        CHECK(finished.status == 0);
        CHECK((finished.out + finished.err).find("hunter2") == std::string::npos);
    }
}
