// SPDX-License-Identifier: MIT
#include "integration/resolver/fixture.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::test;

namespace {
using Texts = std::vector<std::string>;
}

TEST_CASE("resolver: an address literal is its own answer", "[resolver]") {
    const auto literal = GENERATE(std::string("192.0.2.1"), std::string("::1"), std::string("2001:db8::1"));
    ScriptedDns server;
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve(literal);
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.info.source == DnsSource::literal);
    CHECK(resolved.info.addresses == Texts{literal});
    CHECK(resolved.info.queries.empty());
    CHECK(server.seen().empty());
}

TEST_CASE("resolver: a literal of the other family is refused, not looked up", "[resolver]") {
    ScriptedDns server;
    ResolverFixture fixture;
    fixture.use(server);
    fixture.family = AddressFamily::ipv6;
    const auto resolved = fixture.resolve("192.0.2.1");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_no_address);
    CHECK(server.seen().empty());
}

TEST_CASE("resolver: a literal whose zone names no interface is not looked up", "[resolver]") {
    ScriptedDns server;
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("fe80::1%nowhere0");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_not_asked);
    CHECK(server.seen().empty());
}

TEST_CASE("resolver: --resolve goes before everything else, the exact host before any", "[resolver]") {
    ScriptedDns server;
    ResolverFixture fixture;
    fixture.use(server);
    fixture.options.entries = {
        {"*", 443, {"192.0.2.9"}},       {"www.test", 443, {"192.0.2.1", "2001:db8::1", "192.0.2.2"}},
        {"www.test", 80, {"192.0.2.3"}}, {"taken.test", 443, {"192.0.2.4"}},
        {"taken.test", 443, {}},
    };
    const auto [host, port, addresses] = GENERATE(table<std::string, int, Texts>({
        {"www.test", 443, {"192.0.2.1", "2001:db8::1", "192.0.2.2"}},
        {"WWW.test.", 443, {"192.0.2.1", "2001:db8::1", "192.0.2.2"}},
        {"www.test", 80, {"192.0.2.3"}},
        {"other.test", 443, {"192.0.2.9"}},
        {"taken.test", 443, {"192.0.2.9"}},
    }));
    fixture.port = static_cast<std::uint16_t>(port);
    const auto resolved = fixture.resolve(host);
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.info.source == DnsSource::option);
    CHECK(resolved.info.addresses == addresses);
    CHECK(server.seen().empty());
}

TEST_CASE("resolver: --resolve with no address of the family, or with none at all, is an error", "[resolver]") {
    ResolverFixture fixture;
    fixture.options.entries = {{"www.test", 443, {"192.0.2.1"}}, {"bad.test", 443, {"nonsense"}}};
    fixture.family = AddressFamily::ipv6;
    CHECK(fixture.resolve("www.test").error.value().code == ErrorCode::dns_no_address);
    CHECK(fixture.resolve("bad.test").error.value().code == ErrorCode::dns_bad_option);
}

TEST_CASE("resolver: localhost and names below it are never asked for", "[resolver]") {
    const auto host = GENERATE(std::string("localhost"), std::string("LOCALHOST."), std::string("a.b.localhost"));
    ScriptedDns server;
    ResolverFixture fixture;
    fixture.use(server);
    auto resolved = fixture.resolve(host);
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.info.addresses.size() == 2);
    fixture.family = AddressFamily::ipv4;
    resolved = fixture.resolve(host);
    CHECK(resolved.info.addresses == Texts{"127.0.0.1"});
    CHECK(server.seen().empty());
}

TEST_CASE("resolver: .onion is refused without asking", "[resolver]") {
    ScriptedDns server;
    ResolverFixture fixture;
    fixture.use(server);
    for (const char* host : {"abc.onion", "ABC.Onion.", "onion"}) {
        const auto resolved = fixture.resolve(host);
        REQUIRE(resolved.error);
        CHECK(resolved.error->code == ErrorCode::dns_not_asked);
    }
    CHECK(server.seen().empty());
    server.on("notonion", "A", DnsReply().a("192.0.2.1"));
    CHECK_FALSE(fixture.resolve("notonion").error);
}

TEST_CASE("resolver: the hosts file goes before name servers", "[resolver]") {
    const TempFile hosts("127.0.0.5 localhost\n192.0.2.7 www.test alias\n2001:db8::7 www.test\n");
    ScriptedDns server;
    ResolverFixture fixture;
    fixture.use(server);
    fixture.options.hosts_path = hosts.path();
    const auto resolved = fixture.resolve("WWW.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.info.source == DnsSource::hosts);
    CHECK(resolved.info.addresses.size() == 2);
    CHECK(fixture.resolve("localhost").info.addresses == Texts{"127.0.0.5"});
    CHECK(fixture.resolve("www.localhost").info.addresses.size() == 2);
    CHECK(server.seen().empty());
}

TEST_CASE("resolver: a name without wire form is refused without asking", "[resolver]") {
    const auto host = GENERATE(std::string("a..b"), std::string(64, 'a') + ".test", std::string(300, 'a'));
    ScriptedDns server;
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve(host);
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_not_asked);
    CHECK(resolved.info.queries.empty());
    CHECK(server.seen().empty());
}
