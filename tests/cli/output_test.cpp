// SPDX-License-Identifier: MIT
#include "process.hpp"
#include "support/catch.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

using namespace rtrip::test;

namespace {

/// One exchange with that answer.
Finished get(const Directory& directory, const std::string& answer, std::vector<std::string> words,
             const RunOptions& options = {}, const std::string& path = "/dir/name.txt?q") {
    ScriptedServer server(Script().expect_request().send(answer).close().peer_may_leave());
    words.push_back(server.url(path));
    return directory.run(words, options);
}

const std::string kHello = wire::response("200 OK", {"Content-Length: 5", "X-A: b"}, "hello");
const std::string kHead = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\n";
const std::string kMissing = wire::response("404 Not Found", {"Content-Length: 4"}, "gone");

}  // namespace

TEST_CASE("cli: what goes where", "[cli]") {
    const Directory directory;
    SECTION("the report, and the body nowhere") {
        const Finished finished = get(directory, kHello, {});
        CHECK(finished.status == 0);
        CHECK(finished.out.find("200 OK") != std::string::npos);
        CHECK(finished.out.find("hello") == std::string::npos);
        CHECK(finished.err.empty());
    }
    SECTION("-j: one line of JSON") {
        const Finished finished = get(directory, kHello, {"-j"});
        CHECK(finished.out.starts_with("{\"schema\":\"rtrip.report/1\""));
        CHECK(finished.out.find('\n') == finished.out.size() - 1);
        CHECK(between(finished.out, "\"sha256\":\"", "\"") ==
              "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        CHECK(finished.err.empty());
    }
    SECTION("-o FILE: report on stdout") {
        const Finished finished = get(directory, kHello, {"-o", "f"});
        CHECK(finished.out.find("200 OK") != std::string::npos);
        CHECK(directory.read("f") == "hello");
    }
    SECTION("-o -: the body alone, report on stderr") {
        const Finished finished = get(directory, kHello, {"-o", "-"});
        CHECK(finished.out == "hello");
        CHECK(finished.err.find("200 OK") != std::string::npos);
    }
    SECTION("-s -o -: the body alone") {
        const Finished finished = get(directory, kHello, {"-s", "-o", "-"});
        CHECK(finished.out == "hello");
        CHECK(finished.err.empty());
    }
    SECTION("-w takes the report's place") {
        const Finished finished = get(directory, kHello, {"-w", "%{http_code}\\n"});
        CHECK(finished.out == "200\n");
        CHECK(finished.err.empty());
    }
    SECTION("--report brings it back") {
        const Finished finished = get(directory, kHello, {"-w", "%{http_code}", "--report", "json"});
        CHECK(finished.out.starts_with("{\"schema\""));
        CHECK(finished.out.ends_with("}\n200"));
    }
    SECTION("--report none") {
        CHECK(get(directory, kHello, {"--report", "none"}).out.empty());
    }
    SECTION("--report-file") {
        const Finished finished = get(directory, kHello, {"-j", "--report-file", "r"});
        CHECK(finished.out.empty());
        CHECK(directory.read("r").starts_with("{\"schema\""));
    }
}

TEST_CASE("cli: heads with -i and -D", "[cli]") {
    const Directory directory;
    CHECK(get(directory, kHello, {"-s", "-i", "-o", "-"}).out == kHead + "hello");
    CHECK(get(directory, kHello, {"-i", "-o", "f", "-D", "d"}).status == 0);
    CHECK(directory.read("f") == kHead + "hello");
    CHECK(directory.read("d") == kHead);
    CHECK(get(directory, kHello, {"-o", "g", "-D", "g"}).status == 0);
    CHECK(directory.read("g") == kHead + "hello");
    CHECK(get(directory, kHello, {"--report", "none", "-D", "-"}).out == kHead);
    CHECK(get(directory, kHello, {"--report", "none", "-i"}).out == kHead);
    const std::string early = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
    CHECK(get(directory, early + kHello, {"-s", "-i", "-o", "-"}).out == early + kHead + "hello");
    CHECK(get(directory, wire::chunked({"ab"}, {"T: x"}), {"-s", "-i", "-o", "-"})
              .out.ends_with("ab"
                             "T: x\r\n"));
}

TEST_CASE("cli: -I writes the head where the body would go", "[cli]") {
    const Directory directory;
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    CHECK(get(directory, head, {"-s", "-I", "-o", "-"}).out == head);
}

TEST_CASE("cli: -O takes the name from the URL", "[cli]") {
    const Directory directory;
    CHECK(get(directory, kHello, {"-O"}).status == 0);
    CHECK(directory.read("name.txt") == "hello");
    CHECK(get(directory, kHello, {"-O", "--output-dir", "x/y", "--create-dirs"}).status == 0);
    CHECK(directory.read("x/y/name.txt") == "hello");
    CHECK(directory.run({"-O", "http://127.0.0.1:1/"}).status == 23);
}

TEST_CASE("cli: -f fails without a body, --fail-with-body with it", "[cli]") {
    const Directory directory;
    const Finished hidden = get(directory, kMissing, {"-f", "-o", "f", "-j"});
    CHECK(hidden.status == 22);
    CHECK_FALSE(directory.has("f"));
    CHECK(hidden.out.find("\"ok\":false,\"exit_code\":22") != std::string::npos);
    CHECK(hidden.out.find("\"code\":\"http.status\"") != std::string::npos);
    CHECK(hidden.err.find("404") != std::string::npos);
    CHECK(get(directory, kMissing, {"--fail-with-body", "-o", "f"}).status == 22);
    CHECK(directory.read("f") == "gone");
    CHECK(get(directory, kMissing, {"-o", "g"}).status == 0);
    CHECK(get(directory, kHello, {"-f", "-s", "-o", "-"}).out == "hello");
}

TEST_CASE("cli: files are made when there is a response, kept or removed as asked", "[cli]") {
    const Directory directory;
    CHECK(directory.run({"-s", "-o", "none", "http://127.0.0.1:" + std::to_string(refused_port())}).status == 7);
    CHECK_FALSE(directory.has("none"));
    CHECK(get(directory, wire::response("204 No Content", {}), {"-o", "empty"}).status == 0);
    CHECK(directory.has("empty"));
    const std::string cut = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\npart";
    CHECK(get(directory, cut, {"-s", "-o", "part"}).status == 18);
    CHECK(directory.read("part") == "part");
    CHECK(get(directory, cut, {"-s", "-o", "part", "--remove-on-error"}).status == 18);
    CHECK_FALSE(directory.has("part"));
    directory.write("old", "old");
    CHECK(get(directory, kHello, {"-o", "old", "--no-clobber", "-w", "%{filename_effective}"}).out == "old.1");
    CHECK(directory.read("old") == "old");
    CHECK(directory.read("old.1") == "hello");
}

TEST_CASE("cli: every write is checked", "[cli]") {
    const Directory directory;
    RunOptions full;
    full.out = StandardOutput::full;
    CHECK(get(directory, kHello, {}, full).status == 23);
    CHECK(get(directory, kHello, {"-j"}, full).status == 23);
    CHECK(get(directory, kHello, {"-o", "-"}, full).status == 23);
    CHECK(get(directory, kHello, {"-w", "x"}, full).status == 23);
    CHECK(get(directory, kHello, {"-o", "/dev/full"}).status == 23);
    CHECK(get(directory, kHello, {"-D", "/dev/full"}).status == 23);
    CHECK(get(directory, kHello, {"--trace", "/dev/full"}).status == 23);
    CHECK(get(directory, kHello, {"--report-file", "/dev/full"}).status == 23);
    CHECK(get(directory, kHello, {"-o", "no/such/dir"}).status == 23);
    CHECK(directory.run({"-D", "no/such", "http://127.0.0.1:1/"}).status == 23);
    CHECK(directory.run({"--report-file", "no/such", "http://127.0.0.1:1/"}).status == 23);
}

TEST_CASE("cli: a closed standard output swallows the report and nothing else", "[cli]") {
    const Directory directory;
    RunOptions closed;
    closed.out = StandardOutput::closed;
    CHECK(get(directory, kHello, {"-o", "f"}, closed).status == 0);
    CHECK(directory.read("f") == "hello");
}

TEST_CASE("cli: a reader that has gone ends the run quietly", "[cli]") {
    const Directory directory;
    RunOptions gone;
    gone.out = StandardOutput::pipe_without_reader;
    const Finished finished = get(directory, kHello, {"-o", "-"}, gone);
    CHECK(finished.status == 23);
    CHECK(finished.err.empty());
}

TEST_CASE("cli: --trace shows bytes and masks secrets", "[cli]") {
    const Directory directory;
    CHECK(get(directory, kHello, {"--trace-ascii", "t", "-u", "u:hunter2"}).status == 0);
    const std::string trace = directory.read("t");
    CHECK(trace.find("=> Send header") != std::string::npos);
    CHECK(trace.find("Authorization: ***") != std::string::npos);
    CHECK(trace.find("<= Recv data, 5 bytes (0x5)\n0000: hello\n") != std::string::npos);
    CHECK(get(directory, kHello, {"--trace", "t", "-u", "u:hunter2", "--show-secrets"}).status == 0);
    CHECK(directory.read("t").find("64 54 70 6f 64") != std::string::npos);  // "dTpod" of the credentials
}
