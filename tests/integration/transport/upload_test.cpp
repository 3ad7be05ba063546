// SPDX-License-Identifier: MIT
// Request bodies: from memory, files and pipes, refused early, held back, and gone while they are sent.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "rtrip/body.hpp"
#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/tls/test_ca.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

using std::chrono::milliseconds;

RequestSpec post(const ScriptedServer& server, std::string body) {
    RequestSpec spec("POST", server.url());
    spec.sending(make_memory_body(std::move(body)));
    return spec;
}

RequestSpec expecting(const ScriptedServer& server, std::string body) {
    RequestSpec spec = post(server, std::move(body));
    spec.with("Expect", "100-continue");
    return spec;
}

std::string reason_of(const Outcome& outcome) {
    return outcome.last().connection->not_returned_because;
}

/// Both ends of a pipe.
class Pipe {
public:
    Pipe() { REQUIRE(::pipe2(ends_.data(), O_CLOEXEC) == 0); }
    ~Pipe() {
        ::close(ends_[0]);
        close_writer();
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    [[nodiscard]] int reader() const { return ends_[0]; }
    void write(std::string_view bytes) {
        REQUIRE(::write(ends_[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    void close_writer() {
        if (ends_[1] >= 0) ::close(ends_[1]);
        ends_[1] = -1;
    }

private:
    std::array<int, 2> ends_{-1, -1};
};

}  // namespace

TEST_CASE("upload: bodies of every size from memory arrive whole", "[upload]") {
    const std::size_t size =
        GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{16384}, std::size_t{16385}, std::size_t{900000});
    std::string body(size, 'a');
    for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<char>('a' + i % 23);
    ScriptedServer server(Script().answer(wire::ok("fine")));
    const Outcome outcome = fetch(post(server, body));
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.last().sent->body_bytes == size);
    CHECK(outcome.last().connection->returned);
    CHECK(server.finish().empty());
    CHECK(server.received(0).bodies[0] == body);
    CHECK(outcome.sent_bytes == server.received(0).bytes);
    CHECK(server.received(0).heads[0].find("Content-Length: " + std::to_string(size)) != std::string::npos);
}

TEST_CASE("upload: a file is sent with its length", "[upload]") {
    const TestDirectory directory;
    const std::string path = directory.write("body", std::string(300000, 'f'));
    ScriptedServer server(Script().answer(wire::ok("one")).answer(wire::ok("two")));
    Lab lab;
    RequestSpec spec("PUT", server.url());
    auto file = make_file_body(path);
    REQUIRE(file);
    spec.sending(*file);
    CHECK(lab.fetch(spec).last().sent->body_kind == BodyKind::file);
    SECTION("as often as asked") {
        CHECK(lab.fetch(spec).body == "two");
    }
    SECTION("but not when it changed in between") {
        directory.write("body", std::string(300001, 'g'));
        const Outcome second = lab.fetch(spec);
        REQUIRE(second.error);
        CHECK(exit_code_of(second.error->code) == 26);
        CHECK(second.error->message.find("changed") != std::string::npos);
        // The request that could not be sent left no trace on the connection.
        CHECK(lab.fetch(server.url()).body == "two");
    }
}

TEST_CASE("upload: a file that shrinks while it is sent is an error, not a short body", "[upload]") {
    const TestDirectory directory;
    const std::string path = directory.write("body", std::string(8 << 20, 'f'));
    const auto truncated = make_gate();
    ScriptedServer server(Script().expect_head().wait(truncated).swallow());
    auto file = make_file_body(path);
    REQUIRE(file);
    RequestSpec spec("PUT", server.url());
    spec.sending(*file);
    // The head is out, the server does not read yet: most of the file is still to be read.
    spec.on("wrote_headers", [&] {
        REQUIRE(::truncate(path.c_str(), 100000) == 0);
        truncated->open();
    });
    const Outcome outcome = fetch(spec);
    CHECK(outcome.verdict() == "upload.length_mismatch 26 send");
    CHECK(outcome.error->message.find("8388608 bytes announced") != std::string::npos);
}

TEST_CASE("upload: a pipe is sent in chunks as it comes", "[upload]") {
    Pipe pipe;
    ScriptedServer server(Script().answer(wire::ok("fine")));
    RequestSpec spec("POST", server.url());
    spec.sending(make_pipe_body(pipe.reader()));
    pipe.write("first ");
    // The rest comes when the head is out, so the request must not have waited for it.
    spec.on("wrote_headers", [&] {
        pipe.write("second");
        pipe.close_writer();
    });
    const Outcome outcome = fetch(spec);
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.last().sent->body_kind == BodyKind::pipe);
    CHECK_FALSE(outcome.last().sent->rewindable);
    CHECK(outcome.last().sent->body_bytes == 12);
    CHECK(server.finish().empty());
    CHECK(server.received(0).bodies[0] == "first second");
    CHECK(server.received(0).heads[0].find("Transfer-Encoding: chunked") != std::string::npos);
}

TEST_CASE("upload: a source that gives nothing runs into the idle limit, and is named", "[upload]") {
    Pipe pipe;
    pipe.write("begin");
    ScriptedServer server(Script().expect_head().swallow());
    RequestSpec spec("POST", server.url());
    spec.sending(make_pipe_body(pipe.reader()));
    spec.timeouts.idle = milliseconds(120);
    const Outcome outcome = fetch(spec);
    CHECK(outcome.verdict() == "send.timeout 28 send");
    CAPTURE(outcome.error->message);
    CHECK(outcome.error->message.find("within 120 ms (--idle-timeout)") != std::string::npos);
    CHECK(outcome.error->message.find("the server took only") == std::string::npos);
}

TEST_CASE("upload: a response may come before the pipe's end", "[upload]") {
    Pipe pipe;
    pipe.write("begin");
    ScriptedServer server(
        Script().expect_head().send(wire::response("403 Forbidden", {"Content-Length: 2"}, "no")).swallow());
    RequestSpec spec("POST", server.url());
    spec.sending(make_pipe_body(pipe.reader()));
    const Outcome outcome = fetch(spec);
    CHECK(outcome.status == 403);
    CHECK(outcome.body == "no");
    CHECK(reason_of(outcome) == "request_not_fully_sent");
}

TEST_CASE("upload: a server that stops reading runs into the idle limit", "[upload]") {
    const auto over = make_gate();
    ScriptedServer server(Script().expect_head().ignore_until(over).swallow());
    RequestSpec spec = post(server, std::string(std::size_t{20} << 20, 'x'));
    spec.timeouts.idle = milliseconds(150);
    spec.on("round_trip_done", [&] { over->open(); });
    const Outcome outcome = fetch(spec);
    CHECK(outcome.verdict() == "send.timeout 28 send");
    CHECK(outcome.error->message.find("the server took only") != std::string::npos);
    CHECK(outcome.error->message.find("within 150 ms (--idle-timeout)") != std::string::npos);
    CHECK(outcome.last().sent);
}

TEST_CASE("upload: an early refusal of 20 MB is delivered", "[upload]") {
    const auto over = make_gate();
    const std::string refusal = wire::response("413 Content Too Large", {"Content-Length: 3"}, "big");
    Script script;
    script.expect_head().send(refusal);
    SECTION("by a server that reads no more") {
        script.ignore_until(over).swallow();
    }
    SECTION("by a server that then closes, which resets the connection") {
        script.close().signal(over);
    }
    SECTION("by a server that says so and half-closes") {
        script.half_close().ignore_until(over).swallow();
    }
    ScriptedServer server(script);
    RequestSpec spec = post(server, std::string(std::size_t{20} << 20, 'x'));
    spec.on("round_trip_done", [&] { over->open(); });
    const Outcome outcome = fetch(spec);
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.status == 413);
    CHECK(outcome.body == "big");
    CHECK_FALSE(outcome.last().connection->returned);
    CHECK(reason_of(outcome) == "request_not_fully_sent");
    CHECK(outcome.last().sent->body_bytes < std::uint64_t{20} << 20);
}

TEST_CASE("upload: a server that dies without an answer", "[upload]") {
    ScriptedServer server(Script().expect_head().reset());
    const Outcome outcome = fetch(post(server, std::string(std::size_t{20} << 20, 'x')));
    REQUIRE(outcome.error);
    CAPTURE(outcome.error->message);
    // Whichever of write and read meets the reset first.
    const bool sending = outcome.verdict() == "send.failed 55 send";
    const bool waiting = outcome.verdict() == "response.reset 56 wait" || outcome.verdict() == "response.reset 56 send";
    CHECK((sending || waiting));
}

TEST_CASE("upload: an echo of 8 MB flows both ways at once", "[upload]") {
    constexpr std::size_t kSize = std::size_t{8} << 20;
    ScriptedServer server(Script()
                              .expect_head()
                              .send(wire::response("200 OK", {"Content-Length: " + std::to_string(kSize)}))
                              .echo(kSize));
    RequestSpec spec = post(server, std::string(kSize, 'e'));
    spec.timeouts.total = std::chrono::seconds(20);
    const Outcome outcome = fetch(spec);
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.body_bytes == kSize);
    CHECK(outcome.last().sent->body_bytes == kSize);
    CHECK(outcome.last().connection->returned);
}

TEST_CASE("upload: Expect holds the body back until the server asks for it", "[upload][expect]") {
    const auto seen = make_gate();
    ScriptedServer server(Script()
                              .expect_head()
                              .signal(seen)
                              .send("HTTP/1.1 100 Continue\r\n\r\n")
                              .expect_body(5)
                              .send(wire::ok("thanks")));
    RequestSpec spec = expecting(server, "hello");
    spec.timeouts.expect_continue = std::chrono::seconds(30);
    const Outcome outcome = fetch(spec);
    CHECK(outcome.body == "thanks");
    CHECK(outcome.last().sent->expect_continue);
    CHECK(outcome.last().interim.size() == 1);
    CHECK(outcome.last().connection->returned);
    CHECK(outcome.sequence() ==
          "round_trip_start get_conn dns_done connect_start connect_done got_conn wrote_header_field wrote_headers "
          "wait_100_continue got_first_response_byte got_100_continue got_1xx_response wrote_request "
          "got_final_response_byte got_response_headers return got_body_bytes body_done put_idle_conn round_trip_done "
          "body_end");
}

TEST_CASE("upload: a final answer in place of 100 means the body is not sent", "[upload][expect]") {
    const auto status = GENERATE("417 Expectation Failed", "413 Content Too Large", "200 OK", "401 Unauthorized");
    ScriptedServer server(Script().expect_head().send(wire::response(status, {"Content-Length: 2"}, "no")));
    RequestSpec spec = expecting(server, "hello");
    spec.timeouts.expect_continue = std::chrono::seconds(30);
    const Outcome outcome = fetch(spec);
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.body == "no");
    CHECK(outcome.last().sent->body_bytes == 0);
    CHECK(reason_of(outcome) == "request_not_fully_sent");
    // The script fails when a byte of the body comes.
}

TEST_CASE("upload: silence on Expect ends at its limit", "[upload][expect]") {
    ScriptedServer server(Script().answer(wire::ok("late")));
    RequestSpec spec = expecting(server, "hello");
    spec.timeouts.expect_continue = milliseconds(100);
    SECTION("with room in the other limits") {}
    SECTION("also when the idle limit is shorter") {
        spec.timeouts.idle = milliseconds(50);
    }
    const Outcome outcome = fetch(spec);
    CHECK(outcome.verdict() == "ok");
    CHECK(outcome.body == "late");
    CHECK(outcome.phase(Phase::send).value() >= milliseconds(95));
    CHECK(outcome.count("got_100_continue") == 0);
}

TEST_CASE("upload: a pipe held back longer than the idle limit still has its time", "[upload][expect]") {
    Pipe pipe;
    ScriptedServer server(Script().answer(wire::ok("late")));
    RequestSpec spec("POST", server.url());
    spec.with("Expect", "100-continue").sending(make_pipe_body(pipe.reader()));
    spec.timeouts.expect_continue = milliseconds(150);
    spec.timeouts.idle = milliseconds(100);
    std::jthread writer([&] {
        std::this_thread::sleep_for(milliseconds(200));
        pipe.write("hello");
        pipe.close_writer();
    });
    CHECK(fetch(spec).verdict() == "ok");
}

TEST_CASE("upload: a 100 that comes too late is no trouble", "[upload][expect]") {
    ScriptedServer server(
        Script().expect_request().send("HTTP/1.1 100 Continue\r\n\r\n" + wire::ok("late")).answer(wire::ok("next")));
    Lab lab;
    RequestSpec spec = expecting(server, "hello");
    spec.timeouts.expect_continue = milliseconds(30);
    CHECK(lab.fetch(spec).body == "late");
    CHECK(lab.fetch(server.url()).body == "next");
}

}  // namespace rtrip::test
