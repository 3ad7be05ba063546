// SPDX-License-Identifier: MIT
#include "codec/tls/ocsp.hpp"

#include <chrono>

#include "base/escape.hpp"
#include "codec/tls/certificate.hpp"
#include "codec/tls/openssl_error.hpp"

namespace rtrip::tls {
namespace {

// Clocks of both sides differ; the same tolerance as curl's.
constexpr std::chrono::seconds kClockSkew{300};

X509* issuer_of(SSL* ssl, X509* leaf) {
    for (STACK_OF(X509) * chain : {SSL_get0_verified_chain(ssl), SSL_get_peer_cert_chain(ssl)}) {
        if (chain == nullptr) continue;
        for (int i = 0; i < sk_X509_num(chain); ++i) {
            X509* candidate = sk_X509_value(chain, i);
            if (X509_check_issued(candidate, leaf) == X509_V_OK) return candidate;
        }
    }
    return nullptr;
}

// The certificate id as it would be with the hash that the answer uses for its own.
bool is_about(const OCSP_SINGLERESP* single, const X509* leaf, const X509* issuer) {
    auto* id = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(single));
    ASN1_OBJECT* algorithm = nullptr;
    if (OCSP_id_get0_info(nullptr, &algorithm, nullptr, nullptr, id) != 1) return false;
    const EVP_MD* hash = EVP_get_digestbyobj(algorithm);
    if (hash == nullptr) return false;
    const OcspCertIdPtr wanted(OCSP_cert_to_id(hash, leaf, issuer));
    return wanted != nullptr && OCSP_id_cmp(wanted.get(), id) == 0;
}

std::string judge_single(OCSP_SINGLERESP* single, WallTime now) {
    int reason = 0;
    ASN1_GENERALIZEDTIME* revoked_at = nullptr;
    ASN1_GENERALIZEDTIME* from = nullptr;
    ASN1_GENERALIZEDTIME* until = nullptr;
    const int status = OCSP_single_get0_status(single, &reason, &revoked_at, &from, &until);
    if (from == nullptr || wall_time(from) > now + kClockSkew) return "invalid: the answer is from the future";
    if (until != nullptr && wall_time(until) + kClockSkew < now) {
        return "invalid: the answer is out of date since " + iso_time(wall_time(until));
    }
    if (status == V_OCSP_CERTSTATUS_GOOD) return "good";
    return status == V_OCSP_CERTSTATUS_REVOKED ? "revoked" : "unknown";
}

std::string judge_basic(SSL* ssl, OCSP_BASICRESP* basic, WallTime now) {
    const X509Ptr leaf(SSL_get1_peer_certificate(ssl));
    X509_STORE* store = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl));
    if (leaf == nullptr) return "invalid: there is no certificate";
    X509* issuer = issuer_of(ssl, leaf.get());
    if (issuer == nullptr) return "invalid: the certificate's issuer is not known";
    const X509StackPtr untrusted(X509_chain_up_ref(SSL_get_peer_cert_chain(ssl)));
    if (OCSP_basic_verify(basic, untrusted.get(), store, 0) <= 0) {
        return "invalid: the answer's signature does not hold (" + take_openssl_error().text + ")";
    }
    for (int i = 0; i < OCSP_resp_count(basic); ++i) {
        OCSP_SINGLERESP* single = OCSP_resp_get0(basic, i);
        if (is_about(single, leaf.get(), issuer)) return judge_single(single, now);
    }
    return "invalid: the answer is about another certificate";
}

}  // namespace

std::string judge_ocsp(SSL* ssl, WallTime now) {
    const unsigned char* der = nullptr;
    const long size = SSL_get_tlsext_status_ocsp_resp(ssl, &der);
    if (der == nullptr || size <= 0) return "none";
    const OcspResponsePtr response(d2i_OCSP_RESPONSE(nullptr, &der, size));
    if (response == nullptr) {
        take_openssl_error();
        return "invalid: the answer is not OCSP";
    }
    const int status = OCSP_response_status(response.get());
    if (status != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
        return std::string("invalid: the responder said ") + OCSP_response_status_str(status);
    }
    const OcspBasicPtr basic(OCSP_response_get1_basic(response.get()));
    if (basic == nullptr) {
        take_openssl_error();
        return "invalid: the answer is of an unknown kind";
    }
    return judge_basic(ssl, basic.get(), now);
}

}  // namespace rtrip::tls
