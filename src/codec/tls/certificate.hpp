// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "codec/tls/openssl_ptr.hpp"
#include "rtrip/tls.hpp"

namespace rtrip::tls {

/// The facts of a certificate; every text in it is a peer's and escaped.
CertificateInfo describe_certificate(X509* certificate);

/// The same for each certificate of a stack (null: none), in its order.
std::vector<CertificateInfo> describe_chain(const STACK_OF(X509) * chain);

/// A distinguished name by RFC 2253, escaped.
std::string name_text(const X509_NAME* name);

/// A certificate's or CRL's time; times beyond what WallTime can hold become its ends.
WallTime wall_time(const ASN1_TIME* time);

/// "2025-01-02T03:04:05Z"
std::string iso_time(WallTime time);

}  // namespace rtrip::tls
