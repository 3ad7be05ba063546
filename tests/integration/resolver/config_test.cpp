// SPDX-License-Identifier: MIT
#include "net/resolver_config.hpp"

#include "net/resolver_errors.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {
using Texts = std::vector<std::string>;
}

TEST_CASE("resolv.conf: servers, search list and options are read, the rest is passed over", "[resolv-conf]") {
    const auto conf = net::parse_resolv_conf(
        "# comment\n; another\nnameserver 192.0.2.53\nnameserver nonsense\nnameserver 2001:db8::53 # here\n"
        "domain old.test\nsearch one.test two.test.\noptions ndots:3 timeout:7 attempts:2 rotate edns0 "
        "ndots:x\nsortlist 1.2.3.4\n");
    REQUIRE(conf.servers.size() == 2);
    CHECK(conf.servers[0].to_string() == "192.0.2.53:53");
    CHECK(conf.servers[1].to_string() == "[2001:db8::53]:53");
    CHECK(conf.search == Texts{"one.test", "two.test"});
    CHECK(conf.ndots == 3);
    CHECK(conf.timeout == 7s);
    CHECK(conf.attempts == 2);
}

TEST_CASE("resolv.conf: what it can make us do is bounded", "[resolv-conf]") {
    std::string text = "options ndots:999 timeout:999 attempts:999\nsearch";
    for (int i = 0; i < 100; ++i) text += " d" + std::to_string(i) + ".test";
    text += "\n";
    for (int i = 0; i < 100; ++i) text += "nameserver 192.0.2.1\n";
    const auto conf = net::parse_resolv_conf(text);
    CHECK(conf.servers.size() == net::kMaxConfiguredServers);
    CHECK(conf.search.size() == net::kMaxSearchDomains);
    CHECK(conf.ndots == 15);
    CHECK(conf.timeout == 30s);
    CHECK(conf.attempts == 5);
}

TEST_CASE("resolv.conf: nothing at all leaves the defaults", "[resolv-conf]") {
    const auto conf = net::parse_resolv_conf("");
    CHECK(conf.servers.empty());
    CHECK_FALSE(conf.has_search);
    CHECK(conf.ndots == 1);
}

TEST_CASE("name servers: an address with or without port is taken", "[resolv-conf]") {
    const auto [text, server] = GENERATE(table<std::string, std::string>({
        {"192.0.2.53", "192.0.2.53:53"},
        {"192.0.2.53:5353", "192.0.2.53:5353"},
        {"2001:db8::1", "[2001:db8::1]:53"},
        {"[2001:db8::1]", "[2001:db8::1]:53"},
        {"[2001:db8::1]:5353", "[2001:db8::1]:5353"},
    }));
    const auto parsed = net::parse_name_server(text);
    REQUIRE(parsed);
    CHECK(parsed->to_string() == server);
}

TEST_CASE("name servers: everything else is refused", "[resolv-conf]") {
    const auto text = GENERATE(std::string(), "dns.test"s, "192.0.2.53:"s, "192.0.2.53:0"s, "192.0.2.53:65536"s,
                               "192.0.2.53:5x"s, "[2001:db8::1"s, "[2001:db8::1]5353"s, "[::1]:"s, ":53"s);
    CAPTURE(text);
    const auto parsed = net::parse_name_server(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == ErrorCode::dns_bad_option);
}

TEST_CASE("nsswitch.conf: modules that are not asked are named", "[resolv-conf]") {
    const auto [text, modules] = GENERATE(table<std::string, Texts>({
        {"hosts: files dns\n", {}},
        {"hosts:files mdns4_minimal [NOTFOUND=return] dns myhostname # wins\n", {"mdns4_minimal"}},
        {"passwd: sss\nhosts: files [ !UNAVAIL = return ] sss dns\n", {"sss"}},
        {"#hosts: wins\n", {}},
        {"", {}},
    }));
    CHECK(net::unasked_modules(text) == modules);
}

TEST_CASE("limits: they are written as a user would", "[resolv-conf]") {
    CHECK(net::limit_text(200ms) == "200 ms");
    CHECK(net::limit_text(5s) == "5 s");
    CHECK(net::limit_text(1500ms) == "1.5 s");
    CHECK(net::limit_text(1050ms) == "1.05 s");
}

TEST_CASE("look-ups: of two failures the one that helps most is reported", "[resolv-conf]") {
    using enum net::AskOutcome;
    const auto [a, b, both] = GENERATE(table<net::AskOutcome, net::AskOutcome, net::AskOutcome>({
        {addresses, server_failure, addresses},
        {nxdomain, nxdomain, nxdomain},
        {nxdomain, no_data, no_data},
        {nxdomain, timeout, nxdomain},
        {no_data, timeout, timeout},
        {no_data, server_failure, server_failure},
        {refused, timeout, refused},
        {no_server, timeout, timeout},
        {pending, no_data, no_data},
    }));
    CHECK(net::combine(a, b) == both);
    CHECK(net::combine(b, a) == both);
}
