// SPDX-License-Identifier: MIT
#include "rtrip/transport.hpp"

#include "client/conn_source.hpp"
#include "client/h1_exchange.hpp"
#include "client/h2_exchange.hpp"
#include "client/route.hpp"
#include "codec/http1/request_head.hpp"
#include "codec/http2/request_fields.hpp"
#include "model/method.hpp"
#include "net/ares_resolver.hpp"
#include "policy/replay_rules.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

http1::RequestHeadInput head_input(const Request& request, const Route& route) {
    http1::RequestHeadInput input;
    input.method = request.method;
    input.url = &request.url;
    input.target = request.target.empty() ? std::string_view(route.target) : std::string_view(request.target);
    input.version = request.version == HttpVersion::http1_0 ? http1::HttpVersion::http1_0 : http1::HttpVersion::http1_1;
    input.header = route.own_header ? &route.header : &request.header;
    input.removed_fields = &request.removed_fields;
    if (request.body) {
        input.body_kind = request.body->kind();
        input.body_length = request.body->length();
    }
    input.connection = request.close ? http1::ConnectionPreference::close : http1::ConnectionPreference::keep;
    return input;
}

// Why a request must not be repeated; empty when that can't do harm: nothing of it has left, or doing it twice is the
// same as once.
std::string replay_objection(const Request& request, bool nothing_sent) {
    if (request.body && !request.body->rewindable()) return "the body cannot be read again";
    if (nothing_sent || is_idempotent(request.method)) return {};
    return request.method + " is not idempotent, and the server may have acted on it";
}

// What a server does that gave the connection up while it lay idle.
bool looks_stale(ErrorCode code) {
    return code == ErrorCode::response_empty || code == ErrorCode::response_reset || code == ErrorCode::send_failed;
}

// Why a failed exchange may be repeated although nobody asked for retries; empty: it may not.
template <class Exchange>
std::string_view replay_reason(const Exchange& exchange, ErrorCode code, bool reused) {
    if (exchange.unprocessed()) return code == ErrorCode::http2_refused_stream ? kRefusedStream : kGoAway;
    return reused && exchange.no_response_seen() && looks_stale(code) ? kStaleConnection : std::string_view();
}

}  // namespace

struct Transport::Impl {
    Impl(asio::any_io_executor executor, TransportOptions options_, std::unique_ptr<Resolver> resolver)
        : options(std::move(options_)),
          connect_options(std::make_shared<const ConnectOptions>(options.connect)),
          conns(std::move(executor), options, std::move(resolver)) {}

    /// One attempt, and what makes its failure one that is mended by asking again unasked.
    struct Attempt {
        Result<Response> result = Response();
        std::string_view replay_reason;  ///< Of RetryDecision; empty: none.
        std::string objection;           ///< What speaks against it.
    };
    /// A request that is ready to be written.
    struct Prepared {
        http1::RequestHead head;
        std::string target;
        std::unique_ptr<BodyReader> reader;  ///< Null: no body.
    };

    Result<Prepared> prepare(const Request& request, const Route& route) const;
    asio::awaitable<Attempt> attempt(Context& ctx, const Request& request, bool fresh);
    template <class Exchange>
    static void settle(Attempt& out, Result<void> started, const Request& request, std::unique_ptr<Exchange> exchange,
                       bool reused);
    void fill(ExchangeInput& input, const Request& request, Prepared& prepared) const;
    std::unique_ptr<H1Exchange> over_http1(const Request& request, Prepared prepared, Carrier& carrier) const;
    Result<std::unique_ptr<H2Exchange>> over_http2(const Request& request, Prepared prepared, Carrier& carrier) const;
    [[nodiscard]] bool closes(const Request& request) const {
        return request.close || !options.pool.enabled || request.header.has_token("Connection", "close");
    }
    [[nodiscard]] const ReceiveLimits& limits_of(const Request& request) const {
        return request.limits ? *request.limits : options.limits;
    }

    TransportOptions options;
    std::shared_ptr<const ConnectOptions> connect_options;
    ConnSource conns;
};

Result<Transport::Impl::Prepared> Transport::Impl::prepare(const Request& request, const Route& route) const {
    const http1::RequestHeadInput wanted = head_input(request, route);
    Prepared out;
    out.target = wanted.target.empty() ? request.url.target() : std::string(wanted.target);
    auto head = http1::make_request_head(wanted);
    if (!head) return fail(std::move(head.error()));
    out.head = std::move(*head);
    if (request.body && out.head.framing != http1::RequestFraming::none) {
        auto opened = request.body->open();
        if (!opened) return fail(std::move(opened.error()));
        out.reader = std::move(*opened);
    }
    return out;
}

asio::awaitable<Transport::Impl::Attempt> Transport::Impl::attempt(Context& ctx, const Request& request, bool fresh) {
    Attempt out;
    if (ctx.stop.stop_requested()) {
        out.result = fail(ErrorCode::interrupted, Phase::queue, "interrupted");
        co_return out;
    }
    // Before anything is dialed: a request that can't be written must not cost a connection.
    auto route = make_route(request, connect_options);
    if (!route) {
        out.result = fail(std::move(route.error()));
        co_return out;
    }
    auto prepared = prepare(request, *route);
    if (!prepared) {
        out.result = fail(std::move(prepared.error()));
        co_return out;
    }
    const ConnSource::Wanted wanted{request.url, fresh};
    ConnSource::Search search;
    auto carrier = conns.take_idle(ctx, *route, wanted, search);
    if (!carrier) {
        auto awaited = co_await conns.await_one(ctx, *route, wanted, std::move(search));
        if (!awaited) {
            out.result = fail(std::move(awaited.error()));
            co_return out;
        }
        carrier = std::move(*awaited);
    }
    if (!carrier->h2) {
        auto exchange = over_http1(request, std::move(*prepared), *carrier);
        auto started = co_await exchange->start(ctx);
        settle(out, std::move(started), request, std::move(exchange), carrier->reused);
        co_return out;
    }
    auto exchange = over_http2(request, std::move(*prepared), *carrier);
    if (!exchange) {
        out.result = fail(std::move(exchange.error()));
        co_return out;
    }
    auto started = co_await (*exchange)->start(ctx);
    settle(out, std::move(started), request, std::move(*exchange), carrier->reused);
    co_return out;
}

// What became of an exchange once its head was there, or was not.
template <class Exchange>
void Transport::Impl::settle(Attempt& out, Result<void> started, const Request& request,
                             std::unique_ptr<Exchange> exchange, bool reused) {
    if (!started) {
        out.replay_reason = replay_reason(*exchange, started.error().code, reused);
        // RFC 9113 section 8.7: what was not processed was not acted on, so that only the body can stand in the way.
        const bool harmless = exchange->unprocessed() || exchange->nothing_sent();
        if (!out.replay_reason.empty()) out.objection = replay_objection(request, harmless);
        out.result = fail(std::move(started.error()));
        return;
    }
    Response response = exchange->make_response();
    response.body = std::move(exchange);
    out.result = std::move(response);
}

void Transport::Impl::fill(ExchangeInput& input, const Request& request, Prepared& prepared) const {
    input.method = request.method;
    input.target = std::move(prepared.target);
    input.close = closes(request);
    input.limits = limits_of(request);
    if (!prepared.reader) return;
    input.body_kind = request.body->kind();
    input.rewindable = request.body->rewindable();
    input.expect_continue = prepared.head.fields.has_token("Expect", "100-continue");
    input.reader = std::move(prepared.reader);
}

std::unique_ptr<H1Exchange> Transport::Impl::over_http1(const Request& request, Prepared prepared,
                                                        Carrier& carrier) const {
    ++carrier.h1->requests;
    H1ExchangeInput input(std::move(carrier.h1));
    fill(input, request, prepared);
    input.head = std::move(prepared.head);
    input.transfer_form = request.transfer_form;
    return std::make_unique<H1Exchange>(std::move(input));
}

Result<std::unique_ptr<H2Exchange>> Transport::Impl::over_http2(const Request& request, Prepared prepared,
                                                                Carrier& carrier) const {
    http2::RequestFieldsInput wanted;
    wanted.method = request.method;
    wanted.scheme = request.url.scheme();
    wanted.target = prepared.target;
    if (request.expect_is_automatic) prepared.head.fields.remove("Expect");
    wanted.header = &prepared.head.fields;
    auto fields = http2::make_request_fields(wanted);
    if (!fields) return fail(std::move(fields.error()));
    ++carrier.h2->base().requests;
    H2ExchangeInput input(carrier.h2, std::move(*fields));
    fill(input, request, prepared);
    if (input.reader) input.body_length = prepared.head.content_length;
    const std::weak_ptr<H2Pool> pool = conns.h2_pool();
    const std::weak_ptr<H2Conn> conn = carrier.h2;
    input.on_released = [pool, conn](const std::string& reason) {
        const auto open_pool = pool.lock();
        const auto open_conn = conn.lock();
        if (open_pool && open_conn) open_pool->released(open_conn, reason);
    };
    return std::make_unique<H2Exchange>(std::move(input));
}

Transport::Transport(asio::any_io_executor executor, TransportOptions options)
    : Transport(executor, options, net::make_ares_resolver(executor, options.resolver)) {}

Transport::Transport(asio::any_io_executor executor, TransportOptions options, std::unique_ptr<Resolver> resolver)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(options), std::move(resolver))) {}

Transport::~Transport() = default;

asio::awaitable<Result<Response>> Transport::round_trip(Context& ctx, const Request& request) {
    ctx.start_total();
    const std::string url = request.url.to_string();
    RoundTripCause cause = request.cause;
    bool fresh = request.fresh_connection;
    int replays = 0;
    while (true) {
        emit(ctx.trace, &ClientTrace::round_trip_start, ctx.now(), cause, request.method, url);
        Impl::Attempt attempt = co_await impl_->attempt(ctx, request, fresh);
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
