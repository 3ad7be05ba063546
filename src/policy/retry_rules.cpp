// SPDX-License-Identifier: MIT
#include "policy/retry_rules.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/duration_text.hpp"
#include "model/method.hpp"

namespace rtrip {
namespace {

// The reason as it stands in the record, or empty when nothing is to be tried again.
std::string reason_of(const RetryPolicy& policy, const RetryInput& input) {
    if (input.error == nullptr) {
        return policy.on.has_status(input.status) ? "status_" + std::to_string(input.status) : std::string();
    }
    const ErrorCode code = input.error->code;
    if (is_final(*input.error)) return {};
    const bool refused = policy.connrefused && code == ErrorCode::connect_refused;
    if (!policy.all_errors && !refused && !policy.on.has(code)) return {};
    return std::string(error_code_name(code));
}

// A server that says "now", or means the past, has no wish; the back-off still spares it.
Duration wait_of(const RetryInput& input) {
    return input.retry_after.value_or(Duration{}) > Duration{} ? *input.retry_after : input.backoff;
}

std::string time_refusal(const RetryPolicy& policy, const RetryInput& input, Duration wait) {
    const std::string waiting = "waiting " + duration_text(wait);
    const TimePoint end = input.now + wait;
    if (policy.max_time && input.started && end > *input.started + *policy.max_time) {
        return waiting + " would exceed --retry-max-time (" + duration_text(*policy.max_time) + ")";
    }
    if (input.total_deadline && end >= *input.total_deadline) return waiting + " would exceed --max-time";
    const bool bounded = policy.max_time || input.total_deadline;
    if (!bounded && input.retry_after && wait > policy.max_retry_after) {
        return "the server asks for " + duration_text(wait) + ", more than " + duration_text(policy.max_retry_after) +
               "; --retry-max-time sets another limit";
    }
    return {};
}

std::string refusal(const RetryPolicy& policy, const RetryInput& input, Duration wait) {
    // RFC 9110 section 9.2.2: what may have been acted on is not repeated unless that does no harm.
    if (!is_idempotent(input.method) && !input.has_key) {
        return input.method + " is not idempotent, and there is no Idempotency-Key";
    }
    if (input.body == BodySupply::gone) return input.body_gone_because;
    if (input.made >= policy.max_retries) {
        return policy.max_retries == 1 ? "the one retry was made"
                                       : "all " + std::to_string(policy.max_retries) + " retries were made";
    }
    if (input.head_bytes > kMaxRetriedHeadBytes) {
        return "the heads of the responses take more than " + std::to_string(kMaxRetriedHeadBytes >> 20) + " MiB";
    }
    return time_refusal(policy, input, wait);
}

}  // namespace

std::optional<RetryDecision> decide_retry(const RetryPolicy& policy, const RetryInput& input) {
    if (policy.max_retries <= 0) return std::nullopt;
    RetryDecision decision;
    decision.reason = reason_of(policy, input);
    if (decision.reason.empty()) return std::nullopt;
    const Duration wait = wait_of(input);
    decision.retry_after = input.retry_after;
    decision.refused_because = refusal(policy, input, wait);
    decision.will_retry = decision.refused_because.empty();
    if (decision.will_retry) decision.delay = wait;
    if (input.body == BodySupply::gone) decision.body = "refused";
    if (input.body == BodySupply::rewindable && decision.will_retry) decision.body = "replayed";
    return decision;
}

bool has_idempotency_key(const Header& header) {
    const auto values = header.values("Idempotency-Key");
    return std::any_of(values.begin(), values.end(),
                       [](std::string_view value) { return !ascii::trim_ows(value).empty(); });
}

bool is_final(const Error& error) {
    using enum ErrorCode;
    if (error.timeout == TimeoutKind::total) return true;
    switch (error.code) {
        case usage_invalid:
        case url_malformed:
        case url_unsupported_scheme:
        case request_invalid:
        case config_unreadable:
        case dns_not_asked:
        case dns_bad_option:
        case connect_bad_interface:
        case connect_bad_local_port:
        case tls_untrusted:
        case tls_expired:
        case tls_not_yet_valid:
        case tls_hostname:
        case tls_revoked:
        case tls_weak:
        case tls_client_certificate:
        case tls_cipher:
        case tls_ca_file:
        case tls_crl_file:
        case tls_pin:
        case tls_ocsp:
        case upload_read_failed:
        case upload_length_mismatch:
        case redirect_too_many:
        case redirect_body_not_rewindable:
        case redirect_bad_location:
        case redirect_unsupported_scheme:
        case auth_body_not_rewindable:
        case output_write_failed:
        case interrupted:
        case out_of_memory:
        case internal: return true;
        default: return false;
    }
}

}  // namespace rtrip
