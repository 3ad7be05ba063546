// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "codec/tls/engine.hpp"
#include "support/catch.hpp"
#include "support/tls/test_ca.hpp"
#include "unit/tls/fixture.hpp"
#include "unit/tls/server_side.hpp"

namespace rtrip {
namespace {

using test::Fixture;
using tls::Engine;
using Progress = tls::Engine::Progress;

std::vector<std::string> message_names(const TlsInfo& info) {
    std::vector<std::string> names;
    for (const HandshakeMessage& m : info.messages) names.push_back((m.sent ? ">" : "<") + m.name);
    return names;
}

// What the engine makes of `bytes` in place of a server's answer, and of the connection's end behind them.
Error answer_with(Fixture& fixture, std::string_view bytes) {
    Engine engine = fixture.engine();
    Result<Progress> progress = engine.handshake(TimePoint{}, test::wall_now());
    REQUIRE(progress);
    engine.set_input(bytes);
    progress = engine.handshake(TimePoint{}, test::wall_now());
    return progress ? engine.end_of_input() : progress.error();
}

}  // namespace

TEST_CASE("tls: a TLS 1.3 handshake is described", "[tls]") {
    Fixture fixture;
    Engine engine = fixture.engine();
    test::ServerSide server(fixture.server);
    REQUIRE(test::shake(engine, server));
    const TlsInfo& info = engine.info();
    CHECK(info.version == "TLSv1.3");
    CHECK(info.cipher == "TLS_AES_256_GCM_SHA384");
    CHECK_FALSE(info.group.empty());
    CHECK(info.sni == "test.example");
    CHECK(info.alpn_offered == std::vector<std::string>{"h2", "http/1.1"});
    CHECK_FALSE(info.resumed);
    CHECK_FALSE(info.ocsp.has_value());
    CHECK(info.bytes_in > 500);
    CHECK(info.bytes_out > 200);
    CHECK(message_names(info) == std::vector<std::string>{">ClientHello", "<ServerHello", "<EncryptedExtensions",
                                                          "<Certificate", "<CertificateVerify", "<Finished",
                                                          ">Finished"});
    CHECK(info.messages.front().at == TimePoint{});
    CHECK(info.messages.back().at == TimePoint{} + std::chrono::milliseconds(1));
    CHECK(std::all_of(info.messages.begin(), info.messages.end(), [](const auto& m) { return m.bytes > 4; }));
}

TEST_CASE("tls: a ClientHello made ahead is stamped when it is sent", "[tls]") {
    Fixture fixture;
    Engine engine = fixture.engine();
    const TimePoint early = TimePoint{} - std::chrono::seconds(3);
    engine.prepare(early, WallTime{std::chrono::seconds(1)});
    REQUIRE(engine.output().size() > 100);
    CHECK(engine.info().messages.size() == 1);
    test::ServerSide server(fixture.server);
    REQUIRE(test::shake(engine, server));
    CHECK(message_names(engine.info()) == std::vector<std::string>{">ClientHello", "<ServerHello",
                                                                   "<EncryptedExtensions", "<Certificate",
                                                                   "<CertificateVerify", "<Finished", ">Finished"});
    CHECK(engine.info().messages.front().at == TimePoint{});
    CHECK(engine.info().verified);
}

TEST_CASE("tls: a TLS 1.2 handshake is described", "[tls]") {
    Fixture fixture;
    fixture.options.max_version = TlsVersion::tls1_2;
    Engine engine = fixture.engine();
    test::ServerSide server(fixture.server);
    REQUIRE(test::shake(engine, server));
    const TlsInfo& info = engine.info();
    CHECK(info.version == "TLSv1.2");
    CHECK(info.cipher == "ECDHE-ECDSA-AES256-GCM-SHA384");
    CHECK(info.group == "x25519");
    CHECK(message_names(info) == std::vector<std::string>{">ClientHello", "<ServerHello", "<Certificate",
                                                          "<ServerKeyExchange", "<ServerHelloDone",
                                                          ">ClientKeyExchange", ">Finished", "<NewSessionTicket",
                                                          "<Finished"});
}

TEST_CASE("tls: a hello retry is seen and named, and the group agreed on too", "[tls]") {
    Fixture fixture;
    fixture.options.groups = "X25519:P-256";
    fixture.server_options.groups = "P-256";
    const test::ServerContext server_context(fixture.server_options);
    Engine engine = fixture.engine();
    test::ServerSide server(server_context);
    REQUIRE(test::shake(engine, server));
    CHECK(engine.info().group == "secp256r1");
    const std::vector<std::string> names = message_names(engine.info());
    REQUIRE(names.size() > 4);
    CHECK(names[0] == ">ClientHello");
    CHECK(names[1] == "<HelloRetryRequest");
    CHECK(names[2] == ">ClientHello");
    CHECK(names[3] == "<ServerHello");
}

TEST_CASE("tls: a handshake may arrive in pieces of any size", "[tls]") {
    Fixture fixture;
    for (const TlsVersion version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
            fixture.options.max_version = version;
            Engine engine = fixture.engine();
            test::ServerSide server(fixture.server);
            const Result<Progress> progress = test::shake(engine, server, piece);
            REQUIRE(progress);
            CHECK(*progress == Progress::done);
            CHECK(engine.info().verified);
        }
    }
}

TEST_CASE("tls: SNI is a name without its trailing dot and never an address", "[tls]") {
    Fixture fixture;
    Engine dotted(fixture.context(), {"test.example."}, "k");
    test::ServerSide server(fixture.server);
    REQUIRE(test::shake(dotted, server));
    CHECK(std::string(SSL_get_servername(server.native(), TLSEXT_NAMETYPE_host_name)) == "test.example");
    CHECK(dotted.info().sni == "test.example");

    Engine literal(fixture.context(), {"127.0.0.1", tls::PeerName::Kind::ip}, "k");
    test::ServerSide second(fixture.server);
    REQUIRE(test::shake(literal, second));
    CHECK(SSL_get_servername(second.native(), TLSEXT_NAMETYPE_host_name) == nullptr);
    CHECK(literal.info().sni.empty());
}

TEST_CASE("tls: ALPN is offered, agreed on, and held to the offer", "[tls]") {
    struct Row {
        std::vector<std::string> offered;
        std::string chosen;
        bool good;
        std::string agreed;
    };
    const std::vector<Row> rows = {
        {{"h2", "http/1.1"}, "h2", true, "h2"}, {{"http/1.1"}, "http/1.1", true, "http/1.1"},
        {{"http/1.1"}, "", true, ""},           {{}, "h2", true, ""},
        {{"http/1.1"}, "h2", false, ""},
    };
    Fixture fixture;
    for (const Row& row : rows) {
        fixture.options.alpn = row.offered;
        fixture.server_options.alpn = row.chosen;
        const test::ServerContext server_context(fixture.server_options);
        Engine engine = fixture.engine();
        test::ServerSide server(server_context);
        const Result<Progress> progress = test::shake(engine, server);
        INFO("chosen " << row.chosen);
        CHECK(progress.has_value() == row.good);
        if (progress) {
            CHECK(engine.info().alpn == row.agreed);
        } else {
            CHECK(progress.error().code == ErrorCode::tls_handshake);
        }
    }
}

TEST_CASE("tls: versions without overlap are told apart from other failures", "[tls]") {
    Fixture fixture;
    SECTION("the server is too old") {
        fixture.options.min_version = TlsVersion::tls1_3;
        fixture.server_options.max_version = TLS1_2_VERSION;
    }
    SECTION("the server is too new") {
        fixture.options.max_version = TlsVersion::tls1_2;
        fixture.server_options.min_version = TLS1_3_VERSION;
    }
    SECTION("the server has only what is no longer allowed") {
        fixture.server_options.min_version = TLS1_VERSION;
        fixture.server_options.max_version = TLS1_1_VERSION;
    }
    const test::ServerContext server_context(fixture.server_options);
    Engine engine = fixture.engine();
    test::ServerSide server(server_context);
    const Result<Progress> progress = test::shake(engine, server);
    REQUIRE_FALSE(progress);
    CHECK(progress.error().code == ErrorCode::tls_protocol_version);
}

TEST_CASE("tls: TLS 1.0 is spoken where it is asked for", "[tls]") {
    Fixture fixture;
    fixture.options.min_version = TlsVersion::tls1_0;
    fixture.server_options.min_version = TLS1_VERSION;
    fixture.server_options.max_version = TLS1_VERSION;
    const test::ServerContext server_context(fixture.server_options);
    Engine engine = fixture.engine();
    test::ServerSide server(server_context);
    REQUIRE(test::shake(engine, server));
    CHECK(engine.info().version == "TLSv1");
}

TEST_CASE("tls: what is no TLS is named", "[tls]") {
    struct Row {
        std::string bytes;
        ErrorCode code;
        std::string said;
    };
    const std::vector<Row> rows = {
        {"HTTP/1.1 400 Bad Request\r\n\r\n", ErrorCode::tls_not_tls,
         "the port speaks plain HTTP: it answered \"HTTP/1.1 400 Bad Request\""},
        {"HTT", ErrorCode::tls_not_tls, "the port speaks plain HTTP"},
        {"SSH-2.0-OpenSSH_9.2\r\n", ErrorCode::tls_not_tls, "it answered \"SSH-2.0-OpenSSH_9.2\""},
        {std::string("\x00\x1b\x07\x80 zzzz", 9), ErrorCode::tls_not_tls, "\\x00\\x1b\\x07\\x80"},
        {"", ErrorCode::tls_closed, "without an answer to the ClientHello"},
        {std::string("\x16\x03\x03\x00", 4), ErrorCode::tls_closed, "within its first message"},
        {std::string("\x15\x03\x03\x00\x02\x02\x28", 7), ErrorCode::tls_alert, "handshake_failure"},
        {std::string("\x15\x03\x03\x00\x02\x02\x70", 7), ErrorCode::tls_alert, "does not serve this host name"},
        {std::string("\x15\x03\x03\x00\x02\x02\x78", 7), ErrorCode::tls_alert, "offered by ALPN"},
        {std::string("\x15\x03\x03\x00\x02\x02\xc8", 7), ErrorCode::tls_alert, "alert 200"},
        {std::string("\x15\x03\x03\x00\x02\x02\x46", 7), ErrorCode::tls_protocol_version, "protocol_version"},
        {std::string("\x16\x03\x03\xff\xff zzz", 9), ErrorCode::tls_handshake, "the TLS handshake failed"},
        {std::string("\x16\x03\x03\x00\x04\x14\x00\x00\x00", 9), ErrorCode::tls_handshake, "unexpected message"},
        {std::string("\x17\x03\x03\x00\x01z", 6), ErrorCode::tls_handshake, "the TLS handshake failed"},
    };
    Fixture fixture;
    for (const Row& row : rows) {
        const Error error = answer_with(fixture, row.bytes);
        INFO(error.message);
        CHECK(error_code_name(error.code) == error_code_name(row.code));
        CHECK_THAT(error.message, Catch::Matchers::Contains(row.said));
    }
}

TEST_CASE("tls: records without end in place of a handshake are bounded", "[tls]") {
    struct Row {
        std::string what;
        std::string record;
    };
    const std::vector<Row> rows = {
        {"empty records", std::string("\x16\x03\x03\x00\x00", 5)},
        {"warnings", std::string("\x15\x03\x03\x00\x02\x01\x70", 7)},
        {"cipher spec changes", std::string("\x14\x03\x03\x00\x01\x01", 6)},
        {"hello requests", std::string("\x16\x03\x03\x00\x04\x00\x00\x00\x00", 9)},
    };
    Fixture fixture;
    for (const Row& row : rows) {
        INFO(row.what);
        std::string flood;
        while (flood.size() < 60000) flood += row.record;
        Engine engine = fixture.engine();
        Result<Progress> progress = engine.handshake(TimePoint{}, test::wall_now());
        for (int i = 0; i < 40 && progress; ++i) {
            engine.set_input(flood);
            progress = engine.handshake(TimePoint{}, test::wall_now());
        }
        REQUIRE_FALSE(progress);
        CHECK(engine.output().size() < 10000);
        CHECK(engine.info().messages.size() <= 64);
    }
}

TEST_CASE("tls: a Certificate message without bounds is refused", "[tls]") {
    Fixture fixture;
    for (int i = 0; i < 300; ++i) fixture.server_options.chain_pem += fixture.ca.intermediate().certificate_pem;
    const test::ServerContext server_context(fixture.server_options);
    Engine engine = fixture.engine();
    test::ServerSide server(server_context);
    const Result<Progress> progress = test::shake(engine, server);
    REQUIRE_FALSE(progress);
    CHECK(progress.error().code == ErrorCode::tls_handshake);
}

TEST_CASE("tls: a server that closes within the handshake is quoted as far as it came", "[tls]") {
    Fixture fixture;
    Engine engine = fixture.engine();
    test::ServerSide server(fixture.server);
    REQUIRE(engine.handshake(TimePoint{}, test::wall_now()));
    test::flush_to_server(engine, server);
    const std::string bytes = server.take_output();
    engine.set_input(std::string_view(bytes).substr(0, bytes.size() / 2));
    const Result<Progress> progress = engine.handshake(TimePoint{}, test::wall_now());
    REQUIRE(progress);
    CHECK(*progress == Progress::want_read);
    const Error error = engine.end_of_input();
    CHECK(error.code == ErrorCode::tls_closed);
    CHECK_THAT(error.message, Catch::Matchers::Contains(", after its "));
    CHECK(engine.info().version == "TLSv1.3");
}

TEST_CASE("tls: a failed handshake stays failed", "[tls]") {
    Fixture fixture;
    Engine engine = fixture.engine();
    REQUIRE(engine.handshake(TimePoint{}, test::wall_now()));
    engine.set_input("HTTP/1.1 400 Bad Request\r\n\r\n");
    REQUIRE_FALSE(engine.handshake(TimePoint{}, test::wall_now()));
    const Result<Progress> again = engine.handshake(TimePoint{}, test::wall_now());
    REQUIRE_FALSE(again);
    CHECK(again.error().code == ErrorCode::tls_not_tls);
    CHECK(engine.end_of_input().code == ErrorCode::tls_not_tls);
}

}  // namespace rtrip
