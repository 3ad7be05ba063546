// SPDX-License-Identifier: MIT
#include "codec/tls/handshake_error.hpp"

#include <algorithm>
#include <string>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/escape.hpp"

namespace rtrip::tls {
namespace {

// RFC 8446 section 5.1: a record begins with its type (20 to 24) and a version, whose first byte is 3 since SSL 3.0.
bool is_tls_record(std::string_view bytes) {
    const auto type = static_cast<unsigned char>(bytes.front());
    return type >= SSL3_RT_CHANGE_CIPHER_SPEC && type <= 24 && (bytes.size() < 2 || bytes[1] == 3);
}

std::optional<Error> explain_other_protocol(std::string_view first_bytes) {
    if (first_bytes.empty() || is_tls_record(first_bytes)) return std::nullopt;
    const std::string line = escape_prefix(first_bytes.substr(0, first_bytes.find_first_of("\r\n")), 60);
    const bool http = std::string_view("HTTP/").starts_with(first_bytes.substr(0, 5)) || first_bytes.starts_with('<');
    const std::string what = http ? "the port speaks plain HTTP" : "the port does not speak TLS";
    return Error(ErrorCode::tls_not_tls, what + ": it answered \"" + line + "\"");
}

bool is_version_reason(int reason) {
    switch (reason) {
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_WRONG_SSL_VERSION:
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_VERSION_TOO_LOW:
        case SSL_R_VERSION_TOO_HIGH:
        case SSL_R_NO_PROTOCOLS_AVAILABLE: return true;
        default: return false;
    }
}

}  // namespace

std::optional<int> alert_of(const QueuedError& cause) {
    // OpenSSL gives an alert the reason "1000 and its number".
    if (ERR_GET_LIB(cause.code) != ERR_LIB_SSL || cause.reason < SSL_AD_REASON_OFFSET) return std::nullopt;
    const int description = cause.reason - SSL_AD_REASON_OFFSET;
    return description <= 255 ? std::optional<int>(description) : std::nullopt;
}

Error explain_handshake_failure(const QueuedError& cause, const HandshakeFacts& facts) {
    if (std::optional<Error> other = explain_other_protocol(facts.first_bytes)) return *std::move(other);
    if (const std::optional<int> alert = alert_of(cause)) return alert_error(*alert, facts.client_certificate);
    if (ERR_GET_LIB(cause.code) == ERR_LIB_SSL && is_version_reason(cause.reason)) {
        return Error(ErrorCode::tls_protocol_version, "the server's TLS version is not among those allowed here");
    }
    return Error(ErrorCode::tls_handshake, "the TLS handshake failed: " + cause.text);
}

Error explain_early_close(const std::vector<HandshakeMessage>& messages, std::string_view first_bytes) {
    if (std::optional<Error> other = explain_other_protocol(first_bytes)) return *std::move(other);
    std::string text = "the server closed the connection during the TLS handshake";
    const auto last = std::find_if(messages.rbegin(), messages.rend(), [](const auto& m) { return !m.sent; });
    if (last != messages.rend()) {
        text += ", after its " + last->name;
    } else {
        text += first_bytes.empty() ? ", without an answer to the ClientHello" : ", within its first message";
    }
    return Error(ErrorCode::tls_closed, std::move(text));
}

}  // namespace rtrip::tls
