// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "rtrip/auth_policy.hpp"
#include "rtrip/cookie_jar.hpp"
#include "rtrip/decode_policy.hpp"
#include "rtrip/redirect_policy.hpp"
#include "rtrip/retry_policy.hpp"
#include "rtrip/round_tripper.hpp"

/// The layers that a Client puts around its Transport. Outermost first: idempotency key, redirect, authentication,
/// cookies, retry, expectation, decoding. Each is a RoundTripper that knows nothing of its neighbours.
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

/// Shows credentials to those they are meant for, and answers challenges (Basic, Digest).
///
/// A 401 that is answered is read to its end within a bound; the next request has the cause `auth`. Credentials that
/// were refused once are not tried again, unless the server only called its nonce stale: the 401 is the result then.
/// Errors: auth_body_not_rewindable, and those of the next layer.
/// Source: RFC 9110 section 11, RFC 7617, RFC 7616, RFC 6750.
Layer make_auth_layer(AuthPolicy policy);

/// Puts cookies into requests and takes them from responses.
///
/// `jar` may be shared with other clients of the same thread; null: there is no engine. `fixed` ("a=b; c=d", curl's -b)
/// goes behind the jar's cookies as it is, but not to another origin. A Cookie field of the user's own takes its place.
Layer make_cookie_layer(std::shared_ptr<CookieJar> jar, std::string fixed);

/// Sends a request whose "Expect: 100-continue" a server refuses (417) again at once, without it, and leaves a
/// RetryDecision with the reason kExpectationFailed. Inside of the retry layer, which does not see the 417 then.
/// Source: RFC 9110 section 15.5.18.
Layer make_expect_layer();

/// Asks for content and transfer codings, as the policy says, and undoes those of responses while their bodies are
/// read. A body that is only finished is not decoded; responses to HEAD, 204, 205, 304 and partial ones (206) keep
/// their content codings. The head stays as it came.
/// Errors of the body: body_coding, body_decoded_too_large.
/// Source: RFC 9110 sections 8.4 and 10.1.4, RFC 9112 section 7.
Layer make_decode_layer(DecodePolicy policy);

}  // namespace rtrip
