// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "unit/tls/fixture.hpp"
#include "unit/tls/server_side.hpp"

namespace rtrip {
namespace {

using test::Fixture;
using test::Identity;
using tls::Engine;

Identity client_identity(const Fixture& fixture) {
    test::CertificateSpec spec;
    spec.common_name = "client";
    spec.extended_key_usage = "clientAuth";
    return test::issue(fixture.ca.root(), spec);
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("tls: options that cannot be used are errors of their own", "[tls]") {
    Fixture fixture;
    const std::string junk = fixture.directory.write("junk", "no PEM at all\n");
    const std::string key = fixture.directory.write("key.pem", fixture.leaf.key_pem);
    const std::string cert = fixture.directory.write("cert.pem", client_identity(fixture).certificate_pem);
    struct Row {
        std::string what;
        void (*change)(TlsOptions&, const std::string&);
        std::string value;
        ErrorCode code;
    };
    const auto ca_file = [](TlsOptions& o, const std::string& v) { o.ca_file = v; };
    const auto ca_path = [](TlsOptions& o, const std::string& v) { o.ca_path = v; };
    const auto crl_file = [](TlsOptions& o, const std::string& v) { o.crl_file = v; };
    const auto client_cert = [](TlsOptions& o, const std::string& v) { o.client_cert = v; };
    const auto cert_type = [](TlsOptions& o, const std::string& v) {
        o.client_cert = o.ca_file;
        o.client_cert_type = v;
    };
    const auto pin = [](TlsOptions& o, const std::string& v) { o.pinned_pubkey = v; };
    const auto ciphers = [](TlsOptions& o, const std::string& v) { o.ciphers = v; };
    const auto tls13 = [](TlsOptions& o, const std::string& v) { o.tls13_ciphers = v; };
    const auto groups = [](TlsOptions& o, const std::string& v) { o.groups = v; };
    const auto key_log = [](TlsOptions& o, const std::string& v) { o.keylog_file = v; };
    const std::vector<Row> rows = {
        {"CA file missing", ca_file, "/nonexistent/ca.pem", ErrorCode::tls_ca_file},
        {"CA file without certificates", ca_file, junk, ErrorCode::tls_ca_file},
        {"CA directory missing", ca_path, "/nonexistent", ErrorCode::tls_ca_file},
        {"CA directory is a file", ca_path, junk, ErrorCode::tls_ca_file},
        {"CRL file missing", crl_file, "/nonexistent", ErrorCode::tls_crl_file},
        {"CRL file without CRLs", crl_file, junk, ErrorCode::tls_crl_file},
        {"client certificate missing", client_cert, "/nonexistent", ErrorCode::tls_client_certificate},
        {"client certificate of junk", client_cert, junk, ErrorCode::tls_client_certificate},
        {"client certificate without key", client_cert, cert, ErrorCode::tls_client_certificate},
        {"PKCS#12 missing", client_cert, "/nonexistent.p12", ErrorCode::tls_client_certificate},
        {"client certificate of unknown type", cert_type, "XML", ErrorCode::tls_client_certificate},
        {"client certificate of another type", cert_type, "DER", ErrorCode::tls_client_certificate},
        {"pin that is none", pin, "sha256//short", ErrorCode::tls_pin},
        {"pin of another length", pin, "sha256//AAAA", ErrorCode::tls_pin},
        {"second pin that is none", pin, test::public_key_pin(fixture.leaf) + ";md5//x", ErrorCode::tls_pin},
        {"pin file missing", pin, "/nonexistent", ErrorCode::tls_pin},
        {"pin file of junk", pin, junk, ErrorCode::tls_pin},
        {"unknown cipher", ciphers, "NO-SUCH-CIPHER", ErrorCode::tls_cipher},
        {"unknown TLS 1.3 cipher", tls13, "TLS_NO_SUCH", ErrorCode::tls_cipher},
        {"unknown group", groups, "P-9999", ErrorCode::tls_cipher},
        {"key log in no directory", key_log, "/nonexistent/keys", ErrorCode::output_write_failed},
    };
    for (const Row& row : rows) {
        INFO(row.what);
        TlsOptions options;
        options.ca_file = fixture.options.ca_file;
        row.change(options, row.value);
        const auto made = tls::ClientContext::make(options);
        REQUIRE_FALSE(made);
        CHECK(error_code_name(made.error().code) == error_code_name(row.code));
        CHECK_FALSE(made.error().message.empty());
    }
}

TEST_CASE("tls: an empty range of versions is refused", "[tls]") {
    TlsOptions options;
    options.min_version = TlsVersion::tls1_3;
    options.max_version = TlsVersion::tls1_2;
    const auto made = tls::ClientContext::make(options);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::tls_protocol_version);
}

TEST_CASE("tls: ciphers and groups of the options are the ones agreed on", "[tls]") {
    Fixture fixture;
    fixture.options.tls13_ciphers = "TLS_CHACHA20_POLY1305_SHA256";
    fixture.options.groups = "P-384";
    Engine modern = fixture.engine();
    test::ServerSide first(fixture.server);
    REQUIRE(test::shake(modern, first));
    CHECK(modern.info().cipher == "TLS_CHACHA20_POLY1305_SHA256");
    CHECK(modern.info().group == "secp384r1");

    fixture.options.groups.clear();
    fixture.options.max_version = TlsVersion::tls1_2;
    fixture.options.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256";
    Engine older = fixture.engine();
    test::ServerSide second(fixture.server);
    REQUIRE(test::shake(older, second));
    CHECK(older.info().cipher == "ECDHE-ECDSA-AES128-GCM-SHA256");
}

TEST_CASE("tls: a CA directory is searched by hash", "[tls]") {
    Fixture fixture;
    const test::TestDirectory directory;
    directory.write(test::subject_hash(fixture.ca.root()) + ".0", fixture.ca.ca_pem());
    fixture.options.ca_file.clear();
    fixture.options.ca_path = directory.path();
    Engine engine = fixture.engine();
    test::ServerSide server(fixture.server);
    CHECK(test::shake(engine, server));
    CHECK(engine.info().verified);
}

TEST_CASE("tls: the system's store does not hold the test CA", "[tls]") {
    Fixture fixture;
    fixture.options.ca_file.clear();
    Engine engine = fixture.engine();
    test::ServerSide server(fixture.server);
    const auto progress = test::shake(engine, server);
    REQUIRE_FALSE(progress);
    CHECK(progress.error().code == ErrorCode::tls_untrusted);
}

TEST_CASE("tls: a client certificate is shown when asked for, from every kind of file", "[tls]") {
    Fixture fixture;
    const Identity client = client_identity(fixture);
    const auto write = [&](const char* name, const std::string& text) { return fixture.directory.write(name, text); };
    const std::string cert = write("client.pem", client.certificate_pem);
    const std::string key = write("client.key", client.key_pem);
    const std::string both = write("both.pem", client.certificate_pem + client.key_pem);
    const std::string locked = write("locked.key", test::encrypted_key_pem(client, "geheim"));
    const std::string der = write("client.der", test::certificate_der(client));
    const std::string p12 = write("client.p12", test::make_pkcs12(client, "geheim"));
    const std::string nameless = write("client.bin", test::make_pkcs12(client, "geheim"));
    struct Row {
        std::string cert, type, key, password;
        bool good;
    };
    const std::vector<Row> rows = {
        {cert, "PEM", key, "", true},
        {both, "PEM", "", "", true},
        {cert, "PEM", locked, "geheim", true},
        {cert, "PEM", locked, "x", false},
        {cert, "PEM", locked, "", false},
        {der, "DER", key, "", true},
        {p12, "PEM", "", "geheim", true},
        {p12, "P12", "", "x", false},
        {nameless, "p12", "", "geheim", true},
        {cert, "PEM", fixture.directory.write("other.key", fixture.leaf.key_pem), "", false},
    };
    fixture.server_options.client_ca_pem = fixture.ca.ca_pem();
    const test::ServerContext server_context(fixture.server_options);
    for (const Row& row : rows) {
        INFO(row.cert << " " << row.type << " " << row.key << " " << row.password);
        TlsOptions options = fixture.options;
        options.client_cert = row.cert;
        options.client_cert_type = row.type;
        options.client_key = row.key;
        options.key_password = row.password;
        const auto context = tls::ClientContext::make(options);
        REQUIRE(context.has_value() == row.good);
        if (!row.good) {
            CHECK(context.error().code == ErrorCode::tls_client_certificate);
            CHECK(context.error().message.find("geheim") == std::string::npos);
            continue;
        }
        Engine engine(*context, {"test.example"}, "443");
        test::ServerSide server(server_context);
        REQUIRE(test::shake(engine, server));
        REQUIRE(server.established());
        CHECK(tls::X509Ptr(SSL_get1_peer_certificate(server.native())) != nullptr);
    }
}

TEST_CASE("tls: a server that demands a client certificate is understood", "[tls]") {
    Fixture fixture;
    fixture.server_options.client_ca_pem = fixture.ca.ca_pem();
    const test::ServerContext server_context(fixture.server_options);
    SECTION("TLS 1.3 says so at the first read") {
        Engine engine = fixture.engine();
        test::ServerSide server(server_context);
        REQUIRE(test::shake(engine, server));
        CHECK_FALSE(server.established());
        const Result<std::string> got = test::read_from_server(engine, server);
        REQUIRE_FALSE(got);
        CHECK(got.error().code == ErrorCode::tls_alert);
        CHECK_THAT(got.error().message, Catch::Matchers::Contains("wants a client certificate"));
    }
    SECTION("TLS 1.2 says so within the handshake") {
        fixture.options.max_version = TlsVersion::tls1_2;
        Engine engine = fixture.engine();
        test::ServerSide server(server_context);
        const auto progress = test::shake(engine, server);
        REQUIRE_FALSE(progress);
        CHECK(progress.error().code == ErrorCode::tls_alert);
        CHECK(std::string(progress.error().remedy()).find("--cert") != std::string::npos);
    }
}

TEST_CASE("tls: a client certificate that the server does not take is named as the cause", "[tls]") {
    Fixture fixture;
    const Identity stranger = test::make_self_signed(test::ca_spec("stranger"));
    fixture.options.client_cert = fixture.directory.write("s.pem", stranger.certificate_pem + stranger.key_pem);
    fixture.server_options.client_ca_pem = fixture.ca.ca_pem();
    const test::ServerContext server_context(fixture.server_options);
    for (const TlsVersion version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
        fixture.options.max_version = version;
        Engine engine = fixture.engine();
        test::ServerSide server(server_context);
        const auto progress = test::shake(engine, server);
        std::optional<Error> error;
        if (!progress) {
            error = progress.error();
        } else if (const auto got = test::read_from_server(engine, server); !got) {
            error = got.error();
        }
        REQUIRE(error.has_value());
        CHECK(error->code == ErrorCode::tls_alert);
        CHECK_THAT(error->message, Catch::Matchers::Contains("does not take the client certificate"));
    }
}

TEST_CASE("tls: the key log is appended to and readable by its owner alone", "[tls]") {
    Fixture fixture;
    fixture.options.keylog_file = fixture.directory.path() + "/keys";
    for (const char* key : {"1", "2"}) {
        Engine engine(fixture.context(), {"test.example"}, key);
        test::ServerSide server(fixture.server);
        REQUIRE(test::shake(engine, server));
    }
    const std::string log = read_file(fixture.options.keylog_file);
    const auto first = log.find("CLIENT_TRAFFIC_SECRET_0 ");
    REQUIRE(first != std::string::npos);
    CHECK(log.find("CLIENT_TRAFFIC_SECRET_0 ", first + 1) != std::string::npos);
    CHECK(log.back() == '\n');
    const auto mode = std::filesystem::status(fixture.options.keylog_file).permissions();
    CHECK(mode == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

}  // namespace rtrip
