// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "codec/tls/openssl_ptr.hpp"

namespace rtrip::tls {

/// What OpenSSL asks or tells about one connection in the course of its calls. The context's C callbacks find it as the
/// SSL's application data (see attach_callbacks).
class Callbacks {
public:
    /// Whether a question was answered to our liking.
    enum class Verdict : unsigned char { accept, refuse };

    /// The peer's chain is to be judged; a refusal leaves its X509_V_ERR_... in `context`.
    virtual Verdict judge_chain(X509_STORE_CTX* context) = 0;
    /// The server's first flight is over: its OCSP staple, if any, is there.
    virtual Verdict judge_staple() = 0;
    /// A session that can be resumed has come.
    virtual void keep_session(SslSessionPtr session) = 0;

protected:
    ~Callbacks() = default;
};

/// Routes the callbacks of `ssl` to `callbacks`, which outlives it.
void attach_callbacks(SSL* ssl, Callbacks& callbacks);

/// Registers the routing on a context.
void register_callbacks(SSL_CTX* context);

}  // namespace rtrip::tls
