// SPDX-License-Identifier: MIT
#pragma once

#include "codec/tls/openssl_ptr.hpp"
#include "rtrip/result.hpp"
#include "rtrip/tls.hpp"

namespace rtrip::tls {

/// Loads the options' client certificate, its chain and its key into `context`; nothing is done when there is none.
/// A missing password is an error: nobody is asked on the terminal. Errors: tls_client_certificate.
Result<void> use_client_certificate(SSL_CTX* context, const TlsOptions& options);

}  // namespace rtrip::tls
