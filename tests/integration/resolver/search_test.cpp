// SPDX-License-Identifier: MIT
#include "integration/resolver/fixture.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::test;

namespace {

using Texts = std::vector<std::string>;

Texts names_asked(const Resolved& resolved) {
    Texts out;
    for (const auto& query : resolved.info.queries) out.push_back(query.name);
    return out;
}

}  // namespace

TEST_CASE("resolver: search domains are tried in order, each question on record", "[resolver]") {
    const TempFile conf("search one.test two.test\n");
    ScriptedDns server;
    server.on("www.two.test", "A", DnsReply().a("192.0.2.1"));
    ResolverFixture fixture;
    fixture.use(server);
    fixture.options.resolv_conf_path = conf.path();
    fixture.family = AddressFamily::ipv4;
    const auto resolved = fixture.resolve("www");
    REQUIRE_FALSE(resolved.error);
    CHECK(names_asked(resolved) == Texts{"www.one.test", "www.two.test"});
    CHECK(resolved.info.queries[0].rcode == "NXDOMAIN");
}

TEST_CASE("resolver: ndots and a dot at the end decide where the name itself stands", "[resolver]") {
    const auto [options, host, asked] = GENERATE(table<std::string, std::string, Texts>({
        {"", "www", {"www.one.test", "www"}},
        {"", "www.example", {"www.example", "www.example.one.test"}},
        {"options ndots:2\n", "www.example", {"www.example.one.test", "www.example"}},
        {"", "www.", {"www"}},
    }));
    const TempFile conf("search one.test\n" + options);
    ScriptedDns server;
    ResolverFixture fixture;
    fixture.use(server);
    fixture.options.resolv_conf_path = conf.path();
    fixture.family = AddressFamily::ipv4;
    const auto resolved = fixture.resolve(host);
    REQUIRE(resolved.error);
    CHECK(resolved.error->code == ErrorCode::dns_nxdomain);
    CHECK(names_asked(resolved) == asked);
}

TEST_CASE("resolver: a message names the names that the search led to", "[resolver]") {
    const TempFile conf("search one.test\n");
    ScriptedDns server;
    ResolverFixture fixture;
    fixture.use(server);
    fixture.options.resolv_conf_path = conf.path();
    const auto resolved = fixture.resolve("www");
    REQUIRE(resolved.error);
    CHECK(resolved.error->message.find("www.one.test") != std::string::npos);
}
