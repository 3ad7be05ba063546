// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Certificates, revocation lists and OCSP answers made at run time, good ones and bad ones, as PEM and DER text.
namespace rtrip::test {

enum class KeyKind : std::uint8_t { ec_p256, rsa_2048, rsa_1024, ed25519 };
enum class HashKind : std::uint8_t { sha256, sha1, md5 };

/// What a certificate says. Times are relative to the moment of making.
struct CertificateSpec {
    std::string common_name = "test.example";
    std::vector<std::string> sans;  ///< In OpenSSL's words: "DNS:a.example", "IP:127.0.0.1".
    std::chrono::seconds valid_from{-3600};
    std::chrono::seconds valid_until{std::chrono::hours(24 * 30)};
    KeyKind key = KeyKind::ec_p256;
    HashKind hash = HashKind::sha256;
    std::string basic_constraints = "critical,CA:FALSE";
    std::string key_usage = "critical,digitalSignature,keyEncipherment";
    std::string extended_key_usage = "serverAuth";  ///< Empty: the extension is left out (so with the two above).
    std::string name_constraints;                   ///< "critical,permitted;DNS:example"
    std::string unknown_critical_oid;               ///< "1.2.3.4.5": a critical extension nobody knows.
};

/// The same with the defaults of an issuer. `basic_constraints`: "critical,CA:TRUE,pathlen:0" and the like.
CertificateSpec ca_spec(std::string common_name, std::string basic_constraints = "critical,CA:TRUE");
/// The defaults of a server for these names ("DNS:a.example").
CertificateSpec server_spec(std::vector<std::string> sans);

/// A certificate and its key.
struct Identity {
    std::string certificate_pem;
    std::string key_pem;
};

/// Signed with its own key.
Identity make_self_signed(const CertificateSpec& spec);
/// Signed by `issuer`, whether or not that one is allowed to.
Identity issue(const Identity& issuer, const CertificateSpec& spec);

/// A revocation list of `issuer` with the certificates given in PEM.
std::string make_crl_pem(const Identity& issuer, const std::vector<std::string>& revoked_pems,
                         std::chrono::seconds valid_until = std::chrono::hours(24));

enum class OcspState : std::uint8_t { good, revoked, unknown };

struct OcspSpec {
    OcspState state = OcspState::good;
    std::chrono::seconds from{-3600};
    std::chrono::seconds until{3600};
};

/// DER of an OCSP answer about `certificate_pem`, signed by its issuer.
std::string make_ocsp_der(const Identity& issuer, const std::string& certificate_pem, const OcspSpec& spec);

/// PKCS#12 (DER) of the identity under `password`.
std::string make_pkcs12(const Identity& identity, const std::string& password);
/// The certificate in DER.
std::string certificate_der(const Identity& identity);
/// The key in PEM, encrypted with AES under `password`.
std::string encrypted_key_pem(const Identity& identity, const std::string& password);
/// The certificate's public key in PEM.
std::string public_key_pem(const Identity& identity);
/// "sha256//..." of the certificate's public key.
std::string public_key_pin(const Identity& identity);
/// OpenSSL's hash of the certificate's subject, "3513523f", by which CA directories name their files.
std::string subject_hash(const Identity& identity);

/// A root, an intermediate under it and what they issue.
class TestCa {
public:
    TestCa();

    /// A server certificate of the intermediate.
    [[nodiscard]] Identity server(std::vector<std::string> sans) const;
    /// What a server with `leaf` sends: leaf and intermediate.
    [[nodiscard]] std::string chain_pem(const Identity& leaf) const;

    [[nodiscard]] const Identity& root() const { return root_; }
    [[nodiscard]] const Identity& intermediate() const { return intermediate_; }
    /// What a client is to trust.
    [[nodiscard]] const std::string& ca_pem() const { return root_.certificate_pem; }

private:
    Identity root_;
    Identity intermediate_;
};

/// A directory that goes, with all in it, when this does.
class TestDirectory {
public:
    TestDirectory();
    ~TestDirectory();
    TestDirectory(const TestDirectory&) = delete;
    TestDirectory& operator=(const TestDirectory&) = delete;

    /// Writes a file and gives its path.
    std::string write(std::string_view name, std::string_view content) const;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace rtrip::test
