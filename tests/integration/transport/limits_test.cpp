// SPDX-License-Identifier: MIT
// What a peer may send at most, and that memory follows neither its announcements nor its floods.
#include <fstream>

#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

// Peak resident memory in KiB.
std::uint64_t peak_memory() {
    std::ifstream status("/proc/self/status");
    std::string word;
    std::uint64_t value = 0;
    while (status >> word) {
        if (word == "VmHWM:" && status >> value) return value;
    }
    return 0;
}

constexpr std::uint64_t kMiB = 1024;

#if defined(__SANITIZE_ADDRESS__)
constexpr std::uint64_t kBound = 400 * kMiB;  // the sanitizer keeps freed memory for a while
#else
constexpr std::uint64_t kBound = 24 * kMiB;
#endif

}  // namespace

TEST_CASE("limits: floods before the body are refused within bounded memory", "[limits]") {
    struct Row {
        const char* name;
        Script script;
    };
    Script head;
    head.expect_head();
    const std::vector<Row> rows = {
        {"a status line without end", Script(head).send("HTTP/1.1 200 ").flood(std::string(10000, 'a'))},
        {"a field line without end", Script(head).send("HTTP/1.1 200 OK\r\nX: ").flood(std::string(10000, 'a'))},
        {"fields without end", Script(head).send("HTTP/1.1 200 OK\r\n").flood("Set-Cookie: a=b\r\n")},
        {"large fields without end",
         Script(head).send("HTTP/1.1 200 OK\r\n").flood("X: " + std::string(20000, 'a') + "\r\n")},
        {"interim responses without end", Script(head).flood("HTTP/1.1 102 Processing\r\n\r\n")},
        {"large interim responses without end",
         Script(head).flood("HTTP/1.1 103 Early Hints\r\nLink: " + std::string(60000, 'a') + "\r\n\r\n")},
    };
    for (const Row& row : rows) {
        DYNAMIC_SECTION(row.name) {
            const std::uint64_t before = peak_memory();
            ScriptedServer server(row.script);
            const Outcome outcome = fetch(server.url());
            CHECK(outcome.verdict() == "response.too_large 100 wait");
            CHECK(outcome.got_bytes < std::uint64_t{3} << 20);
            CHECK(peak_memory() - before < kBound);
        }
    }
}

TEST_CASE("limits: floods of chunk framing are refused", "[limits]") {
    struct Row {
        const char* name;
        std::string piece;
    };
    for (const Row& row : {Row{"an extension without end", std::string(10000, 'e')},
                           Row{"extensions that outweigh the data", "\r\nx\r\n1;" + std::string(200, 'e')}}) {
        DYNAMIC_SECTION(row.name) {
            ScriptedServer server(Script()
                                      .expect_head()
                                      .send(wire::response("200 OK", {"Transfer-Encoding: chunked"}, "1;e"))
                                      .flood(row.piece));
            const Outcome outcome = fetch(server.url());
            CHECK(outcome.verdict() == "body.malformed 56 body");
        }
    }
    SECTION("trailers without end") {
        ScriptedServer server(Script()
                                  .expect_head()
                                  .send(wire::response("200 OK", {"Transfer-Encoding: chunked"}, "0\r\n"))
                                  .flood("X: y\r\n"));
        const Outcome outcome = fetch(server.url());
        REQUIRE(outcome.error);
        CHECK(outcome.error->phase == Phase::body);
    }
}

TEST_CASE("limits: ordinary large heads pass, and the limit can be set", "[limits]") {
    std::string fields;
    for (int i = 0; i < 300; ++i) fields += "X-Field-" + std::to_string(i) + ": " + std::string(200, 'v') + "\r\n";
    const std::string response =
        "HTTP/1.1 200 OK\r\n" + fields + "Y: " + std::string(15000, 'y') + "\r\nContent-Length: 2\r\n\r\nok";
    SECTION("by default") {
        ScriptedServer server(Script().answer(response));
        const Outcome outcome = fetch(server.url());
        CHECK(outcome.body == "ok");
        CHECK(outcome.last().received->header_bytes == response.size() - 2);
    }
    SECTION("not under a small limit") {
        ScriptedServer server(Script().answer(response).peer_may_leave());
        LabOptions options;
        options.max_header_bytes = 20000;
        const Outcome outcome = fetch(server.url(), options);
        CHECK(outcome.verdict() == "response.too_large 100 wait");
        CHECK(outcome.error->message.find("20000") != std::string::npos);
    }
}

TEST_CASE("limits: the body's size", "[limits]") {
    LabOptions options;
    options.max_body_bytes = 1000;
    SECTION("an announced one is refused before it comes") {
        ScriptedServer server(
            Script().expect_head().send(wire::response("200 OK", {"Content-Length: 1001"})).swallow());
        const Outcome outcome = fetch(server.url(), options);
        CHECK(outcome.verdict() == "body.too_large 63 body");
        CHECK(outcome.body_bytes == 0);
        CHECK(outcome.error->message.find("--max-filesize") != std::string::npos);
    }
    SECTION("one without length ends where it goes over") {
        ScriptedServer server(
            Script().expect_head().send(wire::response("200 OK", {"Connection: close"})).flood(std::string(300, 'x')));
        const Outcome outcome = fetch(server.url(), options);
        CHECK(outcome.verdict() == "body.too_large 63 body");
        CHECK(outcome.body_bytes <= 1000);
    }
    SECTION("just as much passes") {
        ScriptedServer server(Script().answer(wire::chunked({std::string(1000, 'x')})));
        CHECK(fetch(server.url(), options).body_bytes == 1000);
    }
    SECTION("HEAD may announce what it likes") {
        ScriptedServer server(Script().answer(wire::response("200 OK", {"Content-Length: 1001"})));
        CHECK(fetch(RequestSpec("HEAD", server.url()), options).verdict() == "ok");
    }
}

TEST_CASE("limits: an announced length is not allocated", "[limits]") {
    const std::uint64_t before = peak_memory();
    ScriptedServer server(Script()
                              .expect_head()
                              .send(wire::response("200 OK", {"Content-Length: 9223372036854775807"}, "little"))
                              .close());
    const Outcome outcome = fetch(server.url());
    CHECK(outcome.verdict() == "body.incomplete 18 body");
    CHECK(peak_memory() - before < kBound);
}

TEST_CASE("limits: a body of 1 GiB is read in constant memory", "[limits]") {
    constexpr std::uint64_t kSize = std::uint64_t{1} << 30;
    ScriptedServer server(Script()
                              .expect_head()
                              .send(wire::response("200 OK", {"Content-Length: " + std::to_string(kSize)}))
                              .send_bulk(kSize));
    Lab lab;
    const std::uint64_t before = peak_memory();
    const Outcome outcome = lab.fetch(server.url());
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.body_bytes == kSize);
    CHECK(outcome.last().connection->returned);
    CHECK(peak_memory() - before < kBound);
}

}  // namespace rtrip::test
