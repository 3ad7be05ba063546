// SPDX-License-Identifier: MIT
#include "policy/pool_key.hpp"

#include <functional>

#include "support/catch.hpp"

using rtrip::compare;
using rtrip::ConnectOptions;
using rtrip::PoolKey;

namespace {

PoolKey make_key(const std::string& scheme, const std::function<void(ConnectOptions&)>& change = {}) {
    ConnectOptions options;
    if (change) change(options);
    PoolKey key;
    key.scheme = scheme;
    key.host = "example.com";
    key.port = 443;
    key.options = std::make_shared<const ConnectOptions>(options);
    return key;
}

}  // namespace

TEST_CASE("pool key: equal values share, also through different option objects", "[pool_key]") {
    REQUIRE(compare(make_key("https"), make_key("https")).reason.empty());
}

TEST_CASE("pool key: scheme, host and port are named first", "[pool_key]") {
    const PoolKey have = make_key("https");
    PoolKey want = make_key("http");
    REQUIRE(compare(want, have).reason == "different_scheme");
    want = make_key("https");
    want.host = "example.org";
    const auto host = compare(want, have);
    REQUIRE(host.reason == "different_host");
    REQUIRE(host.want == "example.org");
    REQUIRE(host.have == "example.com");
    want = make_key("https");
    want.port = 8443;
    REQUIRE(compare(want, have).reason == "different_port");
}

// hostile.md's largest class of advisories: each setting alone must keep two requests apart.
TEST_CASE("pool key: every TLS and dial option alone makes another connection", "[pool_key]") {
    struct Row {
        const char* reason;
        const char* field;
        std::function<void(ConnectOptions&)> change;
    };
    const std::vector<Row> rows{
        {"tls_config_differs", "verify", [](ConnectOptions& o) { o.tls.verify = false; }},
        {"tls_config_differs", "ca_file", [](ConnectOptions& o) { o.tls.ca_file = "ca.pem"; }},
        {"tls_config_differs", "ca_path", [](ConnectOptions& o) { o.tls.ca_path = "/ca"; }},
        {"tls_config_differs", "crl_file", [](ConnectOptions& o) { o.tls.crl_file = "crl.pem"; }},
        {"tls_config_differs", "client_cert", [](ConnectOptions& o) { o.tls.client_cert = "me.pem"; }},
        {"tls_config_differs", "client_cert", [](ConnectOptions& o) { o.tls.client_cert_type = "P12"; }},
        {"tls_config_differs", "client_key", [](ConnectOptions& o) { o.tls.client_key = "me.key"; }},
        {"tls_config_differs", "client_key", [](ConnectOptions& o) { o.tls.client_key_type = "DER"; }},
        {"tls_config_differs", "client_key", [](ConnectOptions& o) { o.tls.key_password = "secret"; }},
        {"tls_config_differs", "version", [](ConnectOptions& o) { o.tls.min_version = rtrip::TlsVersion::tls1_3; }},
        {"tls_config_differs", "version", [](ConnectOptions& o) { o.tls.max_version = rtrip::TlsVersion::tls1_2; }},
        {"tls_config_differs", "ciphers", [](ConnectOptions& o) { o.tls.ciphers = "AES128-SHA"; }},
        {"tls_config_differs", "tls13_ciphers", [](ConnectOptions& o) { o.tls.tls13_ciphers = "X"; }},
        {"tls_config_differs", "groups", [](ConnectOptions& o) { o.tls.groups = "X25519"; }},
        {"tls_config_differs", "alpn", [](ConnectOptions& o) { o.tls.alpn.clear(); }},
        {"tls_config_differs", "pinned_pubkey", [](ConnectOptions& o) { o.tls.pinned_pubkey = "sha256//x"; }},
        {"tls_config_differs", "cert_status", [](ConnectOptions& o) { o.tls.cert_status = true; }},
        {"tls_config_differs", "other", [](ConnectOptions& o) { o.tls.resume = false; }},
        {"tls_config_differs", "other", [](ConnectOptions& o) { o.tls.keylog_file = "keys"; }},
        {"different_unix_socket", "unix_socket", [](ConnectOptions& o) { o.dial.unix_socket = "/run/x"; }},
        {"different_unix_socket", "unix_socket", [](ConnectOptions& o) { o.dial.abstract_unix_socket = true; }},
        {"ip_family_forced", "family", [](ConnectOptions& o) { o.dial.family = rtrip::AddressFamily::ipv6; }},
        {"different_local_address", "interface", [](ConnectOptions& o) { o.dial.interface = "eth0"; }},
        {"different_local_address", "interface", [](ConnectOptions& o) { o.dial.local_ports.emplace(1, 2); }},
        {"different_target", "connect_to", [](ConnectOptions& o) { o.dial.connect_to.push_back({"", "", "h", "1"}); }},
        {"socket_options_differ", "", [](ConnectOptions& o) { o.dial.tcp_nodelay = false; }},
        {"socket_options_differ", "", [](ConnectOptions& o) { o.dial.tcp_fastopen = true; }},
        {"socket_options_differ", "", [](ConnectOptions& o) { o.dial.proxy_protocol = true; }},
    };
    const PoolKey have = make_key("https");
    for (const Row& row : rows) {
        const auto mismatch = compare(make_key("https", row.change), have);
        CAPTURE(row.reason, row.field);
        REQUIRE(mismatch.reason == row.reason);
        REQUIRE(mismatch.field == row.field);
        REQUIRE(mismatch.want.find("secret") == std::string::npos);
        REQUIRE_FALSE(compare(have, make_key("https", row.change)).reason.empty());
    }
}

TEST_CASE("pool key: TLS options make no difference to plain connections", "[pool_key]") {
    const PoolKey have = make_key("http");
    REQUIRE(compare(make_key("http", [](ConnectOptions& o) { o.tls.verify = false; }), have).reason.empty());
    REQUIRE(compare(make_key("http", [](ConnectOptions& o) { o.dial.unix_socket = "/run/x"; }), have).reason ==
            "different_unix_socket");
}
