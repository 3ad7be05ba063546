// SPDX-License-Identifier: MIT
#include <string>

#include "codec/tls/session_cache.hpp"
#include "support/catch.hpp"
#include "unit/tls/fixture.hpp"
#include "unit/tls/server_side.hpp"

namespace rtrip {
namespace {

using test::Fixture;
using tls::Engine;

// One whole connection: handshake, an answer (with which TLS 1.3's tickets come), close. Gives whether it was resumed.
bool is_resumed(Fixture& fixture, const test::ServerContext& context, Engine engine) {
    test::ServerSide server(context);
    REQUIRE(test::shake(engine, server));
    server.write("hello");
    const Result<std::string> text = test::read_from_server(engine, server);
    REQUIRE(text);
    CHECK(*text == "hello");
    CHECK(engine.info().verified == fixture.options.verify);
    CHECK(engine.info().chain.size() == 2);
    return engine.info().resumed;
}

bool is_resumed(Fixture& fixture) {
    return is_resumed(fixture, fixture.server, fixture.engine());
}

}  // namespace

TEST_CASE("tls: sessions are resumed within a context", "[tls]") {
    Fixture fixture;
    for (const TlsVersion version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
        fixture.options.max_version = version;
        CHECK_FALSE(is_resumed(fixture));
        CHECK(is_resumed(fixture));
        CHECK(is_resumed(fixture));
    }
}

TEST_CASE("tls: a resumed connection knows the certificate of the first one", "[tls]") {
    Fixture fixture;
    is_resumed(fixture);
    Engine engine = fixture.engine();
    test::ServerSide server(fixture.server);
    REQUIRE(test::shake(engine, server));
    CHECK(engine.info().resumed);
    CHECK(engine.info().verified);
    REQUIRE_FALSE(engine.info().chain.empty());
    CHECK(engine.info().chain[0].subject == "CN=test.example");
}

TEST_CASE("tls: no session is kept or offered where resumption is off", "[tls]") {
    Fixture fixture;
    fixture.options.resume = false;
    CHECK_FALSE(is_resumed(fixture));
    CHECK_FALSE(is_resumed(fixture));
}

TEST_CASE("tls: a session of an unverified handshake does not serve a verified one", "[tls]") {
    Fixture fixture;
    const auto verified = fixture.context();
    TlsOptions lax = fixture.options;
    lax.verify = false;
    lax.ca_file = fixture.directory.write("other.pem", test::make_self_signed(test::ca_spec("other")).certificate_pem);
    std::swap(fixture.options, lax);
    CHECK_FALSE(is_resumed(fixture));
    CHECK(is_resumed(fixture));
    std::swap(fixture.options, lax);
    CHECK_FALSE(is_resumed(fixture, fixture.server, Engine(verified, {"test.example"}, "443")));
}

TEST_CASE("tls: sessions are kept apart by key and by name", "[tls]") {
    Fixture fixture;
    CHECK_FALSE(is_resumed(fixture));
    CHECK_FALSE(is_resumed(fixture, fixture.server, Engine(fixture.context(), {"test.example"}, "444")));
    CHECK_FALSE(
        is_resumed(fixture, fixture.server, Engine(fixture.context(), {"127.0.0.1", tls::PeerName::Kind::ip}, "443")));
    CHECK(is_resumed(fixture));
}

TEST_CASE("tls: a server that forgot the session gets a full handshake", "[tls]") {
    Fixture fixture;
    for (const TlsVersion version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
        fixture.options.max_version = version;
        is_resumed(fixture);
        const test::ServerContext reborn(fixture.server_options);
        CHECK_FALSE(is_resumed(fixture, reborn, fixture.engine()));
    }
}

TEST_CASE("tls: a connection that ends without close_notify does not spoil its session", "[tls]") {
    Fixture fixture;
    fixture.options.max_version = TlsVersion::tls1_2;
    {
        Engine engine = fixture.engine();
        test::ServerSide server(fixture.server);
        REQUIRE(test::shake(engine, server));
    }
    CHECK(is_resumed(fixture));
}

TEST_CASE("tls: the session cache keeps few sessions of each server", "[tls]") {
    tls::SessionCache cache;
    for (int i = 0; i < 100; ++i) {
        cache.put("a", tls::StoredSession{tls::SslSessionPtr(SSL_SESSION_new()), {}});
        cache.put(std::to_string(i), tls::StoredSession{tls::SslSessionPtr(SSL_SESSION_new()), {}});
    }
    CHECK(cache.count("a") == 8);
    CHECK(cache.count("1") == 1);
    cache.forget("a");
    CHECK(cache.count("a") == 0);
    CHECK_FALSE(cache.take("a").has_value());
}

}  // namespace rtrip
