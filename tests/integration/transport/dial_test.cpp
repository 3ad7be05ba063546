// SPDX-License-Identifier: MIT
// Races between addresses, and the options that say where a socket comes from and leads to.
#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

using std::chrono::milliseconds;

constexpr const char* kHost = "many.example";

LabOptions with_addresses(std::uint16_t port, std::vector<std::string> addresses) {
    LabOptions options;
    LabName name;
    name.host = kHost;
    name.port = port;
    name.addresses = std::move(addresses);
    options.names.push_back(std::move(name));
    return options;
}

RequestSpec to_host(std::uint16_t port) {
    return RequestSpec("http://" + std::string(kHost) + ":" + std::to_string(port) + "/");
}

std::shared_ptr<const ConnectOptions> dialing(const DialOptions& dial) {
    ConnectOptions options;
    options.dial = dial;
    return std::make_shared<const ConnectOptions>(options);
}

}  // namespace

TEST_CASE("dial: a refused address makes way for the next at once", "[dial]") {
    ScriptedServer server(Script().answer(wire::ok("hello")));
    const Outcome outcome = fetch(to_host(server.port()), with_addresses(server.port(), {"127.0.0.3", "127.0.0.1"}));
    CHECK(outcome.body == "hello");
    const RoundTrip& rt = outcome.last();
    REQUIRE(rt.attempts.size() == 2);
    CHECK(rt.attempts[0].address == "127.0.0.3:" + std::to_string(server.port()));
    CHECK_FALSE(rt.attempts[0].ok);
    CHECK(rt.attempts[0].error_number == ECONNREFUSED);
    CHECK(rt.attempts[1].ok);
    CHECK(rt.attempts[1].won);
    CHECK(rt.connection->remote == rt.attempts[1].address);
    // Without waiting for the delay between attempts.
    CHECK(rt.attempts[1].started - rt.attempts[0].started < milliseconds(150));
    CHECK(rt.dns->source == DnsSource::option);
}

TEST_CASE("dial: an address that does not answer gets a rival after the delay", "[dial]") {
    ScriptedServer server(Script().answer(wire::ok("hello")));
    const BlackHole hole("127.0.0.2", server.port());
    LabOptions options = with_addresses(server.port(), {"127.0.0.2", "127.0.0.1"});
    options.connect.dial.attempt_delay = milliseconds(100);
    const Outcome outcome = fetch(to_host(server.port()), options);
    CHECK(outcome.body == "hello");
    const RoundTrip& rt = outcome.last();
    REQUIRE(rt.attempts.size() == 2);
    CHECK(rt.attempts[1].started - rt.attempts[0].started >= milliseconds(99));
    CHECK(rt.attempts[1].won);
    CHECK_FALSE(rt.attempts[0].ok);
    CHECK(rt.attempts[0].error == "cancelled: lost the race");
    CHECK(*rt.attempts[0].done >= *rt.attempts[1].done);
}

TEST_CASE("dial: families are tried in turn", "[dial]") {
    if (!has_ipv6()) {
        WARN("no IPv6 loopback here");
        return;
    }
    ScriptedServer server(Script().answer(wire::ok("hello")));
    LabOptions options = with_addresses(server.port(), {"::1", "127.0.0.1"});
    SECTION("both by default") {
        const Outcome outcome = fetch(to_host(server.port()), options);
        CHECK(outcome.body == "hello");
        REQUIRE(outcome.last().attempts.size() == 2);
        CHECK(outcome.last().attempts[0].address == "[::1]:" + std::to_string(server.port()));
    }
    SECTION("only IPv4 under -4") {
        options.connect.dial.family = AddressFamily::ipv4;
        const Outcome outcome = fetch(to_host(server.port()), options);
        CHECK(outcome.body == "hello");
        CHECK(outcome.last().attempts.size() == 1);
    }
    SECTION("only IPv6 under -6") {
        options.connect.dial.family = AddressFamily::ipv6;
        const Outcome outcome = fetch(to_host(server.port()), options);
        CHECK(outcome.verdict() == "connect.refused 7 connect");
        CHECK(outcome.last().attempts.size() == 1);
        CHECK(fetch(server.url()).body == "hello");
    }
}

TEST_CASE("dial: an address of the family that was not asked for is no address", "[dial]") {
    LabOptions options = with_addresses(8080, {"127.0.0.1"});
    options.connect.dial.family = AddressFamily::ipv6;
    const Outcome outcome = fetch(to_host(8080), options);
    CHECK(outcome.verdict() == "dns.no_address 6 dns");
}

TEST_CASE("dial: when every address fails the message lists them", "[dial]") {
    const std::uint16_t port = refused_port();
    const Outcome outcome = fetch(to_host(port), with_addresses(port, {"127.0.0.1", "127.0.0.2", "127.0.0.3"}));
    CHECK(outcome.verdict() == "connect.refused 7 connect");
    CHECK(outcome.last().attempts.size() == 3);
    CHECK(outcome.error->message.find("none of 3 addresses") != std::string::npos);
    CHECK(outcome.error->message.find("127.0.0.3") != std::string::npos);
}

TEST_CASE("dial: many dead addresses cost no more than the limit", "[dial]") {
    const BlackHole hole("127.0.0.2");
    std::vector<std::string> addresses(40, "127.0.0.2");
    LabOptions options = with_addresses(hole.port(), addresses);
    options.connect.dial.attempt_delay = milliseconds(10);
    RequestSpec spec = to_host(hole.port());
    spec.timeouts.connect = milliseconds(200);
    const Outcome outcome = fetch(spec, options);
    CHECK(outcome.verdict() == "connect.timeout 28 connect");
    CHECK(outcome.last().done - outcome.last().started < std::chrono::seconds(2));
}

TEST_CASE("dial: interface and local port", "[dial]") {
    DialOptions dial;
    SECTION("an address of ours") {
        dial.interface = "127.0.0.9";
        ScriptedServer server(Script().answer(wire::ok("hello")));
        RequestSpec spec(server.url());
        spec.connect = dialing(dial);
        const Outcome outcome = fetch(spec);
        CHECK(outcome.body == "hello");
        CHECK(outcome.last().connection->local.starts_with("127.0.0.9:"));
    }
    SECTION("the loopback interface by name") {
        dial.interface = "lo";
        ScriptedServer server(Script().answer(wire::ok("hello")));
        RequestSpec spec(server.url());
        spec.connect = dialing(dial);
        CHECK(fetch(spec).body == "hello");
    }
    SECTION("an interface that is none") {
        dial.interface = "nosuch0";
        RequestSpec spec("http://127.0.0.1:" + std::to_string(refused_port()) + "/");
        spec.connect = dialing(dial);
        const Outcome outcome = fetch(spec);
        CHECK(outcome.verdict() == "connect.bad_interface 45 connect");
        CHECK(outcome.last().attempts.size() == 1);
    }
    SECTION("an address that is not ours") {
        dial.interface = "192.0.2.1";
        RequestSpec spec("http://127.0.0.1:" + std::to_string(refused_port()) + "/");
        spec.connect = dialing(dial);
        CHECK(fetch(spec).verdict() == "connect.bad_interface 45 connect");
    }
    SECTION("a range of local ports") {
        dial.local_ports = std::pair<std::uint16_t, std::uint16_t>(41000, 41999);
        ScriptedServer server(Script().answer(wire::ok("hello")));
        RequestSpec spec(server.url());
        spec.connect = dialing(dial);
        const Outcome outcome = fetch(spec);
        CHECK(outcome.body == "hello");
        const std::string local = outcome.last().connection->local;
        const int port = std::stoi(local.substr(local.rfind(':') + 1));
        CHECK(port >= 41000);
        CHECK(port <= 41999);
    }
    SECTION("a local port that is taken") {
        ScriptedServer other(Script().peer_may_leave().close());
        dial.local_ports = std::pair(other.port(), other.port());
        dial.interface = "127.0.0.1";
        RequestSpec spec("http://127.0.0.1:" + std::to_string(refused_port()) + "/");
        spec.connect = dialing(dial);
        CHECK(fetch(spec).verdict() == "connect.bad_local_port 45 connect");
        fetch(other.url());
    }
}

TEST_CASE("dial: where a connection leads is part of the pool's key", "[dial][pool]") {
    ScriptedServer a(Script().answer(wire::ok("a")).answer(wire::ok("a again")));
    ScriptedServer b(Script().answer(wire::ok("b")));
    Lab lab;
    CHECK(lab.fetch(a.url()).body == "a");
    DialOptions dial;
    ConnectTo redirect;
    redirect.from_host = "127.0.0.1";
    redirect.from_port = std::to_string(a.port());
    redirect.to_port = std::to_string(b.port());
    dial.connect_to.push_back(redirect);
    RequestSpec spec(a.url());
    spec.connect = dialing(dial);
    const Outcome redirected = lab.fetch(spec);
    CHECK(redirected.body == "b");
    CHECK(redirected.last().connection->new_because == "different_target");
    CHECK(redirected.last().sent->header.get("Host") == "127.0.0.1:" + std::to_string(a.port()));
    CHECK(lab.fetch(a.url()).body == "a again");
}

TEST_CASE("dial: other local addresses and sockets are other connections", "[dial][pool]") {
    struct Row {
        const char* name;
        DialOptions dial;
        const char* reason;
    };
    std::vector<Row> rows(3);
    rows[0].name = "interface";
    rows[0].dial.interface = "127.0.0.9";
    rows[0].reason = "different_local_address";
    rows[1].name = "family";
    rows[1].dial.family = AddressFamily::ipv4;
    rows[1].reason = "ip_family_forced";
    rows[2].name = "keep-alive";
    rows[2].dial.tcp_keepalive = false;
    rows[2].reason = "socket_options_differ";
    for (const Row& row : rows) {
        DYNAMIC_SECTION(row.name) {
            ScriptedServer server({Script().answer(wire::ok("a")), Script().answer(wire::ok("b"))});
            Lab lab;
            lab.fetch(server.url());
            RequestSpec spec(server.url());
            spec.connect = dialing(row.dial);
            CHECK(lab.fetch(spec).last().connection->new_because == row.reason);
        }
    }
}

}  // namespace rtrip::test
