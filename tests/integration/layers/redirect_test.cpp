// SPDX-License-Identifier: MIT
// Redirects over the real Transport: what servers really get, and what becomes of connections.
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>

#include "rtrip/body.hpp"
#include "rtrip/layers.hpp"
#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

using namespace std::chrono_literals;

LabOptions following(const RedirectPolicy& policy = {}) {
    LabOptions lab;
    lab.layers = {make_redirect_layer(policy)};
    return lab;
}

std::string to(const std::string& status, const std::string& location, const std::string& body = "") {
    return wire::response(status, {"Location: " + location, "Content-Length: " + std::to_string(body.size())}, body);
}

std::string payload() {
    std::string out;
    for (unsigned i = 0; i < 300'000; ++i) out += static_cast<char>((i * 2654435761U) >> 24U);
    return out;
}

class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& bytes) {
        std::array<char, 32> name{"/tmp/rtrip-redirect-XXXXXX"};
        const int fd = ::mkstemp(name.data());
        REQUIRE(fd >= 0);
        ::close(fd);
        path_ = name.data();
        std::ofstream(path_, std::ios::binary) << bytes;
    }
    ~TemporaryFile() { ::unlink(path_.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// The reading end of a pipe that holds some bytes and its end.
class Pipe {
public:
    explicit Pipe(const std::string& bytes) {
        std::array<int, 2> ends{};
        REQUIRE(::pipe(ends.data()) == 0);
        reading_ = ends[0];
        REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
        ::close(ends[1]);
    }
    ~Pipe() { ::close(reading_); }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    [[nodiscard]] int descriptor() const { return reading_; }

private:
    int reading_ = -1;
};

}  // namespace

TEST_CASE("redirects: a POST from a file through 307 to another port arrives at each, byte for byte",
          "[layers][redirect]") {
    const std::string bytes = payload();
    const TemporaryFile file(bytes);
    ScriptedServer target(Script().answer(wire::ok("thanks")));
    ScriptedServer first(Script().answer(to("307 Temporary Redirect", target.url("/in"))));
    auto body = make_file_body(file.path());
    REQUIRE(body);
    const Outcome outcome = fetch(RequestSpec("POST", first.url()).sending(*body), following());
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.body == "thanks");
    REQUIRE(outcome.trace.round_trips.size() == 2);
    CHECK(outcome.trace.round_trips[0].redirect->body == "replayed");
    CHECK(outcome.trace.round_trips[1].method == "POST");
    static_cast<void>(first.finish());
    static_cast<void>(target.finish());
    CHECK(first.received(0).bodies == std::vector<std::string>{bytes});
    CHECK(target.received(0).bodies == std::vector<std::string>{bytes});
}

TEST_CASE("redirects: from a pipe it ends with 65, and the target saw nothing", "[layers][redirect]") {
    const Pipe pipe("only once");
    ScriptedServer target(std::vector<Script>{});
    ScriptedServer first(Script().answer(to("307 Temporary Redirect", target.url("/in"), "elsewhere")));
    const Outcome outcome =
        fetch(RequestSpec("POST", first.url()).sending(make_pipe_body(pipe.descriptor())), following());
    CHECK(outcome.verdict() == "redirect.body_not_rewindable 65 none");
    REQUIRE(outcome.trace.round_trips.size() == 1);
    CHECK(outcome.last().received->status == 307);
    CHECK(outcome.last().received->complete);
    CHECK(outcome.last().redirect->body == "refused");
    CHECK(outcome.last().redirect->location == target.url("/in"));
    CHECK(target.accepted() == 0);
    static_cast<void>(first.finish());
    CHECK(first.received(0).bodies == std::vector<std::string>{"only once"});
}

TEST_CASE("redirects: a body that is dropped need not be there twice", "[layers][redirect]") {
    const Pipe pipe("only once");
    ScriptedServer server(Script().answer(to("302 Found", "/next")).answer(wire::ok("page")));
    RequestSpec spec("POST", server.url());
    spec.with("Content-Type", "text/plain").sending(make_pipe_body(pipe.descriptor()));
    const Outcome outcome = fetch(spec, following());
    CHECK(outcome.body == "page");
    CHECK(outcome.last().sent->method == "GET");
    CHECK_FALSE(outcome.last().sent->header.has("Content-Type"));
    CHECK_FALSE(outcome.last().sent->header.has("Transfer-Encoding"));
}

TEST_CASE("redirects: the body of a redirect is read away and its connection serves on", "[layers][redirect]") {
    const std::string page(100'000, 'm');
    ScriptedServer server(Script()
                              .answer(to("301 Moved Permanently", "/a", page))
                              .answer(wire::response("302 Found", {"Location: /b", "Transfer-Encoding: chunked"},
                                                     wire::chunk(page) + "0\r\n\r\n"))
                              .answer(wire::ok("here")));
    Lab lab(following());
    const Outcome outcome = lab.fetch(server.url());
    CHECK(outcome.body == "here");
    CHECK(lab.pool_totals().dialed == 1);
    CHECK(count_round_trips(outcome.trace).redirects == 2);
    CHECK(outcome.last().url == server.url("/b"));
}

TEST_CASE("redirects: a body without end costs its connection alone", "[layers][redirect]") {
    const std::string head = wire::response("302 Found", {"Location: /b", "Transfer-Encoding: chunked"});
    ScriptedServer server({Script().expect_head().send(head).flood(wire::chunk("zzzzzzzzzzzzzzzz")).peer_may_leave(),
                           Script().answer(wire::ok("here"))});
    Lab lab(following());
    const Outcome outcome = lab.fetch(server.url());
    CHECK(outcome.body == "here");
    CHECK(lab.pool_totals().dialed == 2);
    CHECK(outcome.trace.round_trips[0].received->wire_bytes < 1'000'000);
}

TEST_CASE("redirects: a circle ends at the limit, over one connection", "[layers][redirect]") {
    Script script;
    for (int i = 0; i < 6; ++i) script.answer(to("302 Found", "/"));
    ScriptedServer server(script);
    RedirectPolicy policy;
    policy.max_redirects = 5;
    Lab lab(following(policy));
    const Outcome outcome = lab.fetch(server.url());
    CHECK(outcome.verdict() == "redirect.too_many 47 none");
    CHECK(outcome.trace.round_trips.size() == 6);
    CHECK(outcome.last().received->status == 302);
    CHECK(lab.pool_totals().dialed == 1);
    CHECK(server.finish().empty());
    CHECK(server.requests() == 6);
}

TEST_CASE("redirects: other schemes and broken Locations open nothing", "[layers][redirect]") {
    struct Row {
        const char* location;
        const char* verdict;
    };
    for (const Row& row : {Row{"file:///etc/passwd", "redirect.unsupported_scheme 1 none"},
                           Row{"gopher://127.0.0.1:1/x", "redirect.unsupported_scheme 1 none"},
                           Row{"http://127.0.0.1:70000/", "redirect.bad_location 3 none"},
                           Row{"http://[", "redirect.bad_location 3 none"}}) {
        INFO(row.location);
        ScriptedServer server(Script().answer(to("302 Found", row.location)));
        const Outcome outcome = fetch(server.url(), following());
        CHECK(outcome.verdict() == row.verdict);
        CHECK(outcome.trace.round_trips.size() == 1);
        CHECK(outcome.last().redirect->location == row.location);
    }
}

TEST_CASE("redirects: the total limit covers the chain", "[layers][redirect]") {
    const auto slow = make_gate();
    ScriptedServer server(Script().answer(to("302 Found", "/a")).expect_head().ignore_until(slow).peer_may_leave());
    RequestSpec spec(server.url());
    spec.timeouts.total = 150ms;
    const Outcome outcome = fetch(spec, following());
    slow->open();
    CHECK(outcome.verdict() == "response.timeout 28 wait");
    CHECK(outcome.error->timeout == TimeoutKind::total);
    CHECK(outcome.trace.done - outcome.trace.started < 2s);
    CHECK(outcome.trace.round_trips[0].redirect->followed);
}

}  // namespace rtrip::test
