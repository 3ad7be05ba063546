// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "rtrip/result.hpp"
#include "rtrip/tls.hpp"

struct ssl_ctx_st;

namespace rtrip::tls {

class PinSet;
class SessionCache;

/// What all connections under one TlsOptions share: OpenSSL's SSL_CTX, the trust store, pins, key log and the sessions
/// of the run. One thread may use it.
///
/// One context serves exactly one TlsOptions, so a session of an unverified handshake never serves a verified one, nor
/// one made under other roots, pins or client certificates. OpenSSL is first touched here: a run that only speaks plain
/// HTTP never makes a context and never pays for it. OpenSSL's configuration file is not read.
class ClientContext {
public:
    /// Errors: tls_client_certificate, tls_cipher (also for groups), tls_ca_file, tls_crl_file, tls_pin (a pin that
    /// cannot be read or parsed is an error, not "no pin"), tls_protocol_version (an empty range),
    /// output_write_failed (the key log cannot be opened).
    static Result<std::shared_ptr<ClientContext>> make(const TlsOptions& options);

    ~ClientContext();
    ClientContext(const ClientContext&) = delete;
    ClientContext& operator=(const ClientContext&) = delete;

    [[nodiscard]] const TlsOptions& options() const;
    [[nodiscard]] ssl_ctx_st* native() const;
    [[nodiscard]] SessionCache& sessions();
    [[nodiscard]] const PinSet& pins() const;

private:
    struct Parts;
    explicit ClientContext(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace rtrip::tls
