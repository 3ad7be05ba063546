// SPDX-License-Identifier: MIT
#include "process.hpp"
#include "support/catch.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

using namespace rtrip::test;

namespace {

struct Sent {
    Finished finished;
    std::string head;
    std::string body;
};

/// What one run with those options puts on the wire.
Sent send(const Directory& directory, std::vector<std::string> words, const std::string& path = "/",
          const RunOptions& options = {}) {
    ScriptedServer server(Script().expect_request().send(wire::ok("x")));
    for (std::string& word : words) {
        if (const std::size_t at = word.find("SERVER"); at != std::string::npos) {
            word.replace(at, 6, "127.0.0.1:" + std::to_string(server.port()));
        }
    }
    words.push_back(server.url(path));
    Sent sent;
    sent.finished = directory.run(words, options);
    server.finish();
    const Received received = server.received(0);
    if (!received.heads.empty()) sent.head = received.heads.front();
    if (!received.bodies.empty()) sent.body = received.bodies.front();
    // The port is another one each time.
    const std::string port = ":" + std::to_string(server.port());
    for (std::size_t at = sent.head.find(port); at != std::string::npos; at = sent.head.find(port)) {
        sent.head.erase(at, port.size());
    }
    return sent;
}

std::string head_of(const std::vector<std::string>& words, const std::string& path = "/") {
    const Directory directory;
    return send(directory, words, path).head;
}

}  // namespace

TEST_CASE("cli: a plain request is curl's but for the name", "[cli]") {
    CHECK(head_of({}, "/p?q#f") == "GET /p?q HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: rtrip/" RTRIP_VERSION
                                   "\r\nAccept: */*\r\n\r\n");
}

TEST_CASE("cli: -H replaces, removes, empties and adds; the first Host counts", "[cli]") {
    CHECK(head_of({"-H", "accept: a/b", "-H", "User-Agent:", "-H", "X-E;", "-H", "Y;z", "-H", "Host: a", "-H",
                   "Host: b"}) == "GET / HTTP/1.1\r\nHost: a\r\naccept: a/b\r\nX-E:\r\n\r\n");
}

TEST_CASE("cli: method, target, range, referer and agent", "[cli]") {
    CHECK(head_of({"-X", "OPTIONS", "--request-target", "*", "-r", "0-1", "-e", "ref", "-A", "me"}) ==
          "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=0-1\r\nUser-Agent: me\r\nAccept: */*\r\n"
          "Referer: ref\r\n\r\n");
}

TEST_CASE("cli: credentials from -u, from the URL, and a bearer token", "[cli]") {
    CHECK(head_of({"-u", "a:b"}).find("Authorization: Basic YTpi\r\n") != std::string::npos);
    CHECK(head_of({"--oauth2-bearer", "t", "-u", "a:b"}).find("Authorization: Bearer t\r\n") != std::string::npos);
    CHECK(head_of({"-u", "a:b", "-H", "Authorization: none"}).find("Basic") == std::string::npos);
    ScriptedServer server(Script().answer(wire::ok("")));
    const Directory directory;
    const std::string url = "http://us%65r:p%40w@127.0.0.1:" + std::to_string(server.port()) + "/";
    const Finished finished = directory.run({"-v", "-j", url});
    server.finish();
    CHECK(server.received(0).heads.at(0).find("Authorization: Basic dXNlcjpwQHc=\r\n") != std::string::npos);
    CHECK(finished.out.find("p%40w") == std::string::npos);
    CHECK(finished.out.find("dXNlcjpwQHc=") == std::string::npos);
}

TEST_CASE("cli: bodies of the -d family", "[cli]") {
    const Directory directory;
    directory.write("f", "a\r\nb");
    Sent sent = send(directory, {"-d", "x=1", "--data-urlencode", "y=a b", "-d", "@f"});
    CHECK(sent.body == "x=1&y=a+b&ab");
    CHECK(sent.head.starts_with("POST / "));
    CHECK(sent.head.find("Content-Type: application/x-www-form-urlencoded\r\n") != std::string::npos);
    CHECK(sent.head.find("Content-Length: 12\r\n") != std::string::npos);
    CHECK(send(directory, {"--data-binary", "@f"}).body == "a\r\nb");
    RunOptions typed;
    typed.input = "from stdin";
    CHECK(send(directory, {"-d", "@-"}, "/", typed).body == "from stdin");
    sent = send(directory, {"--json", "{}"});
    CHECK(sent.head.find("Content-Type: application/json\r\n") != std::string::npos);
    CHECK(sent.head.find("Accept: application/json\r\n") != std::string::npos);
}

TEST_CASE("cli: -G and --url-query extend the query", "[cli]") {
    CHECK(head_of({"-G", "-d", "a=1", "--url-query", "q=x y"}, "/p?z").starts_with("GET /p?z&q=x+y&a=1 HTTP/1.1\r\n"));
    CHECK(head_of({"-G", "-d", "a"}).starts_with("GET /?a HTTP/1.1\r\n"));
}

TEST_CASE("cli: -T puts files, appends their names to directories, and chunks standard input", "[cli]") {
    const Directory directory;
    directory.write("a b", "content");
    Sent sent = send(directory, {"-T", "a b"}, "/up/");
    CHECK(sent.head.starts_with("PUT /up/a%20b HTTP/1.1\r\n"));
    CHECK(sent.head.find("Content-Length: 7\r\n") != std::string::npos);
    CHECK(sent.body == "content");
    RunOptions typed;
    typed.input = "piped";
    sent = send(directory, {"-T", "-", "-H", "Expect:"}, "/x", typed);
    CHECK(sent.head.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
    CHECK(sent.finished.status == 0);
}

TEST_CASE("cli: an Expect that is not answered holds the body back no longer than asked", "[cli]") {
    const Directory directory;
    const Sent sent = send(directory, {"-d", "abc", "-H", "Expect: 100-continue", "--expect100-timeout", "10ms"});
    CHECK(sent.finished.status == 0);
    CHECK(sent.body == "abc");
}

TEST_CASE("cli: -0 speaks HTTP/1.0", "[cli]") {
    CHECK(head_of({"-0"}).starts_with("GET / HTTP/1.0\r\n"));
}

TEST_CASE("cli: options come from a config file as well", "[cli]") {
    const Directory directory;
    directory.write("c", "# a comment\nheader = \"X-A: \\\"b\\\"\"\n-A agent\nrequest: PATCH\n");
    const std::string head = send(directory, {"-K", "c"}).head;
    CHECK(head.starts_with("PATCH / "));
    CHECK(head.find("X-A: \"b\"\r\n") != std::string::npos);
    CHECK(head.find("User-Agent: agent\r\n") != std::string::npos);
    RunOptions typed;
    typed.input = "user-agent = piped";
    CHECK(send(directory, {"-K", "-"}, "/", typed).head.find("User-Agent: piped\r\n") != std::string::npos);
}

TEST_CASE("cli: globs ask one URL after the other over one connection", "[cli]") {
    ScriptedServer server(
        Script().answer(wire::ok("1")).answer(wire::ok("2")).answer(wire::ok("3")).answer(wire::ok("4")));
    const Directory directory;
    const Finished finished =
        directory.run({"-w", "%{urlnum}%{num_connects} ", "-o", "f#1#2", server.url("/{a,b}[1-2]")});
    CHECK(finished.out == "01 10 20 30 ");
    CHECK(directory.read("fa1") == "1");
    CHECK(directory.read("fb2") == "4");
    server.finish();
    CHECK(server.received(0).heads.at(2).starts_with("GET /b1 "));
}
