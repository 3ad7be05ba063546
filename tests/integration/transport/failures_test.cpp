// SPDX-License-Identifier: MIT
// Every phase that can fail, and what is said of it: code, exit code, phase, and for a limit its size and its option.
#include "support/catch.hpp"
#include "support/dns/scripted_dns.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLimit{120};

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// The phase took the limit's time, and not much longer.
void check_took_limit(const Outcome& outcome, Phase phase) {
    REQUIRE(outcome.phase(phase));
    CHECK(*outcome.phase(phase) >= kLimit - milliseconds(2));
    CHECK(*outcome.phase(phase) < kLimit + milliseconds(1500));
}

struct Cut {
    const char* name;
    Script script;
    const char* verdict;
    const char* message;
};

void check_cuts(const std::vector<Cut>& cuts, const std::string& scheme) {
    for (const Cut& cut : cuts) {
        DYNAMIC_SECTION(cut.name) {
            ScriptedServer server(cut.script);
            const std::string url = scheme + "://127.0.0.1:" + std::to_string(server.port()) + "/";
            const Outcome outcome = fetch(RequestSpec(url));
            CHECK(outcome.verdict() == cut.verdict);
            REQUIRE(outcome.error);
            CAPTURE(outcome.error->message);
            CHECK(contains(outcome.error->message, cut.message));
            CHECK_FALSE(outcome.error->timeout);
            CHECK(outcome.last().error->code == outcome.error->code);
        }
    }
}

}  // namespace

TEST_CASE("failures: a name server that is silent", "[failures][dns]") {
    ScriptedDns dns;
    dns.otherwise(DnsReply::silence());
    LabOptions lab;
    lab.dns_servers = {dns.address()};
    RequestSpec spec("http://silent.example/");
    spec.timeouts.dns = kLimit;
    const Outcome outcome = fetch(spec, lab);
    CHECK(outcome.verdict() == "dns.timeout 28 dns");
    CAPTURE(outcome.error->message);
    CHECK(contains(outcome.error->message, "within 120 ms (--dns-timeout)"));
    CHECK(outcome.error->timeout == TimeoutKind::dns);
    check_took_limit(outcome, Phase::dns);
    CHECK(outcome.sequence() == "round_trip_start get_conn dns_start dns_done round_trip_done return");
}

TEST_CASE("failures: a name that does not exist", "[failures][dns]") {
    const ScriptedDns dns;
    LabOptions lab;
    lab.dns_servers = {dns.address()};
    const Outcome outcome = fetch(RequestSpec("http://nowhere.example/"), lab);
    CHECK(outcome.verdict() == "dns.nxdomain 6 dns");
    REQUIRE(outcome.last().dns);
    CHECK(outcome.last().dns->queries.size() == 2);
}

TEST_CASE("failures: a port where nobody listens", "[failures][connect]") {
    const Outcome outcome = fetch(RequestSpec("http://127.0.0.1:" + std::to_string(refused_port()) + "/"));
    CHECK(outcome.verdict() == "connect.refused 7 connect");
    CHECK(outcome.phase(Phase::connect));
    CHECK_FALSE(outcome.phase(Phase::dns));
    REQUIRE(outcome.last().attempts.size() == 1);
    CHECK(outcome.last().attempts[0].error_number == ECONNREFUSED);
    CHECK(outcome.sequence() == "round_trip_start get_conn dns_done connect_start connect_done round_trip_done return");
}

TEST_CASE("failures: a connect that nobody answers", "[failures][connect]") {
    const BlackHole hole;
    RequestSpec spec("http://127.0.0.1:" + std::to_string(hole.port()) + "/");
    SECTION("ends at the connect limit") {
        spec.timeouts.connect = kLimit;
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "connect.timeout 28 connect");
        CHECK(contains(outcome.error->message, "within 120 ms (--connect-timeout)"));
        CHECK(outcome.error->timeout == TimeoutKind::connect);
        check_took_limit(outcome, Phase::connect);
    }
    SECTION("ends at the total limit, and says so") {
        spec.timeouts.total = kLimit;
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "connect.timeout 28 connect");
        CHECK(contains(outcome.error->message, "within 120 ms (--max-time)"));
        CHECK(outcome.error->timeout == TimeoutKind::total);
    }
}

TEST_CASE("failures: a TLS handshake that stalls", "[failures][tls]") {
    ScriptedServer server(Script().swallow());
    RequestSpec spec("https://127.0.0.1:" + std::to_string(server.port()) + "/");
    SECTION("ends at the TLS limit") {
        spec.timeouts.tls = kLimit;
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "tls.timeout 28 tls");
        CAPTURE(outcome.error->message);
        CHECK(contains(outcome.error->message, "no ServerHello"));
        CHECK(contains(outcome.error->message, "within 120 ms (--tls-timeout)"));
        check_took_limit(outcome, Phase::tls);
    }
    SECTION("ends at the connect limit, which includes TLS as curl's does") {
        spec.timeouts.connect = kLimit;
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "tls.timeout 28 tls");
        CHECK(contains(outcome.error->message, "within 120 ms (--connect-timeout)"));
    }
}

TEST_CASE("failures: something else where a TLS handshake should be", "[failures][tls]") {
    check_cuts(
        {
            {"a plain HTTP server", Script().send(wire::response("400 Bad Request", {})).swallow(),
             "tls.not_tls 35 tls", ""},
            {"noise", Script().send(std::string(64, '\x5a')).swallow(), "tls.not_tls 35 tls", ""},
            {"an end at once", Script().half_close().swallow(), "tls.closed 35 tls", ""},
        },
        "https");
}

TEST_CASE("failures: a reset in the TLS handshake", "[failures][tls]") {
    const auto connected = make_gate();
    ScriptedServer server(Script().wait(connected).reset());
    RequestSpec spec("https://127.0.0.1:" + std::to_string(server.port()) + "/");
    spec.on("connect_done", [&] { connected->open(); });
    const Outcome outcome = fetch(spec);
    REQUIRE(outcome.error);
    CAPTURE(outcome.verdict(), outcome.error->message);
    CHECK(exit_code_of(outcome.error->code) == 35);
    CHECK(outcome.error->phase == Phase::tls);
    CHECK(outcome.phase(Phase::tls));
}

TEST_CASE("failures: the connection ends while the response is due", "[failures][wait]") {
    check_cuts(
        {
            {"closed without a word", Script().expect_head().close(), "response.empty 52 wait", "without sending"},
            {"reset without a word", Script().expect_head().reset(), "response.reset 56 wait", "0 bytes"},
            {"closed within the status line", Script().expect_head().send("HTTP/1.1 2").close(),
             "response.malformed 8 wait", ""},
            {"closed within the head", Script().expect_head().send("HTTP/1.1 200 OK\r\nServer: x").close(),
             "response.malformed 8 wait", ""},
            {"closed before the blank line", Script().expect_head().send("HTTP/1.1 200 OK\r\nServer: x\r\n").close(),
             "response.malformed 8 wait", ""},
            {"reset within the head", Script().expect_head().send("HTTP/1.1 200 OK\r\nServer: x").reset(),
             "response.reset 56 wait", ""},
            {"interim responses alone", Script().expect_head().send("HTTP/1.1 103 Early Hints\r\n\r\n").close(),
             "response.empty 52 wait", "interim"},
            {"another protocol", Script().expect_head().send("SSH-2.0-OpenSSH_9.2\r\n").close(),
             "response.malformed 8 wait", ""},
            {"a protocol switch nobody asked for",
             Script().expect_head().send(wire::response("101 Switching Protocols", {"Upgrade: ws"})).swallow(),
             "response.unexpected_protocol 8 wait", "101"},
        },
        "http");
}

TEST_CASE("failures: the connection ends within the body", "[failures][body]") {
    const std::string counted = wire::response("200 OK", {"Content-Length: 10"}, "half.");
    const std::string chunked = wire::response("200 OK", {"Transfer-Encoding: chunked"}, "5\r\nhalf.\r\n");
    const std::string unbounded = wire::response("200 OK", {"Connection: close"}, "half.");
    check_cuts(
        {
            {"closed, length known", Script().expect_head().send(counted).close(), "body.incomplete 18 body",
             "5 of 10"},
            {"closed, chunked", Script().expect_head().send(chunked).close(), "body.incomplete 18 body", ""},
            {"closed within a chunk size", Script().expect_head().send(chunked + "1").close(),
             "body.incomplete 18 body", ""},
            {"closed within the trailers", Script().expect_head().send(chunked + "0\r\nX: y").close(),
             "body.incomplete 18 body", ""},
            {"reset, length known", Script().expect_head().send(counted).reset(), "body.reset 56 body", "5 bytes"},
            {"reset, chunked", Script().expect_head().send(chunked).reset(), "body.reset 56 body", "5 bytes"},
            {"reset where the close is the end", Script().expect_head().send(unbounded).reset(), "body.reset 56 body",
             "5 bytes"},
            {"broken chunk framing", Script().expect_head().send(chunked + "zz\r\n").swallow(),
             "body.malformed 56 body", ""},
        },
        "http");
}

TEST_CASE("failures: what came of a cut body is kept and counted", "[failures][body]") {
    ScriptedServer server(
        Script().expect_head().send(wire::response("200 OK", {"Content-Length: 10"}, "half.")).close());
    const Outcome outcome = fetch(RequestSpec(server.url()));
    CHECK(outcome.body == "half.");
    CHECK(outcome.status == 200);
    REQUIRE(outcome.last().received);
    CHECK(outcome.last().received->wire_bytes == 5);
    CHECK_FALSE(outcome.last().received->complete);
    CHECK_FALSE(outcome.last().connection->returned);
}

TEST_CASE("failures: a response head that does not come in time", "[failures][wait]") {
    RequestSpec spec("");
    spec.timeouts.response = kLimit;
    SECTION("silence") {
        ScriptedServer server(Script().expect_head().swallow());
        spec.url = server.url();
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "response.timeout 28 wait");
        CHECK(contains(outcome.error->message, "no response within 120 ms (--response-timeout)"));
        CHECK(contains(outcome.error->message, "has acknowledged the request"));
        check_took_limit(outcome, Phase::wait);
    }
    SECTION("half a head") {
        ScriptedServer server(Script().expect_head().send("HTTP/1.1 200 OK\r\n").swallow());
        spec.url = server.url();
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "response.timeout 28 wait");
        CHECK(contains(outcome.error->message, "stopped after 17 bytes"));
        CHECK(contains(outcome.error->message, "within 120 ms (--response-timeout)"));
    }
    SECTION("dripping bytes do not renew the limit") {
        ScriptedServer server(Script().expect_head().send("HTTP/1.1 200 OK\r\nX: ").drip("y", milliseconds(5)));
        spec.url = server.url();
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "response.timeout 28 wait");
        check_took_limit(outcome, Phase::wait);
    }
    SECTION("dripping interim responses do not renew the limit") {
        ScriptedServer server(Script().expect_head().drip("HTTP/1.1 102 Processing\r\n\r\n", milliseconds(10)));
        spec.url = server.url();
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "response.timeout 28 wait");
        CHECK_FALSE(outcome.last().interim.empty());
        check_took_limit(outcome, Phase::wait);
    }
    SECTION("the total limit comes first and is named") {
        spec.timeouts.response = std::chrono::seconds(20);
        spec.timeouts.total = kLimit;
        ScriptedServer server(Script().expect_head().swallow());
        spec.url = server.url();
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "response.timeout 28 wait");
        CHECK(contains(outcome.error->message, "within 120 ms (--max-time)"));
    }
}

TEST_CASE("failures: a body that stops", "[failures][body]") {
    RequestSpec spec("");
    spec.timeouts.idle = kLimit;
    const std::string start = wire::response("200 OK", {"Content-Length: 1000"}, "begin");
    SECTION("silence") {
        ScriptedServer server(Script().expect_head().send(start).swallow());
        spec.url = server.url();
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "body.timeout 28 body");
        CHECK(contains(outcome.error->message, "5 of 1000 bytes"));
        CHECK(contains(outcome.error->message, "within 120 ms (--idle-timeout)"));
        CHECK(outcome.body == "begin");
        check_took_limit(outcome, Phase::body);
    }
    SECTION("dripping is not progress") {
        ScriptedServer server(Script().expect_head().send(start).drip("y", milliseconds(5)));
        spec.url = server.url();
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "body.timeout 28 body");
        check_took_limit(outcome, Phase::body);
    }
    SECTION("chunk framing without data is not progress") {
        ScriptedServer server(Script()
                                  .expect_head()
                                  .send(wire::response("200 OK", {"Transfer-Encoding: chunked"}, "5;"))
                                  .drip("e", milliseconds(5)));
        spec.url = server.url();
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "body.timeout 28 body");
    }
    SECTION("slow and steady is progress") {
        Script script;
        script.expect_head().send(wire::response("200 OK", {"Content-Length: 2000"}));
        script.send_slowly(std::string(200, 'x'), 10, milliseconds(25));
        ScriptedServer server(script);
        spec.url = server.url();
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "ok");
        CHECK(outcome.body_bytes == 2000);
    }
    SECTION("the total limit ends a body that makes progress") {
        spec.timeouts.total = kLimit;
        ScriptedServer server(Script()
                                  .expect_head()
                                  .send(wire::response("200 OK", {"Connection: close"}))
                                  .drip(std::string(1000, 'x'), milliseconds(5)));
        spec.url = server.url();
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "body.timeout 28 body");
        CHECK(contains(outcome.error->message, "--max-time"));
    }
}

TEST_CASE("failures: a limit holds although data never stops coming", "[failures][body]") {
    // The reader is slower than the server, so that there is always something to read and never a reason to wait.
    ScriptedServer server(
        Script().expect_head().send(wire::response("200 OK", {"Connection: close"})).flood(std::string(65536, 'x')));
    RequestSpec spec(server.url());
    spec.on("got_body_bytes", [] { std::this_thread::sleep_for(milliseconds(2)); });
    SECTION("the total limit") {
        spec.timeouts.total = milliseconds(200);
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "body.timeout 28 body");
        CHECK(outcome.last().done - outcome.last().started < std::chrono::seconds(2));
    }
    SECTION("a cancellation") {
        spec.stop_after = "got_body_bytes";
        spec.timeouts.total = std::chrono::seconds(5);
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "interrupted 130 body");
        CHECK(outcome.last().done - outcome.last().started < std::chrono::seconds(2));
    }
}

}  // namespace rtrip::test
