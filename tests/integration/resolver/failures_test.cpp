// SPDX-License-Identifier: MIT
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "integration/resolver/fixture.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::test;

namespace {

/// An address on which nothing listens: the port was free a moment ago.
std::string closed_server() {
    const int descriptor = ::socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    socklen_t length = sizeof address;
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length);
    ::close(descriptor);
    return "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("resolver: each kind of failure has its code, and its message names server and name", "[resolver]") {
    const auto [rcode, code] = GENERATE(table<int, ErrorCode>({
        {3, ErrorCode::dns_nxdomain},
        {0, ErrorCode::dns_no_address},
        {2, ErrorCode::dns_server_failure},
        {5, ErrorCode::dns_refused},
        {1, ErrorCode::dns_server_failure},
        {4, ErrorCode::dns_server_failure},
    }));
    ScriptedDns server;
    server.otherwise(DnsReply::failure(rcode));
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    INFO(resolved.error->message);
    CHECK(resolved.error->code == code);
    CHECK(resolved.error->phase == Phase::dns);
    CHECK(holds(resolved.error->message, "www.test"));
    CHECK(holds(resolved.error->message, server.address()));
    CHECK(resolved.info.addresses.empty());
    REQUIRE(resolved.info.queries.size() == 2);
    CHECK(resolved.query("A").done);
    CHECK_FALSE(resolved.query("A").rcode.empty());
    CHECK(server.seen().size() <= 6);  // Two questions, three tries at most.
}

TEST_CASE("resolver: after SERVFAIL or REFUSED the next server is asked", "[resolver]") {
    const auto rcode = GENERATE(2, 5);
    ScriptedDns bad;
    ScriptedDns good;
    bad.otherwise(DnsReply::failure(rcode));
    good.on("www.test", "A", DnsReply().a("192.0.2.1"));
    ResolverFixture fixture;
    fixture.use(bad);
    fixture.use(good);
    fixture.family = AddressFamily::ipv4;
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.query("A").server == good.address());
    CHECK(resolved.query("A").rcode == "NOERROR");
    CHECK(resolved.query("A").retries == 1);
}

TEST_CASE("resolver: NXDOMAIN is final, the next server is not asked", "[resolver]") {
    ScriptedDns first;
    ScriptedDns second;
    ResolverFixture fixture;
    fixture.use(first);
    fixture.use(second);
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_nxdomain);
    CHECK(second.seen().empty());
}

TEST_CASE("resolver: a server that nothing listens for is passed over at once", "[resolver]") {
    ScriptedDns good;
    good.on("www.test", "A", DnsReply().a("192.0.2.1"));
    ResolverFixture fixture;
    fixture.options.servers = {closed_server()};
    fixture.use(good);
    fixture.family = AddressFamily::ipv4;
    const auto resolved = fixture.resolve("www.test");
    REQUIRE_FALSE(resolved.error);
    CHECK(resolved.query("A").server == good.address());
    CHECK(resolved.query("A").retries == 1);
}

TEST_CASE("resolver: without any server that can be reached the reason is told", "[resolver]") {
    ResolverFixture fixture;
    fixture.options.servers = {closed_server()};
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_no_server);
    CHECK(holds(resolved.error->message, fixture.options.servers[0]));
    CHECK(holds(resolved.error->message, "refused"));
    CHECK(resolved.elapsed() < fixture.ctx.timeouts.dns / 2);
}

TEST_CASE("resolver: an answer that cannot be read gets a code of its own", "[resolver]") {
    ScriptedDns server;
    server.otherwise(DnsReply().a("192.0.2.1").claim_answers(9));
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_malformed);
    CHECK(holds(resolved.error->message, "9 records announced"));
    CHECK(resolved.elapsed() < fixture.ctx.timeouts.dns / 2);
}

TEST_CASE("resolver: an option that names no server is refused", "[resolver]") {
    ResolverFixture fixture;
    fixture.options.servers = {"dns.example"};
    const auto resolved = fixture.resolve("www.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_bad_option);
}

TEST_CASE("resolver: the name in a message is made safe for terminals", "[resolver]") {
    ScriptedDns server;
    ResolverFixture fixture;
    fixture.use(server);
    const auto resolved = fixture.resolve("a\x1b[31m.test");
    REQUIRE(resolved.error);
    CHECK(resolved.error->message.find('\x1b') == std::string::npos);
}
