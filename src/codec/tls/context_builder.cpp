// SPDX-License-Identifier: MIT
#include "codec/tls/context_builder.hpp"

#include <string>
#include <utility>

#include "base/escape.hpp"
#include "codec/tls/callbacks.hpp"
#include "codec/tls/client_certificate.hpp"
#include "codec/tls/names.hpp"
#include "codec/tls/openssl_error.hpp"
#include "codec/tls/trust_store.hpp"

namespace rtrip::tls {
namespace {

// Real chains have two to four certificates.
constexpr int kMaxChainDepth = 16;

Result<void> set_versions(SSL_CTX* context, const TlsOptions& options) {
    if (options.max_version && *options.max_version < options.min_version) {
        return fail(ErrorCode::tls_protocol_version, "the highest TLS version allowed is below the lowest");
    }
    const int highest = options.max_version ? protocol_number(*options.max_version) : 0;
    if (SSL_CTX_set_min_proto_version(context, protocol_number(options.min_version)) != 1 ||
        SSL_CTX_set_max_proto_version(context, highest) != 1) {
        return fail(ErrorCode::tls_protocol_version, "the TLS versions cannot be set: " + take_openssl_error().text);
    }
    // TLS 1.0 and 1.1 sign with MD5 and SHA-1, which OpenSSL 3 allows at level 0 alone. Certificates are held to their
    // own level whatever is set here (see verify.cpp).
    SSL_CTX_set_security_level(context, options.min_version < TlsVersion::tls1_2 ? 0 : 2);
    return {};
}

Result<void> set_ciphers(SSL_CTX* context, const TlsOptions& options) {
    if (!options.ciphers.empty() && SSL_CTX_set_cipher_list(context, options.ciphers.c_str()) != 1) {
        return fail(ErrorCode::tls_cipher, "no cipher of the list \"" + escape_prefix(options.ciphers, 200) +
                                               "\" can be used: " + take_openssl_error().text);
    }
    if (!options.tls13_ciphers.empty() && SSL_CTX_set_ciphersuites(context, options.tls13_ciphers.c_str()) != 1) {
        return fail(ErrorCode::tls_cipher, "the TLS 1.3 ciphers \"" + escape_prefix(options.tls13_ciphers, 200) +
                                               "\" cannot be used: " + take_openssl_error().text);
    }
    if (!options.groups.empty() && SSL_CTX_set1_groups_list(context, options.groups.c_str()) != 1) {
        take_openssl_error();
        Error error(ErrorCode::tls_cipher,
                    "the key exchange groups \"" + escape_prefix(options.groups, 200) + "\" cannot be used");
        error.hint = "groups are named like X25519:P-256:P-384";
        return fail(std::move(error));
    }
    return {};
}

Result<void> set_alpn(SSL_CTX* context, const TlsOptions& options) {
    constexpr std::size_t kMaxNameBytes = 255;
    std::string wire;
    for (const std::string& name : options.alpn) {
        if (name.empty() || name.size() > kMaxNameBytes) {
            return fail(ErrorCode::usage_invalid, "an ALPN name has 1 to 255 bytes");
        }
        wire += static_cast<char>(name.size());
        wire += name;
    }
    if (wire.empty()) return {};
    // Unlike its neighbours this function returns 0 for success.
    if (SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(wire.data()),
                                static_cast<unsigned>(wire.size())) != 0) {
        return fail(ErrorCode::internal, "ALPN cannot be set: " + take_openssl_error().text);
    }
    return {};
}

void set_behaviour(SSL_CTX* context, const TlsOptions& options) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_verify_depth(context, kMaxChainDepth);
    if (options.resume) {
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    } else {
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    }
    if (options.cert_status) SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
    register_callbacks(context);
}

}  // namespace

Result<SslCtxPtr> build_context(const TlsOptions& options) {
    init_openssl();
    SslCtxPtr context(SSL_CTX_new(TLS_client_method()));
    if (context == nullptr) return fail(ErrorCode::internal, "OpenSSL cannot start: " + take_openssl_error().text);
    using Step = Result<void> (*)(SSL_CTX*, const TlsOptions&);
    for (const Step step : {Step(set_versions), Step(set_ciphers), Step(set_alpn), Step(use_client_certificate)}) {
        if (Result<void> done = step(context.get(), options); !done) return fail(std::move(done.error()));
    }
    set_behaviour(context.get(), options);
    if (Result<void> filled = fill_trust_store(SSL_CTX_get_cert_store(context.get()), options); !filled) {
        return fail(std::move(filled.error()));
    }
    return context;
}

}  // namespace rtrip::tls
