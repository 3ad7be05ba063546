// SPDX-License-Identifier: MIT
#include "integration/resolver/fixture.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::test;
using namespace std::chrono_literals;

namespace {
using Texts = std::vector<std::string>;
}

TEST_CASE("resolver: forged and broken packets before the true answer are passed over", "[resolver][hostile]") {
    const auto kind = GENERATE(DnsNoise::wrong_id, DnsNoise::wrong_question, DnsNoise::reflected, DnsNoise::empty,
                               DnsNoise::junk, DnsNoise::garbled, DnsNoise::forged_source);
    const auto times = GENERATE(1, 20);
    CAPTURE(static_cast<int>(kind), times);
    ScriptedDns server;
    server.otherwise(DnsReply());
    server.on("www.test", "A", DnsReply().a("192.0.2.1").noise(kind, times).after(5ms));
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.info.addresses == Texts{"192.0.2.1"});
    CHECK(resolved.query("A").retries == 0);
}

TEST_CASE("resolver: forged packets alone do not end the wait before its limit", "[resolver][hostile]") {
    const auto kind = GENERATE(DnsNoise::wrong_id, DnsNoise::forged_source, DnsNoise::empty, DnsNoise::junk);
    ScriptedDns server;
    server.otherwise(DnsReply(DnsReply::silence()).noise(kind, 3));
    ResolverFixture fixture;
    fixture.use(server);
    fixture.ctx.timeouts.dns = 200ms;
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_timeout);
    CHECK(resolved.elapsed() >= 200ms);
}

TEST_CASE("resolver: a CNAME loop ends in an error", "[resolver][hostile]") {
    ScriptedDns server;
    server.otherwise(DnsReply().cname("b.test").cname("www.test").cname("b.test"));
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_malformed);
}

TEST_CASE("resolver: an address of another owner is not taken", "[resolver][hostile]") {
    ScriptedDns server;
    server.otherwise(DnsReply().record("evil.test", 1, "\x0a\x01\x01\x01"));
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_no_address);
}

TEST_CASE("resolver: a server that never gives a readable answer over TCP ends in an error", "[resolver][hostile]") {
    ScriptedDns server;
    server.otherwise(DnsReply().truncated_over_udp().a("192.0.2.1").claim_answers(3));
    ResolverFixture fixture;
    fixture.use(server);
    fixture.family = AddressFamily::ipv4;
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_malformed);
    CHECK(resolved.query("A").transport == "tcp");
}

TEST_CASE("resolver: truncation without an answer over TCP ends within the limit", "[resolver][hostile]") {
    ScriptedDns server;
    server.on("www.test", "A", DnsReply().a("192.0.2.1").truncated_over_udp().silent_over_tcp());
    ResolverFixture fixture;
    fixture.use(server);
    fixture.family = AddressFamily::ipv4;
    fixture.ctx.timeouts.dns = 300ms;
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_timeout);
    CHECK(resolved.query("A").truncated);
    CHECK(resolved.query("A").transport == "tcp");
    CHECK(resolved.elapsed() < 5s);
}
