// SPDX-License-Identifier: MIT
#include "support/tls/test_ca.hpp"

#include <ctime>

#include <openssl/pem.h>

#include "support/tls/test_ca_openssl.hpp"

namespace rtrip::test {
namespace {

ASN1_TIME* time_from_now(std::chrono::seconds offset) {
    return must(X509_gmtime_adj(nullptr, offset.count()), "a time");
}

int ocsp_status(OcspState state) {
    switch (state) {
        case OcspState::good: return V_OCSP_CERTSTATUS_GOOD;
        case OcspState::revoked: return V_OCSP_CERTSTATUS_REVOKED;
        case OcspState::unknown: return V_OCSP_CERTSTATUS_UNKNOWN;
    }
    return V_OCSP_CERTSTATUS_UNKNOWN;
}

std::string sha256_of_key(X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    const tls::OpensslMemoryPtr owner(der);
    std::string digest(32, '\0');
    EVP_Digest(der, static_cast<std::size_t>(must(size, "encoding a key")),
               reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_sha256(), nullptr);
    return digest;
}

}  // namespace

std::string make_crl_pem(const Identity& issuer, const std::vector<std::string>& revoked_pems,
                         std::chrono::seconds valid_until) {
    const tls::X509Ptr certificate = parse_certificate(issuer.certificate_pem);
    const tls::EvpPkeyPtr key = parse_key(issuer.key_pem);
    X509_CRL* crl = must(X509_CRL_new(), "a CRL");
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(certificate.get()));
    ASN1_TIME* from = time_from_now(std::chrono::hours(-48));
    ASN1_TIME* until = time_from_now(valid_until);
    X509_CRL_set1_lastUpdate(crl, from);
    X509_CRL_set1_nextUpdate(crl, until);
    for (const std::string& pem : revoked_pems) {
        const tls::X509Ptr revoked_certificate = parse_certificate(pem);
        X509_REVOKED* revoked = must(X509_REVOKED_new(), "a CRL entry");
        X509_REVOKED_set_serialNumber(revoked, X509_get_serialNumber(revoked_certificate.get()));
        X509_REVOKED_set_revocationDate(revoked, from);
        X509_CRL_add0_revoked(crl, revoked);
    }
    X509_CRL_sort(crl);
    must(X509_CRL_sign(crl, key.get(), EVP_sha256()) > 0, "signing a CRL");
    const tls::BioPtr text(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509_CRL(text.get(), crl);
    ASN1_TIME_free(from);
    ASN1_TIME_free(until);
    X509_CRL_free(crl);
    return text_of(text.get());
}

std::string make_ocsp_der(const Identity& issuer, const std::string& certificate_pem, const OcspSpec& spec) {
    const tls::X509Ptr issuer_certificate = parse_certificate(issuer.certificate_pem);
    const tls::EvpPkeyPtr issuer_key = parse_key(issuer.key_pem);
    const tls::X509Ptr certificate = parse_certificate(certificate_pem);
    const tls::OcspBasicPtr basic(must(OCSP_BASICRESP_new(), "an OCSP answer"));
    const tls::OcspCertIdPtr id(OCSP_cert_to_id(EVP_sha1(), certificate.get(), issuer_certificate.get()));
    ASN1_TIME* from = time_from_now(spec.from);
    ASN1_TIME* until = time_from_now(spec.until);
    const int status = ocsp_status(spec.state);
    ASN1_TIME* revoked_at = status == V_OCSP_CERTSTATUS_REVOKED ? from : nullptr;
    must(OCSP_basic_add1_status(basic.get(), id.get(), status, 0, revoked_at, from, until), "an OCSP status");
    must(OCSP_basic_sign(basic.get(), issuer_certificate.get(), issuer_key.get(), EVP_sha256(), nullptr, 0) == 1,
         "signing an OCSP answer");
    const tls::OcspResponsePtr response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
    unsigned char* der = nullptr;
    const int size = i2d_OCSP_RESPONSE(response.get(), &der);
    const tls::OpensslMemoryPtr owner(der);
    ASN1_TIME_free(from);
    ASN1_TIME_free(until);
    return {reinterpret_cast<const char*>(der), static_cast<std::size_t>(must(size, "encoding an OCSP answer"))};
}

std::string make_pkcs12(const Identity& identity, const std::string& password) {
    const tls::X509Ptr certificate = parse_certificate(identity.certificate_pem);
    const tls::EvpPkeyPtr key = parse_key(identity.key_pem);
    const tls::Pkcs12Ptr bag(
        must(PKCS12_create(password.c_str(), "test", key.get(), certificate.get(), nullptr, 0, 0, 1000, 1000, 0),
             "a PKCS#12 file"));
    const tls::BioPtr bytes(BIO_new(BIO_s_mem()));
    i2d_PKCS12_bio(bytes.get(), bag.get());
    return text_of(bytes.get());
}

std::string certificate_der(const Identity& identity) {
    const tls::BioPtr bytes(BIO_new(BIO_s_mem()));
    i2d_X509_bio(bytes.get(), parse_certificate(identity.certificate_pem).get());
    return text_of(bytes.get());
}

std::string encrypted_key_pem(const Identity& identity, const std::string& password) {
    const tls::BioPtr text(BIO_new(BIO_s_mem()));
    const tls::EvpPkeyPtr key = parse_key(identity.key_pem);
    PEM_write_bio_PKCS8PrivateKey(text.get(), key.get(), EVP_aes_128_cbc(), password.data(),
                                  static_cast<int>(password.size()), nullptr, nullptr);
    return text_of(text.get());
}

std::string public_key_pem(const Identity& identity) {
    const tls::BioPtr text(BIO_new(BIO_s_mem()));
    PEM_write_bio_PUBKEY(text.get(), X509_get0_pubkey(parse_certificate(identity.certificate_pem).get()));
    return text_of(text.get());
}

std::string public_key_pin(const Identity& identity) {
    const std::string digest = sha256_of_key(parse_certificate(identity.certificate_pem).get());
    std::string text(48, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(digest.data()), static_cast<int>(digest.size()));
    text.resize(static_cast<std::size_t>(size));
    return "sha256//" + text;
}

std::string subject_hash(const Identity& identity) {
    const tls::X509Ptr certificate = parse_certificate(identity.certificate_pem);
    int ok = 0;
    const unsigned long hash = X509_NAME_hash_ex(X509_get_subject_name(certificate.get()), nullptr, nullptr, &ok);
    char text[16] = {};
    std::snprintf(text, sizeof text, "%08lx", must(ok, "a subject's hash") == 1 ? hash : 0UL);
    return text;
}

}  // namespace rtrip::test
