// SPDX-License-Identifier: MIT
#include <memory>
#include <utility>

#include "layers/resendable.hpp"
#include "layers/retry_seed.hpp"
#include "policy/backoff.hpp"
#include "policy/retry_after.hpp"
#include "policy/retry_rules.hpp"
#include "rtrip/layers.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

std::size_t size_of(const Header& header) {
    std::size_t bytes = 0;
    for (const HeaderField& field : header.fields()) bytes += sizeof field + field.name.size() + field.value.size();
    return bytes;
}

class RetryLayer final : public RoundTripper {
public:
    RetryLayer(const RetryPolicy& policy, std::unique_ptr<RoundTripper> next)
        : policy_(policy), next_(std::move(next)) {}

    asio::awaitable<Result<Response>> round_trip(Context& ctx, const Request& given) override {
        if (!ctx.retries_started) ctx.retries_started = ctx.now();
        Resendable request(given);
        const std::uint64_t seed = retry_seed(policy_);
        while (true) {
            auto response = co_await next_->round_trip(ctx, request.get());
            if (response) ctx.retried_head_bytes += size_of(response->header);
            RetryInput input = input_of(ctx, request.get(), response, seed);
            input.body = request.body();
            if (input.body == BodySupply::gone) input.body_gone_because = request.get().body->not_rewindable_because();
            const auto decision = decide_retry(policy_, input);
            if (!decision) co_return response;
            emit(ctx.trace, &ClientTrace::retry, input.now, *decision);
            if (!decision->will_retry) co_return response;
            TimePoint until = input.now + decision->delay.value_or(Duration{});
            if (response) {
                // Read to its end, so that its connection can serve again; it is nobody's output. The wait that the
                // record tells of lies between the round trips, so it begins where this one ends.
                co_await response->body->finish(ctx);
                response->body.reset();
                until = ctx.now() + decision->delay.value_or(Duration{});
            }
            const bool came = co_await ctx.sleeper->sleep_until(ctx.stop, until);
            if (!came) co_return fail(ErrorCode::interrupted, "interrupted while waiting to send the request again");
            ++ctx.retries;
            request.edit().cause = RoundTripCause::retry;
        }
    }

private:
    [[nodiscard]] RetryInput input_of(const Context& ctx, const Request& request, const Result<Response>& response,
                                      std::uint64_t seed) const {
        RetryInput input(request.method, ctx.now());
        input.has_key = has_idempotency_key(request.header);
        input.made = ctx.retries;
        input.backoff = backoff_delay(policy_, seed, ctx.retries);
        input.started = ctx.retries_started;
        input.head_bytes = ctx.retried_head_bytes;
        input.total_deadline = ctx.total_deadline;
        if (!response) {
            input.error = &response.error();
            return input;
        }
        input.status = response->status;
        if (const auto value = response->header.get("Retry-After")) {
            input.retry_after = parse_retry_after(*value, ctx.clock->wall_now());
        }
        return input;
    }

    RetryPolicy policy_;
    std::unique_ptr<RoundTripper> next_;
};

}  // namespace

Layer make_retry_layer(RetryPolicy policy) {
    return [policy](std::unique_ptr<RoundTripper> next) -> std::unique_ptr<RoundTripper> {
        // Without retries there is nothing to decide and nothing to record.
        if (policy.max_retries <= 0) return next;
        return std::make_unique<RetryLayer>(policy, std::move(next));
    };
}

}  // namespace rtrip
