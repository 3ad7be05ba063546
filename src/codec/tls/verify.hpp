// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "codec/tls/openssl_ptr.hpp"
#include "codec/tls/peer_name.hpp"
#include "rtrip/error.hpp"
#include "rtrip/tls.hpp"

namespace rtrip::tls {

/// A problem with what its error message is made of.
struct ChainProblem {
    VerifyProblem problem;
    std::string issuer;   ///< Of the certificate that the problem is about.
    WallTime not_before;
    WallTime not_after;
};

/// Judges the chain in `context` for a TLS server that is to be `peer`, as of `now`: trust, dates, strength, purpose,
/// revocation where the store holds CRLs for it, and the name. Goes on after each problem, so that all are known.
/// Empty: the certificate is good.
std::vector<ChainProblem> verify_chain(X509_STORE_CTX* context, const PeerName& peer, WallTime now);

/// True when the certificate is for `peer`.
///
/// Addresses match iPAddress entries alone, names dNSName entries; the common name serves names only where there is
/// neither kind of entry. A wildcard is a whole leftmost label with two labels or more behind it.
/// Source: RFC 6125 section 6.4, RFC 9110 section 4.3.4.
bool is_certificate_for(X509* certificate, const PeerName& peer);

/// What stands behind a verification error in the report.
struct VerifyContext {
    const PeerName& peer;
    const std::vector<CertificateInfo>& chain;  ///< As sent.
    WallTime now;
};

/// The error that the problems (not empty) amount to: its code is that of the most telling one, and the message names
/// the others too.
Error verify_error(const std::vector<ChainProblem>& problems, const VerifyContext& context);

/// X509_V_ERR_... of the most telling problem (not empty), from which OpenSSL makes its alert.
int telling_code(const std::vector<ChainProblem>& problems);

}  // namespace rtrip::tls
