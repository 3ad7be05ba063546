// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "policy/redirect_rules.hpp"
#include "rtrip/error.hpp"
#include "rtrip/header.hpp"
#include "rtrip/retry_policy.hpp"
#include "rtrip/trace.hpp"

/// Whether a request is sent again, and when. No input and output here.
namespace rtrip {

/// What became of one attempt, and what has been spent so far.
/// What the heads of responses that are tried again may take together: the report keeps them all, and the server
/// chooses how large each is.
inline constexpr std::size_t kMaxRetriedHeadBytes = std::size_t{4} << 20;

struct RetryInput {
    RetryInput(std::string method_, TimePoint now_) : method(std::move(method_)), now(now_) {}

    std::string method;
    TimePoint now;
    bool has_key = false;                      ///< The request carries an Idempotency-Key.
    BodySupply body = BodySupply::none;
    std::string body_gone_because = "the body's source can be read only once";  ///< Said under BodySupply::gone.
    int status = 0;                            ///< Of the response; 0 when there was none.
    const Error* error = nullptr;              ///< Of the failure; null when there was a response.
    int made = 0;                              ///< Retries so far.
    Duration backoff{};                        ///< The wait when the server doesn't ask for one.
    std::optional<Duration> retry_after;       ///< What the server asks for.
    std::optional<TimePoint> started;          ///< When the first attempt began, for max_time.
    std::size_t head_bytes = 0;  ///< Of the responses so far, this one's included; see kMaxRetriedHeadBytes.
    std::optional<TimePoint> total_deadline;  ///< The end of the whole operation (--max-time).
};

/// Absent: there is nothing to try again. Otherwise the decision with its reasons; `delay` is set when it will.
///
/// Refusals in this order: the method, the body, the count, the heads' size, the time.
/// Source: RFC 9110 section 9.2.2 (methods), section 10.2.3 (Retry-After).
std::optional<RetryDecision> decide_retry(const RetryPolicy& policy, const RetryInput& input);

/// Whether the request says that the server may see it twice: Idempotency-Key with a value.
bool has_idempotency_key(const Header& header);

/// Whether no second try can help: the user's own mistakes, trust, an end of all time, cancellation, our defects.
bool is_final(const Error& error);

}  // namespace rtrip
