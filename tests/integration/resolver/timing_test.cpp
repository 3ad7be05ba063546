// SPDX-License-Identifier: MIT
#include "integration/resolver/fixture.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::test;
using namespace std::chrono_literals;

namespace {
using Texts = std::vector<std::string>;
}

TEST_CASE("resolver: silence ends at the limit, which the message names", "[resolver]") {
    ScriptedDns server;
    server.otherwise(DnsReply::silence());
    ResolverFixture fixture;
    fixture.use(server);
    fixture.ctx.timeouts.dns = 200ms;
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_timeout);
    CHECK(resolved.error->timeout == TimeoutKind::dns);
    CHECK(resolved.error->message ==
          "no answer from " + server.address() + " for A and AAAA of www.test within 200 ms (--dns-timeout)");
    CHECK(resolved.elapsed() >= 200ms);
    const auto& query = resolved.query("A");
    CHECK(query.rcode == "TIMEOUT");
    CHECK(query.server == server.address());
    CHECK(query.done);
    CHECK(query.retries >= 1);
    CHECK(server.seen().size() <= 6);
}

TEST_CASE("resolver: the total limit ends the wait when it is the nearer one", "[resolver]") {
    ScriptedDns server;
    server.otherwise(DnsReply::silence());
    ResolverFixture fixture;
    fixture.use(server);
    fixture.ctx.timeouts.total = 150ms;
    fixture.ctx.start_total();
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_timeout);
    CHECK(resolved.error->timeout == TimeoutKind::total);
    CHECK(resolved.error->message.find("(--max-time)") != std::string::npos);
}

TEST_CASE("resolver: a lost packet is sent again, to the next server first", "[resolver]") {
    ScriptedDns silent;
    ScriptedDns good;
    silent.otherwise(DnsReply::silence());
    good.on("www.test", "A", DnsReply().a("192.0.2.1"));
    ResolverFixture fixture;
    fixture.use(silent);
    fixture.use(good);
    fixture.family = AddressFamily::ipv4;
    fixture.ctx.timeouts.dns = 2s;
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.query("A").server == good.address());
    CHECK(resolved.query("A").retries == 1);
}

TEST_CASE("resolver: a silent family holds the other up by the resolution delay at most", "[resolver]") {
    const auto silent = GENERATE(std::string("A"), std::string("AAAA"));
    ScriptedDns server;
    server.on("www.test", "A", DnsReply().a("192.0.2.1"));
    server.on("www.test", "AAAA", DnsReply().aaaa("2001:db8::1"));
    server.on("www.test", silent, DnsReply::silence());
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.elapsed() >= fixture.resolution_delay);
    CHECK(resolved.elapsed() < fixture.ctx.timeouts.dns / 5);
    CHECK(resolved.info.addresses.size() == 1);
    const auto& abandoned = resolved.query(silent);
    CHECK_FALSE(abandoned.done);
    CHECK(abandoned.rcode.empty());
    CHECK(abandoned.error == "abandoned: the other family had answered");
}

TEST_CASE("resolver: an answer within the resolution delay is waited for", "[resolver]") {
    ScriptedDns server;
    server.on("www.test", "A", DnsReply().a("127.0.0.1"));
    server.on("www.test", "AAAA", DnsReply().aaaa("::1").after(30ms));
    ResolverFixture fixture;
    fixture.use(server);
    fixture.resolution_delay = 5s;
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.info.addresses == Texts{"::1", "127.0.0.1"});
    CHECK(resolved.elapsed() < 5s);
}

TEST_CASE("resolver: a failed family does not fail the other", "[resolver]") {
    const auto rcode = GENERATE(2, 3, 5);
    ScriptedDns server;
    server.on("www.test", "A", DnsReply().a("192.0.2.1").after(40ms));
    server.on("www.test", "AAAA", DnsReply::failure(rcode));
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.info.addresses == Texts{"192.0.2.1"});
    CHECK_FALSE(resolved.query("AAAA").rcode.empty());
}

TEST_CASE("resolver: NXDOMAIN outdoes the silence of the other family", "[resolver]") {
    ScriptedDns server;
    server.on("www.test", "AAAA", DnsReply::silence());
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_nxdomain);
    CHECK(resolved.elapsed() < fixture.ctx.timeouts.dns / 2);
}

TEST_CASE("resolver: a stop request ends the wait at once", "[resolver]") {
    ScriptedDns server;
    server.otherwise(DnsReply::silence());
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve_and_stop("www.test", server);
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::interrupted);
    CHECK(resolved.elapsed() < fixture.ctx.timeouts.dns / 2);
    CHECK_FALSE(resolved.query("A").done);
    // Sticky: nothing is asked any more.
    const auto again = fixture.resolve("other.test");
    CHECK(again.error.value().code == ErrorCode::interrupted);
    CHECK(again.info.queries.empty());
    CHECK(server.seen_count("other.test", "A") == 0);
}
