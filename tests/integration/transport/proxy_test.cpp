// SPDX-License-Identifier: MIT
// Requests through scripted proxies: what each side gets to see, what every refusal and cut comes to, and the pool.
#include "rtrip/body.hpp"
#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

using namespace std::string_literals;
using std::chrono::milliseconds;

const std::string kOpen = "HTTP/1.1 200 Connection established\r\n\r\n";

LabOptions through(const ScriptedServer& proxy, const std::string& scheme = "http") {
    LabOptions options;
    options.connect.proxy.url = scheme + "://127.0.0.1:" + std::to_string(proxy.port());
    return options;
}

LabOptions tunnelled(const ScriptedServer& proxy) {
    LabOptions options = through(proxy);
    options.connect.proxy.tunnel = true;
    return options;
}

bool has_line(const std::string& head, const std::string& line) {
    return head.find("\r\n" + line + "\r\n") != std::string::npos;
}

// A SOCKS5 proxy that lets anybody in and connects to everything.
Script socks5(std::size_t request_bytes) {
    return Script().expect_body(3).send("\x05\0"s).expect_body(request_bytes).send("\x05\0\0\x01\1\2\3\4\0\x50"s);
}

}  // namespace

TEST_CASE("proxy: a plain request is forwarded with the whole URL and the proxy's fields", "[proxy]") {
    ScriptedServer proxy(Script().answer(wire::ok("one")).answer(wire::ok("two")));
    LabOptions options = through(proxy);
    options.connect.proxy.url = "http://us%40er:p%20w@127.0.0.1:" + std::to_string(proxy.port());
    options.connect.proxy.header.add("X-Proxy", "yes");
    Lab lab(options);
    const Outcome first = lab.fetch(std::string("http://user:secret@origin.test/x?q#part"));
    CHECK(first.body == "one");
    CHECK_FALSE(first.phase(Phase::proxy));
    CHECK_FALSE(first.phase(Phase::dns));  // the name is the proxy's to look up
    const RoundTrip& rt = first.last();
    REQUIRE(rt.proxy);
    CHECK(rt.proxy->mode == "forward");
    CHECK(rt.proxy->source == "--proxy");
    CHECK(rt.proxy->authenticated);
    CHECK(rt.proxy->responses.empty());
    CHECK(rt.connection->proxy == "http://us%40er:***@127.0.0.1:" + std::to_string(proxy.port()));
    CHECK(rt.sent->target == "http://origin.test/x?q");
    // One connection serves every http host, and each request has its own proxy's field.
    const Outcome second = lab.fetch(std::string("http://other.test:8080/"));
    CHECK(second.body == "two");
    CHECK(second.last().connection->reused);
    CHECK(proxy.finish().empty());
    const auto heads = proxy.received(0).heads;
    REQUIRE(heads.size() == 2);
    CHECK(heads[0].starts_with("GET http://origin.test/x?q HTTP/1.1\r\nHost: origin.test\r\n"));
    CHECK(has_line(heads[0], "X-Proxy: yes"));
    CHECK(has_line(heads[0], "Proxy-Authorization: Basic dXNAZXI6cCB3"));
    CHECK(heads[1].starts_with("GET http://other.test:8080/ HTTP/1.1\r\nHost: other.test:8080\r\n"));
    CHECK(has_line(heads[1], "Proxy-Authorization: Basic dXNAZXI6cCB3"));
    // What a tunnel's proxy says is its failure, what a forwarding one says is the response.
    ScriptedServer strict(
        Script().answer("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 2\r\n\r\nno"));
    const Outcome refused = fetch(std::string("http://origin.test/"), through(strict));
    CHECK(refused.status == 407);
    CHECK(refused.body == "no");
}

TEST_CASE("proxy: a tunnel keeps what is the proxy's and what is the origin's apart", "[proxy]") {
    ScriptedServer proxy(Script().expect_head().send(kOpen).answer(wire::ok("one")).answer(wire::ok("two")));
    LabOptions options = tunnelled(proxy);
    options.connect.proxy.credentials = Credentials{"me", "geheim"};
    options.connect.proxy.header.add("X-Proxy", "yes");
    options.connect.proxy.user_agent = "agent/1";
    Lab lab(options);
    RequestSpec spec("http://origin.test/x");
    spec.with("Authorization", "Basic b3JpZ2lu").with("Cookie", "a=b").with("X-Origin", "yes");
    spec.with("Proxy-Authorization", "Basic bWluZQ==").with("Proxy-Connection", "keep-alive");
    const Outcome first = lab.fetch(spec);
    CHECK(first.body == "one");
    CHECK(first.phase(Phase::proxy).value() > Duration{});
    CHECK_FALSE(first.phase(Phase::tls));
    const RoundTrip& rt = first.last();
    REQUIRE(rt.proxy);
    CHECK(rt.proxy->mode == "connect");
    CHECK(rt.proxy->target == "origin.test:80");
    REQUIRE(rt.proxy->responses.size() == 1);
    CHECK(rt.proxy->responses[0].status == 200);
    CHECK(rt.proxy->responses[0].reason == "Connection established");
    CHECK(rt.proxy->started.value() <= rt.proxy->done.value());
    const Outcome second = lab.fetch(spec);
    CHECK(second.last().connection->reused);
    CHECK(second.last().connection->proxy == rt.proxy->url);
    CHECK(second.last().proxy->responses.empty());
    CHECK(proxy.finish().empty());
    const auto heads = proxy.received(0).heads;
    REQUIRE(heads.size() == 3);
    CHECK(heads[0] ==
          "CONNECT origin.test:80 HTTP/1.1\r\nHost: origin.test:80\r\nProxy-Authorization: Basic bWU6Z2VoZWlt\r\n"
          "User-Agent: agent/1\r\nX-Proxy: yes\r\n\r\n");
    CHECK(heads[1] ==
          "GET /x HTTP/1.1\r\nHost: origin.test\r\nAuthorization: Basic b3JpZ2lu\r\nCookie: a=b\r\nX-Origin: "
          "yes\r\n\r\n");
    CHECK(heads[2] == heads[1]);
    CHECK(proxy.received(0).bytes == first.sent_bytes + second.sent_bytes);
}

TEST_CASE("proxy: answers to CONNECT", "[proxy]") {
    struct Row {
        const char* name;
        std::string answer;
        const char* verdict;
        int status;
    };
    const std::vector<Row> rows = {
        {"403", "HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\nSet-Cookie: a=b\r\n\r\nnever", "proxy.refused 97 proxy",
         403},
        {"502", "HTTP/1.1 502 Bad Gateway\r\n\r\n", "proxy.refused 97 proxy", 502},
        {"502 without reason", "HTTP/1.1 502\r\n\r\n", "proxy.refused 97 proxy", 502},
        {"redirect", "HTTP/1.1 302 Found\r\nLocation: http://evil.test/\r\n\r\n", "proxy.refused 97 proxy", 302},
        {"407", "HTTP/1.1 407 Auth\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n", "proxy.auth 97 proxy", 407},
        {"100 and then 403", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 No\r\n\r\n", "proxy.refused 97 proxy", 403},
        {"bytes behind", kOpen + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", "proxy.malformed 97 proxy", 200},
        {"one byte behind", kOpen + "x", "proxy.malformed 97 proxy", 200},
        {"no HTTP", "SSH-2.0-OpenSSH\r\n", "proxy.malformed 97 proxy", 0},
        {"HTTP/2", "HTTP/2 200 OK\r\n\r\n", "proxy.malformed 97 proxy", 0},
        {"NUL in a field", "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n"s, "proxy.malformed 97 proxy", 0},
        {"no colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "proxy.malformed 97 proxy", 0},
        {"101", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "proxy.malformed 97 proxy", 0},
        {"head too large", "HTTP/1.1 200 OK\r\nA: " + std::string(5000, 'a'), "proxy.malformed 97 proxy", 0},
    };
    for (const Row& row : rows) {
        DYNAMIC_SECTION(row.name) {
            ScriptedServer proxy(Script().expect_head().send(row.answer).swallow().peer_may_leave());
            LabOptions options = tunnelled(proxy);
            options.max_header_bytes = 4000;
            Lab lab(options);
            const Outcome outcome = lab.fetch(std::string("http://origin.test/"));
            CHECK(outcome.verdict() == row.verdict);
            CHECK_FALSE(outcome.got_response);
            REQUIRE(outcome.last().proxy);
            const auto& responses = outcome.last().proxy->responses;
            CHECK((responses.empty() ? 0 : responses.back().status) == row.status);
            // None of it is the origin's answer, and nothing of the request has left.
            CHECK_FALSE(outcome.last().received);
            CHECK_FALSE(outcome.last().sent);
            CHECK_FALSE(outcome.last().connection);
            CHECK(lab.pool_totals().dialed == 0);
            proxy.finish();
            CHECK(proxy.received(0).heads.size() == 1);
        }
    }
}

TEST_CASE("proxy: any 2xx opens the tunnel, whatever its fields say", "[proxy]") {
    for (const std::string answer : {"HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 204 No\r\nContent-Length: 7\r\n\r\n",
                                     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
                                     "HTTP/1.1 299\n\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"}) {
        DYNAMIC_SECTION(answer) {
            ScriptedServer proxy(Script().expect_head().send(answer).answer(wire::ok("one")).answer(wire::ok("two")));
            Lab lab(tunnelled(proxy));
            CHECK(lab.fetch(std::string("http://origin.test/")).body == "one");
            CHECK(lab.fetch(std::string("http://origin.test/")).body == "two");
        }
    }
}

TEST_CASE("proxy: an answer to CONNECT in single bytes, and one that is cut anywhere", "[proxy]") {
    {
        ScriptedServer proxy(Script().expect_head().send_bytewise(kOpen).answer(wire::ok("one")));
        CHECK(fetch(std::string("http://origin.test/"), tunnelled(proxy)).body == "one");
    }
    for (std::size_t n = 0; n < kOpen.size(); n += 3) {
        DYNAMIC_SECTION("closed after " << n) {
            ScriptedServer proxy(Script().expect_head().send(kOpen.substr(0, n)).close());
            const Outcome outcome = fetch(std::string("http://origin.test/"), tunnelled(proxy));
            CHECK(outcome.verdict() == (n == 0 ? "proxy.closed 97 proxy" : "proxy.malformed 97 proxy"));
        }
    }
    ScriptedServer proxy(Script().expect_head().reset());
    CHECK(fetch(std::string("http://origin.test/"), tunnelled(proxy)).verdict() == "proxy.closed 97 proxy");
}

TEST_CASE("proxy: waits have an end and can be stopped", "[proxy]") {
    for (const std::string scheme : {"http", "socks4a", "socks5h"}) {
        DYNAMIC_SECTION(scheme) {
            ScriptedServer proxy({Script().swallow(), Script().swallow()});
            LabOptions options = through(proxy, scheme);
            options.connect.proxy.tunnel = true;
            Lab lab(options);
            RequestSpec spec(std::string("http://origin.test/"));
            spec.timeouts.connect = milliseconds(120);
            const Outcome slow = lab.fetch(spec);
            CHECK(slow.verdict() == "proxy.timeout 28 proxy");
            CHECK(slow.error->timeout == TimeoutKind::connect);
            CHECK(slow.phase(Phase::proxy).value() >= milliseconds(60));
            RequestSpec stopped(std::string("http://origin.test/"));
            stopped.stop_after = "proxy_start";
            CHECK(lab.fetch(stopped).verdict() == "interrupted 130 proxy");
        }
    }
}

TEST_CASE("proxy: that cannot be reached or found", "[proxy]") {
    LabOptions options;
    options.connect.proxy.url = "http://127.0.0.1:" + std::to_string(refused_port());
    const Outcome refused = fetch(std::string("http://origin.test/"), options);
    CHECK(refused.verdict() == "connect.refused 7 connect");
    CHECK(refused.error->message.starts_with("proxy 127.0.0.1"));
    options.connect.proxy.url = "http://proxy.onion:1";
    CHECK(fetch(std::string("http://origin.test/"), options).verdict() == "proxy.not_resolved 5 dns");
    options.connect.proxy.url = "http://bad host/";
    CHECK(fetch(std::string("http://origin.test/"), options).verdict() == "proxy.invalid 5 queue");
    options.connect.proxy.url = "ftp://host/";
    CHECK(fetch(std::string("http://origin.test/"), options).verdict() == "proxy.unsupported_scheme 7 queue");
}

TEST_CASE("proxy: SOCKS tunnels, by name and by address", "[proxy]") {
    struct Row {
        const char* scheme;
        std::string request;
        std::string reply;
    };
    const std::vector<Row> rows = {
        {"socks5h", "\x05\x01\0\x03\x0borigin.test\0\x50"s, "\x05\0\0\x03\x01x\0\x50"s},
        {"socks5", "\x05\x01\0\x01\xc0\0\x02\x07\0\x50"s, "\x05\0\0\x04"s + std::string(18, 'x')},
        {"socks4", "\x04\x01\0\x50\xc0\0\x02\x07me\0"s, "\0\x5a\0\0\0\0\0\0"s},
        {"socks4a", "\x04\x01\0\x50\0\0\0\x01me\0origin.test\0"s, "\0\x5a\0\0\0\0\0\0"s},
    };
    for (const Row& row : rows) {
        DYNAMIC_SECTION(row.scheme) {
            const bool v5 = std::string_view(row.scheme).starts_with("socks5");
            Script script;
            if (v5) script.expect_body(4).send("\x05\x02"s).expect_body(7).send("\x01\0"s);
            script.expect_body(row.request.size()).send_bytewise(row.reply).answer(wire::ok("one"));
            ScriptedServer proxy(script);
            LabOptions options = through(proxy, row.scheme);
            options.connect.proxy.credentials = Credentials{"me", "pw"};
            options.names = {{"origin.test", 80, {"192.0.2.7"}}};
            const Outcome outcome = fetch(std::string("http://origin.test/x"), options);
            CHECK(outcome.verdict() == "ok");
            CHECK(outcome.body == "one");
            const RoundTrip& rt = outcome.last();
            REQUIRE(rt.proxy);
            CHECK(rt.proxy->mode == "socks");
            CHECK(rt.proxy->authenticated);
            const bool here =
                !std::string_view(row.scheme).ends_with("h") && !std::string_view(row.scheme).ends_with("a");
            CHECK(rt.proxy->target == (here ? "192.0.2.7:80" : "origin.test:80"));
            CHECK(rt.proxy->dns.has_value() == here);
            CHECK(outcome.phase(Phase::dns).has_value() == here);
            REQUIRE(proxy.finish().empty());
            CHECK(proxy.received(0).preface == (v5 ? "\x05\x02\0\x02\x01\x02me\x02pw"s : ""s) + row.request);
            CHECK(proxy.received(0).heads == std::vector<std::string>{"GET /x HTTP/1.1\r\nHost: origin.test\r\n\r\n"});
        }
    }
}

TEST_CASE("proxy: SOCKS replies that refuse, and cuts", "[proxy]") {
    struct Row {
        const char* name;
        Script script;
        const char* verdict;
    };
    const std::vector<Row> rows = {
        {"refused", Script().expect_body(3).send("\x05\0"s).expect_body(18).send("\x05\x05\0\x01\0\0\0\0\0\0"s),
         "proxy.refused 97 proxy"},
        {"wants a password", Script().expect_body(3).send("\x05\xff"s), "proxy.auth 97 proxy"},
        {"is a web server", Script().expect_body(3).send("HTTP/1.1 400 Bad Request\r\n\r\n"),
         "proxy.malformed 97 proxy"},
        {"closed at once", Script().expect_body(3).close(), "proxy.closed 97 proxy"},
        {"reset", Script().expect_body(3).reset(), "proxy.closed 97 proxy"},
        {"closed in the reply", Script().expect_body(3).send("\x05\0"s).expect_body(18).send("\x05\0\0"s).close(),
         "proxy.closed 97 proxy"},
    };
    for (const Row& row : rows) {
        DYNAMIC_SECTION(row.name) {
            Script script = row.script;
            ScriptedServer proxy(script.swallow().peer_may_leave());
            const Outcome outcome = fetch(std::string("http://origin.test/"), through(proxy, "socks5h"));
            CHECK(outcome.verdict() == row.verdict);
            CHECK_FALSE(outcome.last().sent);
            proxy.finish();
        }
    }
}

TEST_CASE("proxy: bytes behind a SOCKS reply belong to the tunnel", "[proxy]") {
    // A server that speaks first is no answer to a request; what matters is that none of it is lost or taken twice.
    ScriptedServer proxy(socks5(18).answer(wire::ok("one")));
    CHECK(fetch(std::string("http://origin.test/"), through(proxy, "socks5h")).body == "one");
}

TEST_CASE("proxy: connections are shared only with the same proxy, credentials and way", "[proxy]") {
    const auto proxy_options = [](const ScriptedServer& proxy, const std::string& user) {
        auto connect = std::make_shared<ConnectOptions>();
        connect->proxy.url = "http://127.0.0.1:" + std::to_string(proxy.port());
        if (!user.empty()) connect->proxy.credentials = Credentials{user, "pw"};
        return connect;
    };
    ScriptedServer proxy({Script().answer(wire::ok("a")), Script().answer(wire::ok("b")),
                          Script().expect_head().send(kOpen).answer(wire::ok("c"))});
    ScriptedServer origin(Script().answer(wire::ok("direct")));
    Lab lab;
    RequestSpec spec(origin.url());
    spec.connect = proxy_options(proxy, "one");
    CHECK(lab.fetch(spec).body == "a");
    spec.connect = proxy_options(proxy, "two");
    const Outcome other = lab.fetch(spec);
    CHECK(other.body == "b");
    CHECK(other.last().connection->new_because == "proxy_auth_differs");
    auto tunnel = proxy_options(proxy, "two");
    tunnel->proxy.tunnel = true;
    spec.connect = tunnel;
    const Outcome through_tunnel = lab.fetch(spec);
    CHECK(through_tunnel.body == "c");
    CHECK(through_tunnel.last().connection->new_because == "different_proxy");
    spec.connect = nullptr;
    const Outcome direct = lab.fetch(spec);
    CHECK(direct.body == "direct");
    CHECK(direct.last().connection->new_because == "different_proxy");
    CHECK_FALSE(direct.last().proxy);
}

TEST_CASE("proxy: --connect-to makes a tunnel, and a proxy is no place for a request that goes around it", "[proxy]") {
    ScriptedServer proxy(Script().expect_head().send(kOpen).answer(wire::ok("one")));
    LabOptions options = through(proxy);
    options.connect.dial.connect_to = {{"origin.test", "", "elsewhere.test", "81"}};
    CHECK(fetch(std::string("http://origin.test/"), options).body == "one");
    CHECK(proxy.finish().empty());
    CHECK(proxy.received(0).heads[0].starts_with("CONNECT elsewhere.test:81 HTTP/1.1\r\n"));
    CHECK(has_line(proxy.received(0).heads[1], "Host: origin.test"));

    ScriptedServer origin(Script().answer(wire::ok("direct")));
    LabOptions around;
    around.connect.proxy.url = "http://user:pw@127.0.0.1:1";
    around.connect.proxy.no_proxy = "127.0.0.0/8";
    RequestSpec spec(origin.url());
    spec.with("Proxy-Authorization", "Basic bWluZQ==");
    const Outcome direct = fetch(spec, around);
    CHECK(direct.body == "direct");
    REQUIRE(direct.last().proxy);
    CHECK(direct.last().proxy->url.empty());
    CHECK(direct.last().proxy->because == "entry \"127.0.0.0/8\" of --noproxy matches");
    CHECK(origin.finish().empty());
    CHECK(origin.received(0).heads[0].find("Proxy-") == std::string::npos);
}

TEST_CASE("proxy: the PROXY line is the first thing that is sent, where it is due", "[proxy]") {
    {
        ScriptedServer origin(Script().answer(wire::ok("one")));
        LabOptions options;
        options.connect.dial.proxy_protocol = true;
        const Outcome outcome = fetch(origin.url(), options);
        CHECK(outcome.body == "one");
        origin.finish();
        const std::string head = origin.received(0).heads[0];
        const std::string& local = outcome.last().connection->local;
        const std::string ports = local.substr(local.rfind(':') + 1) + " " + std::to_string(origin.port());
        CHECK(head.starts_with("PROXY TCP4 127.0.0.1 127.0.0.1 " + ports + "\r\nGET / HTTP/1.1\r\n"));
    }
    ScriptedServer proxy(Script().expect_head().send(kOpen).answer(wire::ok("one")));
    LabOptions options = tunnelled(proxy);
    options.connect.dial.proxy_protocol = true;
    CHECK(fetch(std::string("http://origin.test/"), options).body == "one");
    proxy.finish();
    CHECK(proxy.received(0).heads[0].starts_with("CONNECT "));
    CHECK(proxy.received(0).heads[1].starts_with("PROXY TCP4 127.0.0.1 127.0.0.1 "));
}

TEST_CASE("proxy: TCP Fast Open changes nothing but the time of connecting", "[proxy]") {
    ScriptedServer origin(Script().answer(wire::ok("one")));
    LabOptions options;
    options.connect.dial.tcp_fastopen = true;
    CHECK(fetch(origin.url(), options).body == "one");
}

}  // namespace rtrip::test
