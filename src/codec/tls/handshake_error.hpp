// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "codec/tls/openssl_error.hpp"
#include "rtrip/error.hpp"
#include "rtrip/tls.hpp"

namespace rtrip::tls {

/// The fatal alert of the peer that the error stands for.
std::optional<int> alert_of(const QueuedError& cause);

/// What the explanation of a failed handshake is made of besides OpenSSL's word.
struct HandshakeFacts {
    /// How the peer's answer began: many a failed handshake is a server that does not speak TLS.
    std::string_view first_bytes;
    ClientCertificate client_certificate;
};

/// Why a handshake failed, in terms of what to do about it.
/// Codes: tls_not_tls, tls_alert, tls_protocol_version, tls_handshake.
Error explain_handshake_failure(const QueuedError& cause, const HandshakeFacts& facts);

/// What it means that the peer closed the connection after these messages of an unfinished handshake.
/// Codes: tls_not_tls, tls_closed.
Error explain_early_close(const std::vector<HandshakeMessage>& messages, std::string_view first_bytes);

}  // namespace rtrip::tls
