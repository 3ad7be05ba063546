// SPDX-License-Identifier: MIT
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "codec/tls/engine.hpp"
#include "support/catch.hpp"
#include "support/tls/test_ca.hpp"
#include "unit/tls/server_side.hpp"

namespace rtrip {
namespace {

using test::CertificateSpec;
using test::Identity;
using test::TestCa;
using tls::PeerName;

struct Outcome {
    Result<tls::Engine::Progress> progress;
    TlsInfo info;
    bool server_established = false;
};

const TestCa& ca() {
    static const TestCa instance;
    return instance;
}

// One handshake with a server that sends `chain_pem`, under `options` plus trust in `trusted_pem`.
Outcome connect(test::ServerOptions server_options, const PeerName& peer, TlsOptions options,
                const std::string& trusted_pem) {
    const test::TestDirectory directory;
    options.ca_file = directory.write("ca.pem", trusted_pem);
    auto context = tls::ClientContext::make(options);
    REQUIRE(context);
    const test::ServerContext server_context(std::move(server_options));
    test::ServerSide server(server_context);
    tls::Engine engine(*context, peer, "key");
    Result<tls::Engine::Progress> progress = test::shake(engine, server);
    return {std::move(progress), engine.info(), server.established()};
}

Outcome connect(const std::string& chain_pem, const Identity& leaf, const PeerName& peer = {"test.example"},
                const TlsOptions& options = {}) {
    test::ServerOptions server;
    server.chain_pem = chain_pem;
    server.key_pem = leaf.key_pem;
    return connect(std::move(server), peer, options, ca().ca_pem());
}

CertificateSpec leaf_spec() {
    return test::server_spec({"DNS:test.example"});
}

struct Chain {
    std::string pem;
    Identity leaf;
};

Chain chain_of(const CertificateSpec& spec) {
    Identity leaf = test::issue(ca().intermediate(), spec);
    return {ca().chain_pem(leaf), std::move(leaf)};
}

// Leaf, a special issuer, then the root's usual place: root -> issuer -> leaf.
Chain chain_under(const CertificateSpec& issuer_spec, const CertificateSpec& spec) {
    const Identity issuer = test::issue(ca().root(), issuer_spec);
    Identity leaf = test::issue(issuer, spec);
    return {leaf.certificate_pem + issuer.certificate_pem, std::move(leaf)};
}

struct Refusal {
    std::string what;
    Chain chain;
    ErrorCode code;
    std::string said;  // part of the message
};

Chain with(void (*change)(CertificateSpec&)) {
    CertificateSpec spec = leaf_spec();
    change(spec);
    return chain_of(spec);
}

std::vector<Refusal> refusals() {
    std::vector<Refusal> rows;
    const auto add = [&](std::string what, Chain chain, ErrorCode code, std::string said) {
        rows.push_back({std::move(what), std::move(chain), code, std::move(said)});
    };
    add("expired", with([](CertificateSpec& s) {
            s.valid_from = std::chrono::hours(-24 * 30);
            s.valid_until = std::chrono::hours(-24 * 3 - 1);
        }),
        ErrorCode::tls_expired, "certificate expired 3 days ago (not after 20");
    add("not yet valid", with([](CertificateSpec& s) { s.valid_from = std::chrono::hours(49); }),
        ErrorCode::tls_not_yet_valid, "certificate is not valid for another 2 days (not before 20");
    add("other name", with([](CertificateSpec& s) { s.sans = {"DNS:a.example", "DNS:b.example"}; }),
        ErrorCode::tls_hostname, "certificate is for a.example, b.example, not for test.example");
    add("common name where there are others", with([](CertificateSpec& s) { s.sans = {"DNS:a.example"}; }),
        ErrorCode::tls_hostname, "certificate is for a.example, not for test.example");
    add("weak key", with([](CertificateSpec& s) { s.key = test::KeyKind::rsa_1024; }), ErrorCode::tls_weak,
        "certificate has a key that is too small");
    add("SHA-1 signature", with([](CertificateSpec& s) { s.hash = test::HashKind::sha1; }), ErrorCode::tls_weak,
        "certificate is signed with a broken hash");
    CertificateSpec rsa_issuer = test::ca_spec("RSA issuer");
    rsa_issuer.key = test::KeyKind::rsa_2048;
    CertificateSpec md5_leaf = leaf_spec();
    md5_leaf.hash = test::HashKind::md5;
    add("MD5 signature", chain_under(rsa_issuer, md5_leaf), ErrorCode::tls_weak,
        "certificate is signed with a broken hash");
    add("purpose", with([](CertificateSpec& s) { s.extended_key_usage = "clientAuth"; }), ErrorCode::tls_untrusted,
        "certificate is not meant for TLS servers");
    add("unknown critical extension", with([](CertificateSpec& s) { s.unknown_critical_oid = "1.3.6.1.4.1.55555.1"; }),
        ErrorCode::tls_untrusted, "certificate has a critical extension that is not understood");

    const Identity lone = ca().server({"DNS:test.example"});
    add("missing intermediate", {lone.certificate_pem, lone}, ErrorCode::tls_untrusted,
        "issuer \"CN=rtrip test intermediate\" is not in the CA store; the server did not send an intermediate");
    const Identity self = test::make_self_signed(leaf_spec());
    add("self-signed", {self.certificate_pem, self}, ErrorCode::tls_untrusted,
        "certificate \"CN=test.example\" is self-signed and not in the CA store");
    const Identity other_root = test::make_self_signed(test::ca_spec("other root"));
    const Identity stranger = test::issue(other_root, leaf_spec());
    add("unknown root that is sent", {stranger.certificate_pem + other_root.certificate_pem, stranger},
        ErrorCode::tls_untrusted, "the chain ends in \"CN=other root\", which is not in the CA store");
    add("unknown issuer", {stranger.certificate_pem, stranger}, ErrorCode::tls_untrusted,
        "issuer \"CN=other root\" is not in the CA store");

    add("issuer that is no CA", chain_under(test::ca_spec("no CA", "critical,CA:FALSE"), leaf_spec()),
        ErrorCode::tls_untrusted, "issuer \"CN=no CA\" is not a CA");
    CertificateSpec constrained = test::ca_spec("constrained");
    constrained.name_constraints = "critical,permitted;DNS:allowed.example";
    add("name constraints", chain_under(constrained, leaf_spec()), ErrorCode::tls_untrusted,
        "an issuer may not certify such names");
    CertificateSpec weak_issuer = test::ca_spec("weak issuer");
    weak_issuer.key = test::KeyKind::rsa_1024;
    add("weak issuer", chain_under(weak_issuer, leaf_spec()), ErrorCode::tls_weak,
        "issuer certificate \"CN=weak issuer\" has a key that is too small");
    CertificateSpec old_issuer = test::ca_spec("old issuer");
    old_issuer.valid_from = std::chrono::hours(-100);
    old_issuer.valid_until = std::chrono::hours(-5);
    add("expired issuer", chain_under(old_issuer, leaf_spec()), ErrorCode::tls_expired,
        "issuer certificate \"CN=old issuer\" expired 5 hours ago");
    const Identity below = test::issue(ca().intermediate(), test::ca_spec("below"));
    const Identity deep = test::issue(below, leaf_spec());
    add("path length", {deep.certificate_pem + below.certificate_pem + ca().intermediate().certificate_pem, deep},
        ErrorCode::tls_untrusted, "may not issue CAs (path length)");
    const Identity forged_issuer = test::make_self_signed(test::ca_spec("rtrip test intermediate"));
    const Identity forged = test::issue(forged_issuer, leaf_spec());
    add("forged issuer", {forged.certificate_pem + ca().intermediate().certificate_pem, forged},
        ErrorCode::tls_untrusted, "");
    return rows;
}

}  // namespace

TEST_CASE("tls: a good chain is accepted and described", "[tls]") {
    const Chain chain = chain_of(leaf_spec());
    const Outcome outcome = connect(chain.pem, chain.leaf);
    REQUIRE(outcome.progress);
    CHECK(*outcome.progress == tls::Engine::Progress::done);
    CHECK(outcome.server_established);
    CHECK(outcome.info.verified);
    CHECK(outcome.info.problems.empty());
    REQUIRE(outcome.info.chain.size() == 2);
    const CertificateInfo& leaf = outcome.info.chain[0];
    CHECK(leaf.subject == "CN=test.example");
    CHECK(leaf.issuer == "CN=rtrip test intermediate");
    CHECK(leaf.sans == std::vector<std::string>{"DNS:test.example"});
    CHECK(leaf.key == "EC P-256");
    CHECK(leaf.signature == "ecdsa-with-SHA256");
    CHECK(leaf.sha256.size() == 64);
    CHECK(leaf.der_bytes == test::certificate_der(chain.leaf).size());
    CHECK_FALSE(leaf.self_issued);
    CHECK(leaf.not_before < test::wall_now());
    CHECK(leaf.not_after > test::wall_now());
    CHECK(outcome.info.chain[1].subject == "CN=rtrip test intermediate");
}

TEST_CASE("tls: bad certificates are refused before the handshake is complete", "[tls]") {
    for (const Refusal& row : refusals()) {
        INFO(row.what);
        const Outcome outcome = connect(row.chain.pem, row.chain.leaf);
        REQUIRE_FALSE(outcome.progress);
        CHECK(error_code_name(outcome.progress.error().code) == error_code_name(row.code));
        CHECK_THAT(outcome.progress.error().message, Catch::Matchers::Contains(row.said));
        CHECK_FALSE(outcome.server_established);
        CHECK_FALSE(outcome.info.verified);
        CHECK_FALSE(outcome.info.problems.empty());
        CHECK_FALSE(outcome.info.chain.empty());
    }
}

TEST_CASE("tls: without verification the same chains are accepted with their problems recorded", "[tls]") {
    TlsOptions options;
    options.verify = false;
    for (const Refusal& row : refusals()) {
        INFO(row.what);
        const Outcome outcome = connect(row.chain.pem, row.chain.leaf, {"test.example"}, options);
        REQUIRE(outcome.progress);
        CHECK(outcome.server_established);
        CHECK_FALSE(outcome.info.verified);
        CHECK_FALSE(outcome.info.verify_requested);
        CHECK_FALSE(outcome.info.problems.empty());
    }
}

TEST_CASE("tls: all problems of a chain are told, the most telling first", "[tls]") {
    CertificateSpec spec = test::server_spec({"DNS:a.example"});
    spec.valid_from = std::chrono::hours(-50);
    spec.valid_until = std::chrono::hours(-2);
    const Identity self = test::make_self_signed(spec);
    const Outcome outcome = connect(self.certificate_pem, self);
    REQUIRE_FALSE(outcome.progress);
    CHECK(outcome.progress.error().code == ErrorCode::tls_expired);
    const std::string& message = outcome.progress.error().message;
    CHECK(message.starts_with("certificate expired 2 hours ago"));
    CHECK_THAT(message, Catch::Matchers::Contains("; also: "));
    CHECK_THAT(message, Catch::Matchers::Contains("is self-signed"));
    CHECK_THAT(message, Catch::Matchers::Contains("certificate is for a.example, not for test.example"));
    CHECK(outcome.info.problems.size() >= 3);
}

TEST_CASE("tls: TLS 1.2 refuses bad certificates alike", "[tls]") {
    const Chain chain = with([](CertificateSpec& s) { s.sans = {"DNS:a.example"}; });
    TlsOptions options;
    options.max_version = TlsVersion::tls1_2;
    const Outcome outcome = connect(chain.pem, chain.leaf, {"test.example"}, options);
    REQUIRE_FALSE(outcome.progress);
    CHECK(outcome.progress.error().code == ErrorCode::tls_hostname);
    CHECK(outcome.info.version == "TLSv1.2");
    CHECK_FALSE(outcome.server_established);
}

TEST_CASE("tls: a weak certificate is refused whatever level the cipher list asks for", "[tls]") {
    const Chain chain = with([](CertificateSpec& s) { s.key = test::KeyKind::rsa_1024; });
    TlsOptions options;
    options.ciphers = "DEFAULT:@SECLEVEL=0";
    const Outcome outcome = connect(chain.pem, chain.leaf, {"test.example"}, options);
    REQUIRE_FALSE(outcome.progress);
    CHECK(outcome.progress.error().code == ErrorCode::tls_weak);
}

TEST_CASE("tls: an anonymous server is not taken for a verified one", "[tls]") {
    test::ServerOptions server;
    server.ciphers = "aNULL:@SECLEVEL=0";
    server.max_version = TLS1_2_VERSION;
    TlsOptions options;
    options.ciphers = "aNULL:@SECLEVEL=0";
    options.max_version = TlsVersion::tls1_2;
    const Outcome outcome = connect(server, {"test.example"}, options, ca().ca_pem());
    REQUIRE_FALSE(outcome.progress);
    CHECK(outcome.progress.error().code == ErrorCode::tls_untrusted);
}

TEST_CASE("tls: an intermediate given as CA is trusted without its root", "[tls]") {
    const Chain chain = chain_of(leaf_spec());
    test::ServerOptions server;
    server.chain_pem = chain.leaf.certificate_pem;
    server.key_pem = chain.leaf.key_pem;
    const Outcome outcome = connect(server, {"test.example"}, {}, ca().intermediate().certificate_pem);
    CHECK(outcome.progress);
}

TEST_CASE("tls: SHA-1 on the trust anchor itself does not matter", "[tls]") {
    CertificateSpec root_spec = test::ca_spec("old root");
    root_spec.hash = test::HashKind::sha1;
    const Identity root = test::make_self_signed(root_spec);
    const Identity leaf = test::issue(root, leaf_spec());
    test::ServerOptions server;
    server.chain_pem = leaf.certificate_pem + root.certificate_pem;
    server.key_pem = leaf.key_pem;
    const Outcome outcome = connect(server, {"test.example"}, {}, root.certificate_pem);
    CHECK(outcome.progress);
    CHECK(outcome.info.verified);
}

TEST_CASE("tls: names match by the rules for names, addresses by those for addresses", "[tls]") {
    using Kind = PeerName::Kind;
    struct Row {
        std::vector<std::string> sans;
        std::string common_name;
        PeerName peer;
        bool good;
    };
    const std::vector<Row> rows = {
        {{"DNS:a.example"}, "x", {"a.example"}, true},
        {{"DNS:a.example"}, "x", {"A.EXAMPLE"}, true},
        {{"DNS:a.example"}, "x", {"a.example."}, true},
        {{"DNS:b.example", "DNS:a.example"}, "x", {"a.example"}, true},
        {{"DNS:a.example"}, "x", {"b.a.example"}, false},
        {{"DNS:a.example"}, "x", {".example"}, false},
        {{"DNS:*.a.example"}, "x", {"b.a.example"}, true},
        {{"DNS:*.a.example"}, "x", {"a.example"}, false},
        {{"DNS:*.a.example"}, "x", {"c.b.a.example"}, false},
        {{"DNS:b*.a.example"}, "x", {"bc.a.example"}, false},
        {{"DNS:*b.a.example"}, "x", {"cb.a.example"}, false},
        {{"DNS:a.*.example"}, "x", {"a.b.example"}, false},
        {{"DNS:*.example"}, "x", {"a.example"}, false},
        {{"DNS:*"}, "x", {"a.example"}, false},
        {{"DNS:xn--*.a.example"}, "x", {"xn--abc.a.example"}, false},
        {{}, "a.example", {"a.example"}, true},
        {{}, "*.a.example", {"b.a.example"}, true},
        {{"DNS:b.example"}, "a.example", {"a.example"}, false},
        {{"IP:192.0.2.1"}, "a.example", {"a.example"}, false},
        {{"IP:192.0.2.1"}, "x", {"192.0.2.1", Kind::ip}, true},
        {{"IP:192.0.2.1"}, "x", {"192.0.2.2", Kind::ip}, false},
        {{"IP:2001:db8::1"}, "x", {"2001:db8::1", Kind::ip}, true},
        {{"IP:fe80::1"}, "x", {"fe80::1%eth0", Kind::ip}, true},
        {{"DNS:192.0.2.1"}, "x", {"192.0.2.1", Kind::ip}, false},
        {{"DNS:*.0.2.1"}, "x", {"192.0.2.1", Kind::ip}, false},
        {{}, "192.0.2.1", {"192.0.2.1", Kind::ip}, false},
    };
    for (const Row& row : rows) {
        CertificateSpec spec = test::server_spec(row.sans);
        spec.common_name = row.common_name;
        const Chain chain = chain_of(spec);
        const Outcome outcome = connect(chain.pem, chain.leaf, row.peer);
        INFO((row.sans.empty() ? "CN=" + row.common_name : row.sans[0]) << " for " << row.peer.host);
        CHECK(outcome.progress.has_value() == row.good);
        if (!outcome.progress) CHECK(outcome.progress.error().code == ErrorCode::tls_hostname);
    }
}

TEST_CASE("tls: a name with a NUL in it is not the part before it", "[tls]") {
    CertificateSpec spec;
    spec.common_name = std::string("test.example\0.evil.example", 26);
    const Chain chain = chain_of(spec);
    const Outcome outcome = connect(chain.pem, chain.leaf);
    REQUIRE_FALSE(outcome.progress);
    CHECK(outcome.progress.error().code == ErrorCode::tls_hostname);
}

TEST_CASE("tls: control bytes in a certificate's names are escaped", "[tls]") {
    CertificateSpec spec = leaf_spec();
    spec.common_name = "evil\x1b[2J\nname";
    const Chain chain = chain_of(spec);
    const Outcome outcome = connect(chain.pem, chain.leaf);
    REQUIRE(outcome.progress);
    const std::string& subject = outcome.info.chain.at(0).subject;
    CHECK(std::none_of(subject.begin(), subject.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }));
    CHECK_THAT(subject, Catch::Matchers::Contains("evil"));
}

}  // namespace rtrip
