// SPDX-License-Identifier: MIT
#include "codec/tls/callbacks.hpp"

namespace rtrip::tls {
namespace {

Callbacks* callbacks_of(const SSL* ssl) {
    return static_cast<Callbacks*>(SSL_get_app_data(ssl));
}

// Returns 0 or 1 alone: any other value means "ask again later" to OpenSSL.
int verify(X509_STORE_CTX* context, void*) {
    const auto* ssl =
        static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
    Callbacks* callbacks = ssl != nullptr ? callbacks_of(ssl) : nullptr;
    if (callbacks == nullptr) return 0;
    return callbacks->judge_chain(context) == Callbacks::Verdict::accept ? 1 : 0;
}

int staple(SSL* ssl, void*) {
    Callbacks* callbacks = callbacks_of(ssl);
    return callbacks != nullptr && callbacks->judge_staple() == Callbacks::Verdict::accept ? 1 : 0;
}

int new_session(SSL* ssl, SSL_SESSION* session) {
    Callbacks* callbacks = callbacks_of(ssl);
    if (callbacks == nullptr) return 0;
    callbacks->keep_session(SslSessionPtr(session));
    return 1;  // the reference is ours now
}

}  // namespace

void attach_callbacks(SSL* ssl, Callbacks& callbacks) {
    SSL_set_app_data(ssl, &callbacks);
}

void register_callbacks(SSL_CTX* context) {
    SSL_CTX_set_cert_verify_callback(context, verify, nullptr);
    SSL_CTX_set_tlsext_status_cb(context, staple);
    SSL_CTX_sess_set_new_cb(context, new_session);
}

}  // namespace rtrip::tls
