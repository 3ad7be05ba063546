// SPDX-License-Identifier: MIT
// TLS under the Transport: refusals with their facts and times, sessions, and what the end of a TLS connection means.
#include "integration/transport/tls_bed.hpp"
#include "rtrip/body.hpp"
#include "support/catch.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

using std::chrono::milliseconds;

// What a client that refuses the certificate leaves behind.
Script refused() {
    return Script().swallow().peer_may_leave();
}

}  // namespace

TEST_CASE("tls: a good connection is described and timed", "[tls]") {
    const TlsBed bed;
    ScriptedServer server(Script().answer(wire::ok("hello")).answer(wire::ok("again")), bed.server());
    Lab lab(bed.lab());
    const Outcome first = lab.fetch(server.url());
    CHECK(first.body == "hello");
    const RoundTrip& rt = first.last();
    REQUIRE(rt.tls);
    CHECK(rt.tls->verified);
    CHECK(rt.tls->version == "TLSv1.3");
    CHECK(rt.tls->alpn == "http/1.1");
    CHECK(rt.tls->chain.size() == 2);
    CHECK(rt.tls->messages.size() >= 6);
    CHECK(first.phase(Phase::connect).value() > Duration{});
    CHECK(first.phase(Phase::tls).value() > Duration{});
    CHECK_FALSE(first.phase(Phase::dns));
    for (const HandshakeMessage& message : rt.tls->messages) {
        CHECK(message.at >= rt.tls->started);
        CHECK(message.at <= rt.tls->done);
    }
    const Outcome second = lab.fetch(server.url());
    CHECK(second.last().connection->reused);
    REQUIRE(second.last().tls);
    CHECK(second.last().tls->chain.size() == 2);
    CHECK(second.last().tls->messages.empty());
    CHECK(server.finish().empty());
    CHECK(server.received(0).bytes == first.sent_bytes + second.sent_bytes);
}

TEST_CASE("tls: what was prepared while connecting serves the address that won", "[tls][dial]") {
    const TlsBed bed;
    ScriptedServer server(Script().answer(wire::ok("hello")), bed.server());
    const BlackHole hole("127.0.0.2", server.port());
    LabOptions options = bed.lab();
    options.connect.dial.attempt_delay = milliseconds(50);
    LabName name;
    name.host = "test.example";
    name.port = server.port();
    name.addresses = {"127.0.0.2", "127.0.0.1"};
    options.names.push_back(name);
    const Outcome outcome = fetch("https://test.example:" + std::to_string(server.port()) + "/", options);
    CHECK(outcome.body == "hello");
    REQUIRE(outcome.last().tls);
    const TlsInfo& tls = *outcome.last().tls;
    CHECK(tls.verified);
    // Sent when there was a connection, whenever it was made.
    REQUIRE_FALSE(tls.messages.empty());
    CHECK(tls.messages.front().name == "ClientHello");
    CHECK(tls.messages.front().at >= tls.started);
    CHECK(tls.started >= *outcome.last().attempts.back().done);
}

TEST_CASE("tls: certificates that are refused, with chain and times", "[tls]") {
    const TlsBed bed;
    CertificateSpec expired = server_spec({"IP:127.0.0.1"});
    expired.valid_until = std::chrono::seconds(-60);
    CertificateSpec early = server_spec({"IP:127.0.0.1"});
    early.valid_from = std::chrono::hours(1);
    const Identity old_leaf = issue(bed.ca.intermediate(), expired);
    const Identity early_leaf = issue(bed.ca.intermediate(), early);
    const Identity other_name = bed.ca.server({"DNS:other.example"});
    const Identity self_signed = make_self_signed(server_spec({"IP:127.0.0.1"}));
    struct Row {
        const char* name;
        ServerOptions server;
        const char* verdict;
        std::size_t chain;
    };
    const std::vector<Row> rows = {
        {"expired", TlsBed::serving(bed.ca.chain_pem(old_leaf), old_leaf), "tls.expired 60 tls", 2},
        {"not yet valid", TlsBed::serving(bed.ca.chain_pem(early_leaf), early_leaf), "tls.not_yet_valid 60 tls", 2},
        {"wrong name", TlsBed::serving(bed.ca.chain_pem(other_name), other_name), "tls.hostname 60 tls", 2},
        {"self-signed", TlsBed::serving(self_signed.certificate_pem, self_signed), "tls.untrusted 60 tls", 1},
        {"intermediate missing", TlsBed::serving(bed.leaf.certificate_pem, bed.leaf), "tls.untrusted 60 tls", 1},
    };
    for (const Row& row : rows) {
        DYNAMIC_SECTION(row.name) {
            ScriptedServer server(refused(), row.server);
            const Outcome outcome = fetch(server.url(), bed.lab());
            CHECK(outcome.verdict() == row.verdict);
            REQUIRE(outcome.last().tls);
            CHECK(outcome.last().tls->chain.size() == row.chain);
            CHECK_FALSE(outcome.last().tls->problems.empty());
            CHECK_FALSE(outcome.last().tls->verified);
            CHECK(outcome.phase(Phase::connect).value() > Duration{});
            CHECK(outcome.phase(Phase::tls).value() > Duration{});
            CHECK(outcome.count("got_conn") == 0);
            CHECK(server.finish().empty());
            // Not one byte of the request went out.
            CHECK(server.received(0).bytes == 0);
        }
    }
}

TEST_CASE("tls: without verification the same certificate serves, its faults noted", "[tls]") {
    const TlsBed bed;
    const Identity self_signed = make_self_signed(server_spec({"DNS:other.example"}));
    ScriptedServer server(Script().answer(wire::ok("hello")),
                          TlsBed::serving(self_signed.certificate_pem, self_signed));
    LabOptions options = bed.lab();
    options.connect.tls.verify = false;
    const Outcome outcome = fetch(server.url(), options);
    CHECK(outcome.body == "hello");
    CHECK_FALSE(outcome.last().tls->verified);
    CHECK(outcome.last().tls->problems.size() >= 2);
}

TEST_CASE("tls: a second connection resumes the session of the first", "[tls]") {
    const TlsBed bed;
    ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))}, bed.server());
    Lab lab(bed.lab());
    CHECK_FALSE(lab.fetch(server.url()).last().tls->resumed);
    RequestSpec fresh(server.url());
    fresh.fresh_connection = true;
    const Outcome second = lab.fetch(fresh);
    CHECK(second.last().tls->resumed);
    CHECK(second.last().tls->verified);
    CHECK(second.last().tls->chain.size() == 2);
    lab.close_idle();
    CHECK(server.finish().empty());
    CHECK(server.received(1).resumed);
}

TEST_CASE("tls: other TLS settings share neither connection nor session", "[tls][pool]") {
    const TlsBed bed;
    struct Row {
        const char* name;
        TlsOptions tls;
        const char* field;
    };
    std::vector<Row> rows(4);
    for (Row& row : rows) row.tls.ca_file = bed.ca_file;
    rows[0].name = "no verification";
    rows[0].tls.verify = false;
    rows[0].field = "verify";
    rows[1].name = "a pin";
    rows[1].tls.pinned_pubkey = public_key_pin(bed.leaf);
    rows[1].field = "pinned_pubkey";
    rows[2].name = "no ALPN";
    rows[2].tls.alpn.clear();
    rows[2].field = "alpn";
    rows[3].name = "another CA file";
    rows[3].tls.ca_file = bed.directory.write("copy.pem", bed.ca.ca_pem());
    rows[3].field = "ca_file";
    for (const Row& row : rows) {
        DYNAMIC_SECTION(row.name) {
            ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))}, bed.server());
            Lab lab(bed.lab());
            lab.fetch(server.url());
            RequestSpec spec(server.url());
            ConnectOptions other;
            other.tls = row.tls;
            spec.connect = std::make_shared<const ConnectOptions>(other);
            const Outcome second = lab.fetch(spec);
            CHECK(second.body == "b");
            CHECK(second.last().connection->new_because == "tls_config_differs");
            REQUIRE(second.last().connection->candidates.size() == 1);
            CHECK(second.last().connection->candidates[0].field == row.field);
            CHECK_FALSE(second.last().tls->resumed);
            lab.close_idle();
            CHECK(server.finish().empty());
            CHECK_FALSE(server.received(1).resumed);
        }
    }
}

TEST_CASE("tls: a session of an unverified handshake does not get past verification", "[tls][pool]") {
    const TlsBed bed;
    const Identity bad = make_self_signed(server_spec({"IP:127.0.0.1"}));
    ScriptedServer server({Script().answer(wire::ok("a")), refused()}, TlsBed::serving(bad.certificate_pem, bad));
    Lab lab(bed.lab());
    RequestSpec insecure(server.url());
    ConnectOptions options = bed.trusting();
    options.tls.verify = false;
    insecure.connect = std::make_shared<const ConnectOptions>(options);
    CHECK(lab.fetch(insecure).body == "a");
    CHECK(lab.fetch(server.url()).verdict() == "tls.untrusted 60 tls");
    lab.close_idle();
    server.finish();
    CHECK(server.requests() == 1);
}

TEST_CASE("tls: settings that cannot be used fail before anything is dialed", "[tls]") {
    LabOptions options;
    options.connect.tls.ca_file = "/nonexistent/ca.pem";
    const Outcome outcome = fetch("https://127.0.0.1:" + std::to_string(refused_port()) + "/", options);
    REQUIRE(outcome.error);
    CHECK(exit_code_of(outcome.error->code) == 77);
}

TEST_CASE("tls: the end of the connection without close_notify", "[tls]") {
    const TlsBed bed;
    SECTION("cuts a body that ends with the connection") {
        ScriptedServer server(Script().expect_request().send("HTTP/1.1 200 OK\r\n\r\npart").cut(), bed.server());
        const Outcome outcome = fetch(server.url(), bed.lab());
        CHECK(outcome.verdict() == "body.incomplete 18 body");
        CHECK(outcome.error->message.find("close_notify") != std::string::npos);
        CHECK(outcome.body == "part");
    }
    SECTION("with it such a body is complete") {
        ScriptedServer server(Script().expect_request().send("HTTP/1.1 200 OK\r\n\r\nall").close(), bed.server());
        const Outcome outcome = fetch(server.url(), bed.lab());
        CHECK(outcome.verdict() == "ok");
        CHECK(outcome.body == "all");
    }
    SECTION("is nothing to a body of known length that is there") {
        ScriptedServer server(Script().answer(wire::ok("all")).cut(), bed.server());
        const Outcome outcome = fetch(server.url(), bed.lab());
        CHECK(outcome.verdict() == "ok");
        CHECK(outcome.body == "all");
    }
    SECTION("cuts a body of known length that is not") {
        ScriptedServer server(
            Script().expect_request().send(wire::response("200 OK", {"Content-Length: 9"}, "part")).cut(),
            bed.server());
        CHECK(fetch(server.url(), bed.lab()).verdict() == "body.incomplete 18 body");
    }
    SECTION("in place of a response is an empty one") {
        ScriptedServer server(Script().expect_request().cut(), bed.server());
        CHECK(fetch(server.url(), bed.lab()).verdict() == "response.empty 52 wait");
    }
    SECTION("a reset is a reset") {
        ScriptedServer server(Script().expect_request().reset(), bed.server());
        CHECK(fetch(server.url(), bed.lab()).verdict() == "response.reset 56 wait");
    }
}

TEST_CASE("tls: idle connections that ended or spoke are not used", "[tls][pool]") {
    const TlsBed bed;
    const auto done = make_gate();
    Script first;
    first.answer(wire::ok("a"));
    const char* reason = "closed_by_peer";
    SECTION("close_notify") {
        first.close().signal(done);
    }
    SECTION("cut") {
        first.cut().signal(done);
    }
    SECTION("a response nobody asked for") {
        const auto asked = make_gate();
        first.send(wire::ok("evil")).signal(done);
        reason = nullptr;  // which of two rules sees it first depends on how the records were read
    }
    ScriptedServer server({first, Script().answer(wire::ok("b"))}, bed.server());
    Lab lab(bed.lab());
    const Outcome one = lab.fetch(server.url());
    REQUIRE(done->wait());
    const Outcome second = lab.fetch(server.url());
    CHECK(second.body == "b");
    CHECK_FALSE(second.last().connection->reused);
    if (reason != nullptr && one.last().connection->returned) CHECK(second.last().connection->new_because == reason);
}

TEST_CASE("tls: surplus that was decrypted but not read does not answer the next request", "[tls][pool]") {
    const TlsBed bed;
    // The response fills the reader's buffer exactly, so what lies behind it in the same record stays in the TLS layer.
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: ";
    for (const std::size_t fill : {std::size_t{16384}}) {
        const std::size_t body = fill - head.size() - 4 - 5;
        const std::string response = head + std::to_string(body) + "\r\n\r\n" + std::string(body, 'x');
        REQUIRE(response.size() == fill);
        // Another server of the same name takes the place of an attacker: both records arrive in one segment.
        ScriptedServer server({Script().expect_request().send(response + wire::ok("evil")).peer_may_leave(),
                               Script().answer(wire::ok("good"))},
                              bed.server());
        Lab lab(bed.lab());
        lab.fetch(server.url());
        const Outcome second = lab.fetch(server.url());
        CHECK(second.body == "good");
        CHECK_FALSE(second.last().connection->reused);
    }
}

TEST_CASE("tls: large bodies both ways", "[tls]") {
    const TlsBed bed;
    constexpr std::size_t kSize = std::size_t{8} << 20;
    SECTION("down") {
        ScriptedServer server(Script()
                                  .expect_request()
                                  .send(wire::response("200 OK", {"Content-Length: " + std::to_string(kSize)}))
                                  .send_bulk(kSize),
                              bed.server());
        CHECK(fetch(server.url(), bed.lab()).body_bytes == kSize);
    }
    SECTION("up") {
        ScriptedServer server(Script().answer(wire::ok("fine")), bed.server());
        RequestSpec spec("PUT", server.url());
        spec.sending(make_memory_body(std::string(kSize, 'u')));
        const Outcome outcome = fetch(spec, bed.lab());
        CHECK(outcome.verdict() == "ok");
        CHECK(outcome.last().sent->body_bytes == kSize);
        CHECK(outcome.last().connection->returned);
    }
    SECTION("refused while going up") {
        const auto over = make_gate();
        ScriptedServer server(Script()
                                  .expect_head()
                                  .send(wire::response("413 Content Too Large", {"Content-Length: 2"}, "no"))
                                  .ignore_until(over)
                                  .swallow(),
                              bed.server());
        RequestSpec spec("PUT", server.url());
        spec.sending(make_memory_body(std::string(kSize, 'u')));
        spec.on("round_trip_done", [&] { over->open(); });
        const Outcome outcome = fetch(spec, bed.lab());
        CHECK(outcome.status == 413);
        CHECK(outcome.last().connection->not_returned_because == "request_not_fully_sent");
    }
}

TEST_CASE("tls: TLS 1.2 and a demanded client certificate", "[tls]") {
    const TlsBed bed;
    TlsServerOptions tls;
    tls.chain_pem = bed.ca.chain_pem(bed.leaf);
    tls.key_pem = bed.leaf.key_pem;
    SECTION("TLS 1.2") {
        tls.tls12_only = true;
        ServerOptions options;
        options.tls = std::make_shared<const TlsServerContext>(tls);
        ScriptedServer server(Script().answer(wire::ok("old")), options);
        CHECK(fetch(server.url(), bed.lab()).last().tls->version == "TLSv1.2");
    }
    SECTION("no client certificate where one is demanded") {
        tls.client_ca_pem = bed.ca.ca_pem();
        ServerOptions options;
        options.tls = std::make_shared<const TlsServerContext>(tls);
        ScriptedServer server(refused(), options);
        const Outcome outcome = fetch(server.url(), bed.lab());
        REQUIRE(outcome.error);
        CAPTURE(outcome.verdict(), outcome.error->message);
        // Under TLS 1.3 the refusal comes when the client thinks that the handshake is over.
        CHECK(exit_code_of(outcome.error->code) == 35);
    }
}

}  // namespace rtrip::test
