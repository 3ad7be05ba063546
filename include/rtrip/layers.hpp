// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "rtrip/redirect_policy.hpp"
#include "rtrip/retry_policy.hpp"
#include "rtrip/round_tripper.hpp"

/// The layers that a Client puts around its Transport. Outermost first: idempotency key, redirect, authentication,
/// cookies, retry, decoding. Each is a RoundTripper that knows nothing of its neighbours.
namespace rtrip {

/// Follows redirects and leaves a RedirectDecision for each response that asks for one.
///
/// A followed response is read to its end within a bound, so that its connection can serve again. The response that is
/// returned is the last one, its body unread.
/// Errors: redirect_*, response_malformed (two Locations that differ), and those of the next layer.
Layer make_redirect_layer(RedirectPolicy policy);

/// Sends requests again that failed or were refused for a while, and leaves a RetryDecision for each such attempt.
///
/// What fails after the head of a response has been passed on is the reader's to judge; no layer can take it back.
/// Errors: those of the next layer; interrupted when stopped in a wait.
Layer make_retry_layer(RetryPolicy policy);

/// Gives requests that have none an Idempotency-Key: `key`, or, when that is empty, a random UUID for each POST, PATCH
/// or other request that isn't idempotent by itself. Outside of the redirect layer, so that one key lasts for all hops.
/// Source: draft-ietf-httpapi-idempotency-key-header.
Layer make_idempotency_layer(std::string key);

}  // namespace rtrip
