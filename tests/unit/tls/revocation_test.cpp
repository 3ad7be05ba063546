// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "unit/tls/fixture.hpp"
#include "unit/tls/server_side.hpp"

namespace rtrip {
namespace {

using test::Fixture;
using tls::Engine;

}  // namespace

TEST_CASE("tls: a CRL file is obeyed", "[tls]") {
    Fixture fixture;
    const test::Identity other = fixture.ca.server({"DNS:other.example"});
    struct Row {
        std::string what;
        std::string crl;
        bool good;
        ErrorCode code;
        std::string said;
    };
    const test::Identity& issuer = fixture.ca.intermediate();
    const std::vector<Row> rows = {
        {"revoked", test::make_crl_pem(issuer, {fixture.leaf.certificate_pem}), false, ErrorCode::tls_revoked,
         "certificate is revoked by its issuer \"CN=rtrip test intermediate\""},
        {"another revoked", test::make_crl_pem(issuer, {other.certificate_pem}), true, ErrorCode::internal, ""},
        {"none revoked", test::make_crl_pem(issuer, {}), true, ErrorCode::internal, ""},
        {"of another issuer", test::make_crl_pem(fixture.ca.root(), {}), false, ErrorCode::tls_untrusted,
         "there is no CRL of the issuer \"CN=rtrip test intermediate\""},
        {"out of date", test::make_crl_pem(issuer, {}, std::chrono::hours(-1)), false, ErrorCode::tls_untrusted,
         "CRL has expired"},
    };
    for (const Row& row : rows) {
        INFO(row.what);
        fixture.options.crl_file = fixture.directory.write(row.what, row.crl);
        Engine engine = fixture.engine();
        test::ServerSide server(fixture.server);
        const auto progress = test::shake(engine, server);
        REQUIRE(progress.has_value() == row.good);
        if (row.good) continue;
        CHECK(error_code_name(progress.error().code) == error_code_name(row.code));
        CHECK_THAT(progress.error().message, Catch::Matchers::Contains(row.said));
        CHECK_FALSE(server.established());
    }
}

TEST_CASE("tls: pins hold with and without verification", "[tls]") {
    Fixture fixture;
    const test::Identity other = fixture.ca.server({"DNS:other.example"});
    const std::string right = test::public_key_pin(fixture.leaf);
    const std::string wrong = test::public_key_pin(other);
    struct Row {
        std::string pin;
        bool good;
    };
    const std::vector<Row> rows = {
        {right, true},
        {wrong, false},
        {wrong + ";" + right, true},
        {fixture.directory.write("right.pub", test::public_key_pem(fixture.leaf)), true},
        {fixture.directory.write("wrong.pub", test::public_key_pem(other)), false},
        {test::public_key_pin(fixture.ca.intermediate()), false},
    };
    for (const bool verify : {true, false}) {
        for (const TlsVersion version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
            for (const Row& row : rows) {
                INFO(row.pin);
                fixture.options.verify = verify;
                fixture.options.max_version = version;
                fixture.options.pinned_pubkey = row.pin;
                Engine engine = fixture.engine();
                test::ServerSide server(fixture.server);
                const auto progress = test::shake(engine, server);
                REQUIRE(progress.has_value() == row.good);
                CHECK(server.established() == row.good);
                if (!progress) CHECK(progress.error().code == ErrorCode::tls_pin);
            }
        }
    }
}

TEST_CASE("tls: a certificate that is not trusted fails as that and not as a pin", "[tls]") {
    Fixture fixture;
    fixture.options.pinned_pubkey = test::public_key_pin(fixture.ca.root());
    Engine engine(fixture.context(), {"other.example"}, "443");
    test::ServerSide server(fixture.server);
    const auto progress = test::shake(engine, server);
    REQUIRE_FALSE(progress);
    CHECK(progress.error().code == ErrorCode::tls_hostname);
}

TEST_CASE("tls: a stapled OCSP answer is demanded and judged where asked for", "[tls]") {
    Fixture fixture;
    const test::Identity other = fixture.ca.server({"DNS:other.example"});
    const test::Identity stranger = test::make_self_signed(test::ca_spec("rtrip test intermediate"));
    const test::Identity& issuer = fixture.ca.intermediate();
    const std::string& leaf = fixture.leaf.certificate_pem;
    using std::chrono::hours;
    struct Row {
        std::string what;
        std::string staple;
        std::string ocsp;
    };
    const std::vector<Row> rows = {
        {"good", test::make_ocsp_der(issuer, leaf, {}), "good"},
        {"revoked", test::make_ocsp_der(issuer, leaf, {test::OcspState::revoked}), "revoked"},
        {"unknown", test::make_ocsp_der(issuer, leaf, {test::OcspState::unknown}), "unknown"},
        {"missing", "", "none"},
        {"garbage", "not OCSP", "invalid: the answer is not OCSP"},
        {"refusal", std::string("\x30\x03\x0a\x01\x03", 5), "invalid: the responder said trylater"},
        {"old", test::make_ocsp_der(issuer, leaf, {test::OcspState::good, hours(-48), hours(-24)}),
         "invalid: the answer is out of date since "},
        {"future", test::make_ocsp_der(issuer, leaf, {test::OcspState::good, hours(24), hours(48)}),
         "invalid: the answer is from the future"},
        {"other certificate", test::make_ocsp_der(issuer, other.certificate_pem, {}),
         "invalid: the answer is about another certificate"},
        {"other signer", test::make_ocsp_der(stranger, leaf, {}), "invalid: the answer's signature does not hold"},
    };
    for (const TlsVersion version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
        for (const Row& row : rows) {
            INFO(row.what);
            fixture.options.cert_status = true;
            fixture.options.max_version = version;
            fixture.server_options.staple = row.staple;
            const test::ServerContext server_context(fixture.server_options);
            Engine engine(fixture.context(), {"test.example"}, row.what);
            test::ServerSide server(server_context);
            const auto progress = test::shake(engine, server);
            const bool good = row.ocsp == "good";
            REQUIRE(progress.has_value() == good);
            CHECK(server.established() == good);
            if (!progress) CHECK(progress.error().code == ErrorCode::tls_ocsp);
            REQUIRE(engine.info().ocsp.has_value());
            CHECK_THAT(*engine.info().ocsp, Catch::Matchers::StartsWith(row.ocsp));
        }
    }
}

TEST_CASE("tls: a resumed connection keeps the first one's OCSP verdict", "[tls]") {
    Fixture fixture;
    fixture.options.cert_status = true;
    fixture.server_options.staple = test::make_ocsp_der(fixture.ca.intermediate(), fixture.leaf.certificate_pem, {});
    const test::ServerContext server_context(fixture.server_options);
    for (const TlsVersion version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
        fixture.options.max_version = version;
        for (const bool resumed : {false, true}) {
            Engine engine = fixture.engine();
            test::ServerSide server(server_context);
            REQUIRE(test::shake(engine, server));
            CHECK(engine.info().resumed == resumed);
            CHECK(engine.info().ocsp == "good");
            REQUIRE(test::read_from_server(engine, server));
        }
    }
}

}  // namespace rtrip
