// SPDX-License-Identifier: MIT
#pragma once

#include "codec/tls/openssl_ptr.hpp"
#include "rtrip/result.hpp"
#include "rtrip/tls.hpp"

namespace rtrip::tls {

/// Tells `store` where trust comes from: the options' CA file and directory, or the system's store, and the CRL file.
///
/// Of a directory only the certificates that a chain needs are read, when it needs them. The system's bundle file is
/// read only where its directory has no hash links, and then only at the first look-up.
/// Errors: tls_ca_file, tls_crl_file.
Result<void> fill_trust_store(X509_STORE* store, const TlsOptions& options);

}  // namespace rtrip::tls
