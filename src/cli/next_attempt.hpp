// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>

#include "layers/resendable.hpp"
#include "rtrip/context.hpp"
#include "rtrip/result.hpp"
#include "rtrip/retry_policy.hpp"

namespace rtrip::cli {

/// Retries of what broke off in its body, which no layer can take back: the whole chain is asked for again, from the
/// first URL on. Count, limits and waits are those of the retry layer, which keeps them in the Context.
class NextAttempt {
public:
    /// Both must outlive this.
    NextAttempt(const RetryPolicy& policy, Resendable& request);

    /// Whether to send the request again after `error`; leaves the decision in the record and waits when so. `obstacle`
    /// is why the output does not allow it, empty when it does.
    /// Errors: interrupted, when stopped in the wait.
    asio::awaitable<Result<bool>> wanted(Context& ctx, const Error& error, const std::string& obstacle) const;

private:
    const RetryPolicy& policy_;
    std::uint64_t seed_;
    Resendable& request_;
};

}  // namespace rtrip::cli
