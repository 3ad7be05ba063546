// SPDX-License-Identifier: MIT
#include "rtrip/transport.hpp"

#include "client/attempt.hpp"
#include "net/ares_resolver.hpp"
#include "policy/replay_rules.hpp"
#include "trace/emit.hpp"

namespace rtrip {

struct Transport::Impl {
    Impl(asio::any_io_executor executor, TransportOptions options_, std::unique_ptr<Resolver> resolver)
        : options(std::move(options_)), preparer(options), conns(std::move(executor), options, std::move(resolver)) {}

    const TransportOptions options;
    RequestPreparer preparer;
    ConnSource conns;
};

Transport::Transport(asio::any_io_executor executor, TransportOptions options)
    : Transport(executor, options, net::make_ares_resolver(executor, options.resolver)) {}

Transport::Transport(asio::any_io_executor executor, TransportOptions options, std::unique_ptr<Resolver> resolver)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(options), std::move(resolver))) {}

Transport::~Transport() = default;

asio::awaitable<Result<Response>> Transport::round_trip(Context& ctx, const Request& request) {
    const auto prepared = impl_->preparer.prepare(request);
    ctx.start_total();
    const std::string unprepared = prepared ? std::string() : request.url.to_string();
    const std::string& url = prepared ? (*prepared)->url : unprepared;
    RoundTripCause cause = request.cause;
    bool fresh = request.fresh_connection;
    int replays = 0;
    while (true) {
        const ConnSource::Wanted wanted{request.url, fresh, ctx.now()};
        emit(ctx.trace, &ClientTrace::round_trip_start, wanted.asked_at, cause, request.method, url);
        Attempt attempt;
        attempt.begin(ctx, prepared, request, wanted, impl_->conns);
        if (attempt.lacks_carrier) {
            const Route& route = (*prepared)->route;
            auto found = co_await impl_->conns.await_one(ctx, route, wanted, attempt.search);
            attempt.carried_by(request, std::move(found), impl_->conns);
        }
        if (attempt.h1) {
            auto started = co_await attempt.h1->start(ctx);
            attempt.settle(request, std::move(started));
        } else if (attempt.h2) {
            auto started = co_await attempt.h2->start(ctx);
            attempt.settle(request, std::move(started));
        }
        if (attempt.result) co_return std::move(attempt.result);
        const Error error = attempt.result.error();
        RetryDecision decision;
        if (!attempt.replay_reason.empty()) {
            ReplayInput input;
            input.reason = attempt.replay_reason;
            input.objection = std::move(attempt.objection);
            input.replays = replays;
            input.has_body = request.body != nullptr;
            decision = decide_replay(std::move(input));
            emit(ctx.trace, &ClientTrace::retry, ctx.now(), decision);
        }
        emit(ctx.trace, &ClientTrace::round_trip_done, ctx.now(), std::optional<Error>(error));
        if (!decision.will_retry) co_return fail(error);
        ++replays;
        // RFC 9110 section 9.2.2: an idempotent request may be repeated when its connection died unanswered; on a
        // connection of its own, since the next pooled one may be as old. A fresh one is never stale, so this ends.
        cause = RoundTripCause::retry;
        fresh = fresh || decision.reason == kStaleConnection;
        const Duration delay = decision.delay.value_or(Duration{});
        if (delay == Duration{}) continue;
        const TimePoint until = ctx.now() + delay;
        // A wait that would pass the limit of the whole is not begun.
        if (ctx.total_deadline && until >= *ctx.total_deadline) co_return fail(error);
        const bool slept = co_await ctx.sleeper->sleep_until(ctx.stop, until);
        if (!slept) co_return fail(ErrorCode::interrupted, Phase::queue, "interrupted");
    }
}

PoolTotals Transport::take_pool_totals() {
    return impl_->conns.pool().take_totals();
}

void Transport::close_idle_connections() {
    impl_->conns.pool().close_idle();
    impl_->conns.h2_pool()->close_idle();
}

}  // namespace rtrip
