// SPDX-License-Identifier: MIT
#include "cli/next_attempt.hpp"

#include "layers/retry_seed.hpp"
#include "policy/backoff.hpp"
#include "policy/retry_rules.hpp"
#include "trace/emit.hpp"

namespace rtrip::cli {

NextAttempt::NextAttempt(const RetryPolicy& policy, Resendable& request)
    : policy_(policy), seed_(retry_seed(policy)), request_(request) {}

asio::awaitable<Result<bool>> NextAttempt::wanted(Context& ctx, const Error& error, const std::string& obstacle) const {
    const Request& request = request_.get();
    RetryInput input(request.method, ctx.now());
    input.error = &error;
    input.has_key = has_idempotency_key(request.header);
    input.body = request_.body();
    if (input.body == BodySupply::gone) input.body_gone_because = request.body->not_rewindable_because();
    input.made = ctx.retries;
    input.backoff = backoff_delay(policy_, seed_, ctx.retries);
    input.head_bytes = ctx.retried_head_bytes;
    input.started = ctx.retries_started;
    input.total_deadline = ctx.total_deadline;
    auto decision = decide_retry(policy_, input);
    if (!decision) co_return false;
    if (decision->will_retry && !obstacle.empty()) {
        decision->will_retry = false;
        decision->delay.reset();
        decision->refused_because = obstacle;
    }
    emit(ctx.trace, &ClientTrace::retry, input.now, *decision);
    if (!decision->will_retry) co_return false;
    const TimePoint until = input.now + decision->delay.value_or(Duration{});
    const bool came = co_await ctx.sleeper->sleep_until(ctx.stop, until);
    if (!came) co_return fail(ErrorCode::interrupted, "interrupted while waiting to send the request again");
    ++ctx.retries;
    request_.edit().cause = RoundTripCause::retry;
    co_return true;
}

}  // namespace rtrip::cli
