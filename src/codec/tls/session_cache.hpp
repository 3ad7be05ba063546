// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "codec/tls/openssl_ptr.hpp"
#include "rtrip/tls.hpp"

namespace rtrip::tls {

/// What the full handshake established about the peer; a resumed one shows no certificate (RFC 8446 section 2.2).
struct PeerFacts {
    bool verified = false;
    std::vector<VerifyProblem> problems;
    std::vector<CertificateInfo> chain;
    std::optional<std::string> ocsp;
};

/// A session that may be offered to the server it came from.
struct StoredSession {
    SslSessionPtr session;
    PeerFacts facts;
};

/// The sessions of one run under one TlsOptions, by server.
class SessionCache {
public:
    /// Keeps it; of each server the latest few stay.
    void put(const std::string& server, StoredSession stored);

    /// The newest session for the server. Under TLS 1.3 it leaves the cache: a ticket used twice lets observers link
    /// the connections (RFC 8446 appendix C.4).
    std::optional<StoredSession> take(const std::string& server);

    /// Drops all sessions of a server, after one of them did not lead to a connection.
    void forget(const std::string& server);

    [[nodiscard]] std::size_t count(const std::string& server) const;

private:
    std::map<std::string, std::vector<StoredSession>> sessions_;  // newest last
};

}  // namespace rtrip::tls
