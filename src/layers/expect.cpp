// SPDX-License-Identifier: MIT
#include <utility>

#include "base/ascii.hpp"
#include "layers/resendable.hpp"
#include "rtrip/client_trace.hpp"
#include "rtrip/layers.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

constexpr int kExpectationFailedStatus = 417;

class ExpectLayer final : public RoundTripper {
public:
    explicit ExpectLayer(std::unique_ptr<RoundTripper> next) : next_(std::move(next)) {}

    asio::awaitable<Result<Response>> round_trip(Context& ctx, const Request& request) override {
        const bool expects = request.body && request.header.has_token("Expect", "100-continue");
        return expects ? expecting(ctx, request) : next_->round_trip(ctx, request);
    }

private:
    asio::awaitable<Result<Response>> expecting(Context& ctx, const Request& given) {
        Resendable request(given);
        auto response = co_await next_->round_trip(ctx, request.get());
        if (!response || response->status != kExpectationFailedStatus) co_return response;
        RetryDecision decision;
        decision.reason = kExpectationFailed;
        decision.will_retry = request.body() != BodySupply::gone;
        decision.body = decision.will_retry ? "replayed" : "refused";
        if (decision.will_retry) {
            decision.delay = Duration{};
        } else {
            decision.refused_because = request.get().body->not_rewindable_because();
        }
        emit(ctx.trace, &ClientTrace::retry, ctx.now(), decision);
        if (!decision.will_retry) co_return response;
        co_await response->body->finish(ctx);
        response->body.reset();
        request.edit().header.remove("Expect");
        request.edit().cause = RoundTripCause::retry;
        response = co_await next_->round_trip(ctx, request.get());
        co_return response;
    }

    std::unique_ptr<RoundTripper> next_;
};

}  // namespace

Layer make_expect_layer() {
    return [](std::unique_ptr<RoundTripper> next) -> std::unique_ptr<RoundTripper> {
        return std::make_unique<ExpectLayer>(std::move(next));
    };
}

}  // namespace rtrip
