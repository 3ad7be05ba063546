// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "codec/tls/openssl_ptr.hpp"
#include "rtrip/time.hpp"

namespace rtrip::tls {

/// Judges the OCSP answer that the server stapled for its leaf (RFC 6066 section 8, RFC 6960 section 3.2), as of `now`.
///
/// "good", "revoked", "unknown"; "none" when nothing was stapled; "invalid: ..." when the answer cannot be believed:
/// not signed by the issuer or its delegate, about another certificate, out of date.
std::string judge_ocsp(SSL* ssl, WallTime now);

}  // namespace rtrip::tls
