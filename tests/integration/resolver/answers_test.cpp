// SPDX-License-Identifier: MIT
#include "integration/resolver/fixture.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::test;

namespace {
using Texts = std::vector<std::string>;
}

TEST_CASE("resolver: both families are asked and both answers are kept", "[resolver]") {
    ScriptedDns server;
    server.on("www.test", "A", DnsReply().a("127.0.0.1", 300).a("127.0.0.2", 60));
    server.on("www.test", "AAAA", DnsReply().aaaa("::1", 120));
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.info.source == DnsSource::resolver);
    CHECK(resolved.info.addresses.size() == 3);
    REQUIRE(resolved.info.queries.size() == 2);
    const auto& a = resolved.query("A");
    CHECK(a.name == "www.test");
    CHECK(a.server == server.address());
    CHECK(a.transport == "udp");
    CHECK(a.rcode == "NOERROR");
    CHECK(a.ttl_s == 60U);
    CHECK(a.answers == Texts{"127.0.0.1", "127.0.0.2"});
    CHECK(a.retries == 0);
    CHECK(a.error.empty());
    CHECK_FALSE(a.truncated);
    REQUIRE(a.done);
    CHECK(a.started >= resolved.info.started);
    CHECK(*a.done >= a.started);
    CHECK(resolved.query("AAAA").answers == Texts{"::1"});
    CHECK(server.seen().size() == 2);
}

TEST_CASE("resolver: one family alone is enough", "[resolver]") {
    const auto type = GENERATE(std::string("A"), std::string("AAAA"));
    ScriptedDns server;
    server.otherwise(DnsReply());  // NOERROR without records.
    server.on("www.test", type, type == "A" ? DnsReply().a("192.0.2.1") : DnsReply().aaaa("2001:db8::1"));
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.info.addresses == Texts{type == "A" ? "192.0.2.1" : "2001:db8::1"});
    CHECK(resolved.info.queries.size() == 2);
}

TEST_CASE("resolver: -4 and -6 ask one question", "[resolver]") {
    const auto [family, type] =
        GENERATE(table<AddressFamily, std::string>({{AddressFamily::ipv4, "A"}, {AddressFamily::ipv6, "AAAA"}}));
    ScriptedDns server;
    server.on("www.test", "A", DnsReply().a("192.0.2.1"));
    server.on("www.test", "AAAA", DnsReply().aaaa("2001:db8::1"));
    ResolverFixture fixture;
    fixture.use(server);
    fixture.family = family;
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.info.queries.size() == 1);
    CHECK(resolved.info.queries.at(0).type == type);
    CHECK(server.seen().size() == 1);
}

TEST_CASE("resolver: a CNAME chain is followed and reported", "[resolver]") {
    ScriptedDns server;
    server.otherwise(DnsReply());
    server.on("www.test", "A", DnsReply().cname("b.test", 30).cname("c.test", 300).a("192.0.2.1", 600));
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.query("A").cname == Texts{"b.test", "c.test"});
    CHECK(resolved.query("A").ttl_s == 30U);
    CHECK(resolved.info.addresses == Texts{"192.0.2.1"});
}

TEST_CASE("resolver: a truncated answer is asked again over TCP", "[resolver]") {
    ScriptedDns server;
    DnsReply many = DnsReply().truncated_over_udp();
    for (int i = 0; i < 100; ++i) many.a("192.0.2." + std::to_string(i));
    server.on("www.test", "A", many);
    ResolverFixture fixture;
    fixture.use(server);
    fixture.family = AddressFamily::ipv4;
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.info.addresses.size() == 100);
    const auto& query = resolved.query("A");
    CHECK(query.transport == "tcp");
    CHECK(query.truncated);
    CHECK(query.retries == 0);
    const auto seen = server.seen();
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].transport == "udp");
    CHECK(seen[1].transport == "tcp");
}

TEST_CASE("resolver: an answer with very many records is cut to a bound and says so", "[resolver]") {
    ScriptedDns server;
    DnsReply many = DnsReply().truncated_over_udp();
    for (int i = 0; i < 2000; ++i) many.a("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250));
    server.on("www.test", "A", many);
    ResolverFixture fixture;
    fixture.use(server);
    fixture.family = AddressFamily::ipv4;
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.info.addresses.size() == 256);
    CHECK(resolved.query("A").error.find("1744") != std::string::npos);
}

TEST_CASE("resolver: a second look-up is answered from the cache while the TTL lasts", "[resolver]") {
    ScriptedDns server;
    server.otherwise(DnsReply());
    server.on("www.test", "A", DnsReply().a("192.0.2.1", 60));
    server.on("zero.test", "A", DnsReply().a("192.0.2.1", 0));
    ResolverFixture fixture;
    fixture.use(server);
    REQUIRE_FALSE(fixture.resolve("www.test").error);
    const auto again = fixture.resolve("WWW.test");
    REQUIRE_FALSE(again.error);
    CHECK(again.info.source == DnsSource::cache);
    CHECK(again.info.queries.empty());
    CHECK(again.info.addresses == Texts{"192.0.2.1"});
    CHECK(server.seen_count("www.test", "A") == 1);

    REQUIRE_FALSE(fixture.resolve("zero.test").error);
    CHECK(fixture.resolve("zero.test").info.source == DnsSource::resolver);
    CHECK(server.seen_count("zero.test", "A") == 2);
}

TEST_CASE("resolver: what does not exist is asked for again", "[resolver]") {
    ScriptedDns server;
    ResolverFixture fixture;
    fixture.use(server);
    fixture.family = AddressFamily::ipv4;
    REQUIRE(fixture.resolve("gone.test").error);
    REQUIRE(fixture.resolve("gone.test").error);
    CHECK(server.seen_count("gone.test", "A") == 2);
}
