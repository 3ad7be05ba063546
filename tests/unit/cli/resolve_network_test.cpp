// SPDX-License-Identifier: MIT
#include "cli/resolve.hpp"
#include "fake_env.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;
using namespace std::chrono_literals;
using rtrip::test::FakeEnv;

namespace {

TransportOptions transport_of(std::vector<std::string> words, FakeEnv fake = {}) {
    words.insert(words.begin(), "http://a");
    Resolved resolved = fake.resolve(words);
    for (const Error& problem : resolved.problems) UNSCOPED_INFO(problem.message);
    REQUIRE(resolved.plan);
    const Group& group = resolved.plan->groups.at(0);
    TransportOptions options;
    options.connect = group.connect;
    options.resolver = group.resolver;
    options.limits = group.limits;
    options.pool = resolved.plan->pool;
    return options;
}

Timeouts timeouts_of(std::vector<std::string> words) {
    words.insert(words.begin(), "http://a");
    FakeEnv fake;
    return fake.resolve(words).plan.value().groups.at(0).timeouts;
}

}  // namespace

TEST_CASE("resolve: --resolve takes curl's forms", "[cli]") {
    const auto entries = transport_of({"--resolve", "Example.COM.:443:192.0.2.1,[2001:db8::1],::2", "--resolve",
                                       "+*:80:127.0.0.1", "--resolve", "-old:80", "--resolve", "[::1]:80:[::2]"})
                             .resolver.entries;
    REQUIRE(entries.size() == 4);
    CHECK(entries[0].host == "example.com");
    CHECK(entries[0].port == 443);
    CHECK(entries[0].addresses == std::vector<std::string>{"192.0.2.1", "2001:db8::1", "::2"});
    CHECK(entries[1].host == "*");
    CHECK(entries[2].addresses.empty());
    CHECK(entries[3].host == "::1");
}

TEST_CASE("resolve: --connect-to keeps empty parts", "[cli]") {
    const auto all =
        transport_of({"--connect-to", "a:80:b:81", "--connect-to", ":::", "--connect-to", "[::1]:80:[::2]:"})
            .connect.dial.connect_to;
    REQUIRE(all.size() == 3);
    CHECK(all[0] == ConnectTo{"a", "80", "b", "81"});
    CHECK(all[1] == ConnectTo{});
    CHECK(all[2] == ConnectTo{"::1", "80", "::2", ""});
}

TEST_CASE("resolve: dial options", "[cli]") {
    const DialOptions dial =
        transport_of({"-4", "--interface", "lo", "--local-port", "1000-2000", "--no-keepalive", "--keepalive-time", "7",
                      "--no-tcp-nodelay", "--happy-eyeballs-timeout-ms", "50", "--unix-socket", "/s"})
            .connect.dial;
    CHECK(dial.family == AddressFamily::ipv4);
    CHECK(dial.interface == "lo");
    CHECK(dial.local_ports == std::pair<std::uint16_t, std::uint16_t>(1000, 2000));
    CHECK_FALSE(dial.tcp_keepalive);
    CHECK(dial.keepalive_time == 7s);
    CHECK_FALSE(dial.tcp_nodelay);
    CHECK(dial.attempt_delay == 50ms);
    CHECK(dial.unix_socket == "/s");
    CHECK(transport_of({"--abstract-unix-socket", "n"}).connect.dial.abstract_unix_socket);
}

TEST_CASE("resolve: TLS options", "[cli]") {
    const TlsOptions tls = transport_of({"-k",
                                         "--cacert",
                                         "ca",
                                         "-E",
                                         "c:pw",
                                         "--key",
                                         "k",
                                         "--tlsv1.3",
                                         "--tls-max",
                                         "1.3",
                                         "--ciphers",
                                         "C",
                                         "--tls13-ciphers",
                                         "T",
                                         "--curves",
                                         "X25519",
                                         "--no-alpn",
                                         "--pinnedpubkey",
                                         "sha256//x",
                                         "--cert-status",
                                         "--no-sessionid",
                                         "--cert-type",
                                         "p12"})
                               .connect.tls;
    CHECK_FALSE(tls.verify);
    CHECK(tls.ca_file == "ca");
    CHECK(tls.client_cert == "c");
    CHECK(tls.key_password == "pw");
    CHECK(tls.client_key == "k");
    CHECK(tls.min_version == TlsVersion::tls1_3);
    CHECK(tls.max_version == TlsVersion::tls1_3);
    CHECK(tls.groups == "X25519");
    CHECK(tls.alpn.empty());
    CHECK(tls.cert_status);
    CHECK_FALSE(tls.resume);
    CHECK(tls.client_cert_type == "P12");
}

TEST_CASE("resolve: CA stores of the environment hold unless options name one", "[cli]") {
    FakeEnv fake;
    fake.variables = {{"SSL_CERT_FILE", "f"}, {"SSL_CERT_DIR", "d"}, {"SSLKEYLOGFILE", "keys"}};
    CHECK(transport_of({}, fake).connect.tls.ca_file == "f");
    CHECK(transport_of({}, fake).connect.tls.ca_path == "d");
    CHECK(transport_of({}, fake).connect.tls.keylog_file == "keys");
    CHECK(transport_of({"--cacert", "x"}, fake).connect.tls.ca_path.empty());
    fake.variables["CURL_CA_BUNDLE"] = "bundle";
    CHECK(transport_of({}, fake).connect.tls.ca_file == "bundle");
    CHECK(transport_of({}, fake).connect.tls.ca_path.empty());
}

TEST_CASE("resolve: limits, of which none becomes infinite", "[cli]") {
    const Timeouts timeouts =
        timeouts_of({"-m", "1.5", "--connect-timeout", "500ms", "--dns-timeout", "1", "--tls-timeout", "2",
                     "--response-timeout", "1m", "--idle-timeout", "3", "--expect100-timeout", "0.25"});
    CHECK(timeouts.total == 1500ms);
    CHECK(timeouts.connect == 500ms);
    CHECK(timeouts.dns == 1s);
    CHECK(timeouts.tls == 2s);
    CHECK(timeouts.response == 1min);
    CHECK(timeouts.idle == 3s);
    CHECK(timeouts.expect_continue == 250ms);
    CHECK_FALSE(timeouts_of({"-m", "0"}).total);
    CHECK(timeouts_of({"--connect-timeout", "0"}).connect == Timeouts().connect);
}

TEST_CASE("resolve: speed limits complete each other", "[cli]") {
    FakeEnv fake;
    const OutputPlan time_only = fake.resolve({"http://a", "-y", "5"}).plan.value().groups.at(0).output;
    CHECK(time_only.speed_limit == 1);
    CHECK(time_only.speed_time == 5s);
    const OutputPlan limit_only =
        fake.resolve({"http://a", "-Y", "1000", "--limit-rate", "2k"}).plan.value().groups.at(0).output;
    CHECK(limit_only.speed_time == 30s);
    CHECK(limit_only.limit_rate == 2048);
}

TEST_CASE("resolve: pool and size options", "[cli]") {
    const TransportOptions options = transport_of(
        {"--no-pool", "--max-idle-per-host", "7", "--pool-idle-timeout", "5s", "--max-conns-per-host", "3",
         "--max-header-bytes", "64k", "--max-filesize", "1M", "--dns-servers", "192.0.2.1,[2001:db8::1]:53"});
    CHECK_FALSE(options.pool.enabled);
    CHECK(options.pool.max_idle_per_host == 7);
    CHECK(options.pool.idle_timeout == 5s);
    CHECK(options.pool.max_conns_per_host == 3);
    CHECK(options.limits.max_header_bytes == 65536);
    CHECK(options.limits.max_body_bytes == 1048576u);
    CHECK(options.resolver.servers.size() == 2);
    CHECK_FALSE(transport_of({"--max-filesize", "0"}).limits.max_body_bytes);
}
