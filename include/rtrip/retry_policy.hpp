// SPDX-License-Identifier: MIT
#pragma once

#include <bitset>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "rtrip/error.hpp"
#include "rtrip/result.hpp"
#include "rtrip/time.hpp"

namespace rtrip {

/// What is worth another try: failures by their code, responses by their status.
struct RetryOn {
    std::bitset<kErrorCodeCount> failures;
    std::bitset<1000> statuses;  ///< By status code.

    [[nodiscard]] bool has(ErrorCode code) const { return failures.test(static_cast<std::size_t>(code)); }
    [[nodiscard]] bool has_status(int status) const {
        return status >= 0 && static_cast<std::size_t>(status) < statuses.size() &&
               statuses.test(static_cast<std::size_t>(status));
    }
    friend bool operator==(const RetryOn&, const RetryOn&) = default;
};

/// Names that did not resolve, failures to connect other than a refusal, connections cut before a response, time-outs,
/// and the statuses 408, 429, 500, 502, 503 and 504.
[[nodiscard]] RetryOn default_retry_on();

/// Reads a list as --retry-on takes it: statuses ("503"), ranges ("502-504"), classes of statuses ("5xx"), kinds of
/// failure ("dns", "connect", "refused", "tls", "reset", "timeout"), codes ("response.empty"), and "default".
/// Errors: usage_invalid, naming the element.
[[nodiscard]] Result<RetryOn> parse_retry_on(std::string_view list);

/// How a wait is drawn from the exponential back-off B.
enum class RetryJitter : std::uint8_t {
    full,  ///< Anywhere from 0 to B.
    equal,  ///< From B/2 to B.
    none  ///< B.
};

/// When and how often a request is sent again.
///
/// Only methods that are idempotent by RFC 9110 section 9.2.2 are, and others that carry an Idempotency-Key; and only
/// with a body that can be read again. One count and one time limit serve a whole operation, its redirects included.
struct RetryPolicy {
    int max_retries = 0;
    Duration initial_delay = std::chrono::seconds(1);  ///< Doubled after each retry.
    Duration max_delay = std::chrono::minutes(10);  ///< The back-off grows no further.
    std::optional<Duration> fixed_delay;  ///< In place of the back-off, without jitter (--retry-delay).
    /// No wait begins that would end later than this after the first attempt began (--retry-max-time).
    std::optional<Duration> max_time;
    /// The longest Retry-After that is waited for when neither max_time nor a total limit bounds it.
    Duration max_retry_after = std::chrono::hours(1);
    RetryJitter jitter = RetryJitter::full;
    std::optional<std::uint64_t> seed;  ///< The same seed gives each operation the same waits.
    RetryOn on = default_retry_on();
    /// Every failure but those that time cannot mend: usage, certificates, pins (--retry-all-errors).
    bool all_errors = false;
    bool connrefused = false;  ///< connect_refused even when `on` leaves it out (--retry-connrefused).
};

}  // namespace rtrip
