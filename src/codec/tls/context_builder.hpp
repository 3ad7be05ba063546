// SPDX-License-Identifier: MIT
#pragma once

#include "codec/tls/openssl_ptr.hpp"
#include "rtrip/result.hpp"
#include "rtrip/tls.hpp"

namespace rtrip::tls {

/// TlsOptions to SSL_CTX: versions, ciphers, groups, ALPN, trust, client certificate, callbacks. Pins and the key log
/// are not OpenSSL's and stay outside. Errors: see ClientContext::make.
Result<SslCtxPtr> build_context(const TlsOptions& options);

}  // namespace rtrip::tls
