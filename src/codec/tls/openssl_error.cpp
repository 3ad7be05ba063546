// SPDX-License-Identifier: MIT
#include "codec/tls/openssl_error.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/escape.hpp"

namespace rtrip::tls {
namespace {

struct AlertName {
    int description;
    std::string_view name;
};

// RFC 8446 section 6, RFC 5246 section 7.2, RFC 6066, RFC 7301, RFC 7507.
constexpr AlertName kAlerts[] = {
    {0, "close_notify"},
    {10, "unexpected_message"},
    {20, "bad_record_mac"},
    {21, "decryption_failed"},
    {22, "record_overflow"},
    {30, "decompression_failure"},
    {40, "handshake_failure"},
    {41, "no_certificate"},
    {42, "bad_certificate"},
    {43, "unsupported_certificate"},
    {44, "certificate_revoked"},
    {45, "certificate_expired"},
    {46, "certificate_unknown"},
    {47, "illegal_parameter"},
    {48, "unknown_ca"},
    {49, "access_denied"},
    {50, "decode_error"},
    {51, "decrypt_error"},
    {60, "export_restriction"},
    {70, "protocol_version"},
    {71, "insufficient_security"},
    {80, "internal_error"},
    {86, "inappropriate_fallback"},
    {90, "user_canceled"},
    {100, "no_renegotiation"},
    {109, "missing_extension"},
    {110, "unsupported_extension"},
    {111, "certificate_unobtainable"},
    {112, "unrecognized_name"},
    {113, "bad_certificate_status_response"},
    {114, "bad_certificate_hash_value"},
    {115, "unknown_psk_identity"},
    {116, "certificate_required"},
    {120, "no_application_protocol"},
};

// Whether a server means a client certificate by the alert. Until TLS 1.3 brought certificate_required, servers that
// miss one say handshake_failure or whatever they like (RFC 5246 section 7.4.6).
bool concerns_client_certificate(int description, ClientCertificate state) {
    const bool by_name = description >= SSL_AD_BAD_CERTIFICATE && description <= SSL_AD_CERTIFICATE_UNKNOWN;
    switch (state) {
        case ClientCertificate::not_asked: return false;
        case ClientCertificate::missing: return by_name || description == SSL_AD_HANDSHAKE_FAILURE;
        case ClientCertificate::shown:
            return by_name || description == SSL_AD_UNKNOWN_CA || description == SSL_AD_ACCESS_DENIED;
    }
    return false;
}

}  // namespace

void init_openssl() {
    // The configuration file costs a millisecond and may load engines and providers; what it would set (versions,
    // ciphers, security level) is set here by options.
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
}

QueuedError take_openssl_error() {
    QueuedError error;
    const char* data = nullptr;
    int flags = 0;
    error.code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags);
    if (error.code == 0) return error;
    error.reason = ERR_GET_REASON(error.code);
    const char* reason = ERR_reason_error_string(error.code);
    error.text = reason != nullptr ? reason : "OpenSSL error " + std::to_string(error.code);
    if ((flags & ERR_TXT_STRING) != 0 && data != nullptr && *data != '\0') {
        error.text += " (" + escape_prefix(data, 200) + ")";
    }
    ERR_clear_error();
    return error;
}

std::string alert_name(int description) {
    for (const AlertName& alert : kAlerts) {
        if (alert.description == description) return std::string(alert.name);
    }
    return "alert " + std::to_string(description);
}

Error alert_error(int description, ClientCertificate client_certificate) {
    const std::string alert = alert_name(description);
    if (description == SSL_AD_PROTOCOL_VERSION) {
        return Error(ErrorCode::tls_protocol_version,
                     "the server takes none of the TLS versions offered (alert " + alert + ")");
    }
    Error error(ErrorCode::tls_alert, "the server ended TLS with the alert " + alert);
    const bool meant = concerns_client_certificate(description, client_certificate);
    if (description == SSL_AD_CERTIFICATE_REQUIRED || (meant && client_certificate == ClientCertificate::missing)) {
        error.message = "the server wants a client certificate (alert " + alert + ")";
        error.hint = "name a client certificate with --cert and its key with --key";
    } else if (meant) {
        error.message = "the server does not take the client certificate (alert " + alert + ")";
        error.hint = "check the client certificate given with --cert: its issuer, dates and purpose";
    } else if (description == SSL_AD_UNRECOGNIZED_NAME) {
        error.message = "the server does not serve this host name (alert " + alert + ")";
    } else if (description == SSL_AD_NO_APPLICATION_PROTOCOL) {
        error.message = "the server speaks none of the protocols offered by ALPN (alert " + alert + ")";
    } else if (description == SSL_AD_HANDSHAKE_FAILURE) {
        error.hint = "no cipher or group may be common to both, or the server may want another name";
    }
    return error;
}

}  // namespace rtrip::tls
