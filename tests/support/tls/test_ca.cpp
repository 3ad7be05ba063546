// SPDX-License-Identifier: MIT
#include "support/tls/test_ca.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <utility>

#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <unistd.h>

#include "support/tls/test_ca_openssl.hpp"

namespace rtrip::test {

tls::X509Ptr parse_certificate(const std::string& pem) {
    const tls::BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return tls::X509Ptr(must(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), "parsing a certificate"));
}

tls::EvpPkeyPtr parse_key(const std::string& pem) {
    const tls::BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return tls::EvpPkeyPtr(must(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), "parsing a key"));
}

std::string text_of(BIO* memory) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

namespace {

tls::EvpPkeyPtr make_key(KeyKind kind) {
    EVP_PKEY* key = nullptr;
    switch (kind) {
        case KeyKind::ec_p256: key = EVP_EC_gen("P-256"); break;
        case KeyKind::rsa_2048: key = EVP_RSA_gen(2048U); break;
        case KeyKind::rsa_1024: key = EVP_RSA_gen(1024U); break;
        case KeyKind::ed25519: key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"); break;
    }
    return tls::EvpPkeyPtr(must(key, "making a key"));
}

const EVP_MD* hash_for(const EVP_PKEY* signer, HashKind kind) {
    if (EVP_PKEY_get_base_id(signer) == EVP_PKEY_ED25519) return nullptr;
    switch (kind) {
        case HashKind::sha256: return EVP_sha256();
        case HashKind::sha1: return EVP_sha1();
        case HashKind::md5: return EVP_md5();
    }
    return EVP_sha256();
}

void add_extension(X509* certificate, X509V3_CTX* context, int kind, const std::string& value) {
    if (value.empty()) return;
    X509_EXTENSION* extension = must(X509V3_EXT_conf_nid(nullptr, context, kind, value.c_str()), value.c_str());
    must(X509_add_ext(certificate, extension, -1), "adding an extension");
    X509_EXTENSION_free(extension);
}

void add_unknown_extension(X509* certificate, const std::string& oid) {
    if (oid.empty()) return;
    ASN1_OBJECT* object = must(OBJ_txt2obj(oid.c_str(), 1), "an object identifier");
    ASN1_OCTET_STRING* value = ASN1_OCTET_STRING_new();
    const unsigned char kNull[] = {0x05, 0x00};
    ASN1_OCTET_STRING_set(value, kNull, sizeof kNull);
    X509_EXTENSION* extension = must(X509_EXTENSION_create_by_OBJ(nullptr, object, 1, value), "an extension");
    must(X509_add_ext(certificate, extension, -1), "adding an extension");
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(value);
    ASN1_OBJECT_free(object);
}

void add_extensions(X509* certificate, X509* issuer, const CertificateSpec& spec) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    add_extension(certificate, &context, NID_basic_constraints, spec.basic_constraints);
    add_extension(certificate, &context, NID_key_usage, spec.key_usage);
    add_extension(certificate, &context, NID_ext_key_usage, spec.extended_key_usage);
    add_extension(certificate, &context, NID_subject_key_identifier, "hash");
    if (issuer != certificate) add_extension(certificate, &context, NID_authority_key_identifier, "keyid");
    add_extension(certificate, &context, NID_name_constraints, spec.name_constraints);
    std::string names;
    for (const std::string& san : spec.sans) names += (names.empty() ? "" : ",") + san;
    add_extension(certificate, &context, NID_subject_alt_name, names);
    add_unknown_extension(certificate, spec.unknown_critical_oid);
}

void set_random_serial(X509* certificate) {
    unsigned char bytes[8] = {};
    must(RAND_bytes(bytes, sizeof bytes) == 1, "random bytes");
    std::uint64_t serial = 1;
    for (const unsigned char b : bytes) serial = serial << 7 | (b & 0x7fU);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial);
}

// `issuer` null: self-signed.
Identity make(const Identity* issuer, const CertificateSpec& spec) {
    const tls::EvpPkeyPtr key = make_key(spec.key);
    const tls::X509Ptr certificate(must(X509_new(), "a certificate"));
    const tls::X509Ptr issuer_certificate(issuer != nullptr ? parse_certificate(issuer->certificate_pem) : nullptr);
    const tls::EvpPkeyPtr issuer_key(issuer != nullptr ? parse_key(issuer->key_pem) : nullptr);
    X509_set_version(certificate.get(), X509_VERSION_3);
    set_random_serial(certificate.get());
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), spec.valid_from.count());
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), spec.valid_until.count());
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    if (!spec.common_name.empty()) {
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(spec.common_name.data()),
                                   static_cast<int>(spec.common_name.size()), -1, 0);
    }
    X509* signer = issuer != nullptr ? issuer_certificate.get() : certificate.get();
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer));
    add_extensions(certificate.get(), signer, spec);
    EVP_PKEY* signing_key = issuer != nullptr ? issuer_key.get() : key.get();
    must(X509_sign(certificate.get(), signing_key, hash_for(signing_key, spec.hash)) > 0, "signing");
    const tls::BioPtr certificate_text(BIO_new(BIO_s_mem()));
    const tls::BioPtr key_text(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(certificate_text.get(), certificate.get());
    PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return {text_of(certificate_text.get()), text_of(key_text.get())};
}

}  // namespace

CertificateSpec ca_spec(std::string common_name, std::string basic_constraints) {
    CertificateSpec spec;
    spec.common_name = std::move(common_name);
    spec.basic_constraints = std::move(basic_constraints);
    spec.key_usage = "critical,keyCertSign,cRLSign,digitalSignature";
    spec.extended_key_usage.clear();
    return spec;
}

CertificateSpec server_spec(std::vector<std::string> sans) {
    CertificateSpec spec;
    spec.sans = std::move(sans);
    return spec;
}

Identity make_self_signed(const CertificateSpec& spec) {
    return make(nullptr, spec);
}

Identity issue(const Identity& issuer, const CertificateSpec& spec) {
    return make(&issuer, spec);
}

TestCa::TestCa()
    : root_(make_self_signed(ca_spec("rtrip test root"))),
      intermediate_(issue(root_, ca_spec("rtrip test intermediate", "critical,CA:TRUE,pathlen:0"))) {}

Identity TestCa::server(std::vector<std::string> sans) const {
    return issue(intermediate_, server_spec(std::move(sans)));
}

std::string TestCa::chain_pem(const Identity& leaf) const {
    return leaf.certificate_pem + intermediate_.certificate_pem;
}

TestDirectory::TestDirectory() {
    static std::atomic<unsigned> count{0};
    const auto path = std::filesystem::temp_directory_path() /
                      ("rtrip-test-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
    std::filesystem::create_directory(path);
    path_ = path.string();
}

TestDirectory::~TestDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string TestDirectory::write(std::string_view name, std::string_view content) const {
    const std::string path = path_ + "/" + std::string(name);
    std::ofstream file(path, std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    must(static_cast<bool>(file.flush()), "writing a file");
    return path;
}

}  // namespace rtrip::test
