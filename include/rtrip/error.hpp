// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace rtrip {

/// What a stretch of a round trip was spent on. The names are those of the report's `phases`.
///
/// Phases are exclusive and contiguous: each nanosecond of a round trip belongs to exactly one.
enum class Phase : std::uint8_t { queue, dns, connect, proxy, tls, send, wait, body };

inline constexpr std::size_t kPhaseCount = 8;

/// The phase's name as it stands in reports: "queue", "dns", ...
std::string_view phase_name(Phase phase);

/// Every way in which rtrip can fail. Names (see error_code_name) are stable and appear in JSON.
///
/// The table in src/base/error.cpp holds, for each code, its dotted name, its exit code and its default hint;
/// docs/errors.md documents them and a test compares the two.
enum class ErrorCode : std::uint8_t {
    // The user's own input.
    usage_invalid,
    url_malformed,
    url_unsupported_scheme,
    request_invalid,
    config_unreadable,
    // Name resolution.
    dns_nxdomain,
    dns_no_address,
    dns_timeout,
    dns_server_failure,
    dns_refused,
    dns_malformed,
    dns_no_server,
    dns_not_asked,
    dns_bad_option,
    // TCP (or Unix socket) connect.
    connect_refused,
    connect_timeout,
    connect_unreachable,
    connect_reset,
    connect_failed,
    connect_bad_interface,
    connect_bad_local_port,
    // Proxies.
    proxy_invalid,
    proxy_unsupported_scheme,
    proxy_not_resolved,
    proxy_refused,
    proxy_auth,
    proxy_malformed,
    proxy_closed,
    proxy_timeout,
    // TLS.
    tls_handshake,
    tls_alert,
    tls_not_tls,
    tls_closed,
    tls_timeout,
    tls_protocol_version,
    tls_untrusted,
    tls_expired,
    tls_not_yet_valid,
    tls_hostname,
    tls_revoked,
    tls_weak,
    tls_client_certificate,
    tls_cipher,
    tls_ca_file,
    tls_crl_file,
    tls_pin,
    tls_ocsp,
    // Sending the request.
    send_failed,
    send_timeout,
    upload_read_failed,
    upload_length_mismatch,
    // Waiting for and reading the response head.
    response_empty,
    response_reset,
    response_timeout,
    response_malformed,
    response_too_large,
    response_unexpected_protocol,
    // HTTP/2: of the connection, then of one stream.
    http2_not_http2,
    http2_protocol,
    http2_flood,
    http2_goaway,
    http2_settings_timeout,
    http2_ping_timeout,
    http2_refused_stream,
    http2_stream_reset,
    http2_malformed,
    // Reading the body.
    body_incomplete,
    body_reset,
    body_malformed,
    body_timeout,
    body_too_slow,
    body_too_large,
    body_coding,
    body_decoded_too_large,
    range_not_honoured,
    // Layers above the Transport.
    redirect_too_many,
    redirect_body_not_rewindable,
    redirect_bad_location,
    redirect_unsupported_scheme,
    auth_body_not_rewindable,
    // Around the transfer.
    http_status,
    expect_unmet,
    output_write_failed,
    interrupted,
    out_of_memory,
    internal,
};

inline constexpr std::size_t kErrorCodeCount = static_cast<std::size_t>(ErrorCode::internal) + 1;

/// The dotted, stable name: "dns.nxdomain", "tls.expired", ...
std::string_view error_code_name(ErrorCode code);

/// The process exit code, in curl's numbers, that a failure of this kind leads to.
int exit_code_of(ErrorCode code);

/// The remedy suggested when the failing code has no better one.
std::string_view default_hint(ErrorCode code);

/// Which limit ended a wait.
enum class TimeoutKind : std::uint8_t { dns, connect, tls, send, response, idle, total, expect_continue };

/// The option that sets the limit: "--dns-timeout", "--max-time", ...
std::string_view timeout_option(TimeoutKind kind);

/// Why something failed: one value that travels unchanged from the place of failure to the report.
///
/// `message` is one line without trailing period, in the order subject, cause; it never holds a secret, and bytes of a
/// peer inside it are escaped by whoever puts them there (see base/escape.hpp). Values are freely copyable.
struct Error {
    Error(ErrorCode code_, std::string message_) : code(code_), message(std::move(message_)) {}
    Error(ErrorCode code_, Phase phase_, std::string message_)
        : code(code_), phase(phase_), message(std::move(message_)) {}
    Error(ErrorCode code_, Phase phase_, std::string message_, std::string hint_)
        : code(code_), phase(phase_), message(std::move(message_)), hint(std::move(hint_)) {}

    ErrorCode code;
    std::optional<Phase> phase;  ///< Absent before and after the round trip (usage, output).
    std::string message;
    std::string hint;            ///< Empty: default_hint(code) serves.
    std::error_code cause;       ///< The system's, resolver's or TLS library's own code, where there was one.
    std::optional<TimeoutKind> timeout;  ///< Set when a limit ended the wait.

    [[nodiscard]] bool is_timeout() const { return timeout.has_value(); }
    [[nodiscard]] bool is_cancelled() const { return code == ErrorCode::interrupted; }
    /// The remedy to show: `hint`, or the code's default one; may be empty.
    [[nodiscard]] std::string_view remedy() const { return hint.empty() ? default_hint(code) : std::string_view(hint); }
};

}  // namespace rtrip
