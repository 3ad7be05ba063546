// SPDX-License-Identifier: MIT
#include "rtrip/transport.hpp"

#include "client/connector.hpp"
#include "client/h1_exchange.hpp"
#include "client/pool.hpp"
#include "codec/http1/request_head.hpp"
#include "model/method.hpp"
#include "net/ares_resolver.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

http1::RequestHeadInput head_input(const Request& request) {
    http1::RequestHeadInput input;
    input.method = request.method;
    input.url = &request.url;
    input.target = request.target;
    input.version = request.version == HttpVersion::http1_0 ? http1::HttpVersion::http1_0 : http1::HttpVersion::http1_1;
    input.header = &request.header;
    input.removed_fields = &request.removed_fields;
    if (request.body) {
        input.body_kind = request.body->kind();
        input.body_length = request.body->length();
    }
    input.connection = request.close ? http1::ConnectionPreference::close : http1::ConnectionPreference::keep;
    return input;
}

PoolKey pool_key(const Request& request, std::shared_ptr<const ConnectOptions> fallback) {
    PoolKey key;
    key.scheme = request.url.scheme();
    key.host = request.url.host();
    if (!request.url.zone().empty()) key.host += "%" + request.url.zone();
    key.port = request.url.port();
    key.options = request.connect ? request.connect : std::move(fallback);
    return key;
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

}  // namespace

struct Transport::Impl {
    Impl(asio::any_io_executor executor, TransportOptions options_, std::unique_ptr<Resolver> resolver)
        : options(std::move(options_)),
          connect_options(std::make_shared<const ConnectOptions>(options.connect)),
          connector(executor, std::move(resolver)),
          pool(std::make_shared<Pool>(executor, options.pool)) {}

    /// One attempt, whether its failure is the kind that a fresh connection mends, and what speaks against that.
    struct Attempt {
        Result<Response> result = Response();
        bool stale = false;
        std::string objection;
    };

    asio::awaitable<Attempt> attempt(Context& ctx, const Request& request, bool fresh);
    asio::awaitable<Result<ConnLease>> get_conn(Context& ctx, const Request& request, bool fresh);
    ConnLease take_pooled(Context& ctx, ConnLease lease, Duration idle, ConnectionInfo info);
    asio::awaitable<Result<ConnLease>> dial(Context& ctx, const PoolKey& key, ConnectionInfo info);
    H1ExchangeInput exchange_input(const Request& request, ConnLease lease, http1::RequestHead head) const;

    TransportOptions options;
    std::shared_ptr<const ConnectOptions> connect_options;
    Connector connector;
    std::shared_ptr<Pool> pool;
    std::uint64_t last_id = 0;
};

namespace {

void emit_got_conn(Context& ctx, const Conn& conn, ConnectionInfo info) {
    GotConnInfo hook;
    hook.at = ctx.now();
    hook.connection = std::move(info);
    hook.connection.id = conn.id;
    hook.connection.local = conn.stream->local_address();
    hook.connection.remote = conn.stream->remote_address();
    hook.connection.requests_before = conn.requests;
    hook.tls = conn.tls;
    emit(ctx.trace, &ClientTrace::got_conn, hook);
}

}  // namespace

asio::awaitable<Result<ConnLease>> Transport::Impl::get_conn(Context& ctx, const Request& request, bool fresh) {
    const PoolKey key = pool_key(request, connect_options);
    GetConnInfo get;
    get.at = ctx.now();
    get.host_port = request.url.host_port();
    emit(ctx.trace, &ClientTrace::get_conn, get);
    const Deadline deadline = ctx.deadline(get.at, ctx.timeouts.connect, TimeoutKind::connect);
    ConnectionInfo info;
    info.new_because = "fresh_connection_forced";
    if (!fresh) {
        Pool::Lookup found = pool->take(key, ctx.now());
        info.candidates = std::move(found.candidates);
        info.new_because = std::move(found.new_because);
        if (found.lease) co_return take_pooled(ctx, std::move(found.lease), found.idle, std::move(info));
    }
    auto slot = co_await pool->acquire_slot(ctx, key, deadline);
    if (!slot) {
        slot.error().phase = Phase::queue;
        if (slot.error().is_timeout()) {
            slot.error().code = ErrorCode::connect_timeout;
            slot.error().message = "no connection to " + request.url.host_port() + " became free" +
                                   limit_text(deadline) + "; --max-conns-per-host is reached";
        }
        co_return fail(std::move(slot.error()));
    }
    if (slot->lease && fresh) {
        slot->slot = std::move(slot->lease->slot);
        slot->lease.discard("made_room");
    }
    if (slot->lease) co_return take_pooled(ctx, std::move(slot->lease), slot->idle, std::move(info));
    if (!slot->new_because.empty()) info.new_because = std::move(slot->new_because);
    auto lease = co_await dial(ctx, key, std::move(info));
    if (lease) (*lease)->slot = std::move(slot->slot);
    co_return lease;
}

ConnLease Transport::Impl::take_pooled(Context& ctx, ConnLease lease, Duration idle, ConnectionInfo info) {
    info.reused = true;
    info.idle = idle;
    info.new_because.clear();
    pool->count_reused();
    emit_got_conn(ctx, *lease.operator->(), std::move(info));
    return lease;
}

asio::awaitable<Result<ConnLease>> Transport::Impl::dial(Context& ctx, const PoolKey& key, ConnectionInfo info) {
    auto connected = co_await connector.connect(ctx, key);
    if (!connected) co_return fail(std::move(connected.error()));
    auto conn = std::make_unique<Conn>();
    conn->id = ++last_id;
    conn->key = key;
    conn->stream = std::move(connected->stream);
    conn->tls = std::move(connected->tls);
    pool->count_dialed();
    emit_got_conn(ctx, *conn, std::move(info));
    co_return pool->lease(std::move(conn));
}

H1ExchangeInput Transport::Impl::exchange_input(const Request& request, ConnLease lease,
                                                http1::RequestHead head) const {
    const bool sends_body = request.body && head.framing != http1::RequestFraming::none;
    H1ExchangeInput input(std::move(lease), std::move(head));
    input.method = request.method;
    input.target = request.target.empty() ? request.url.target() : request.target;
    input.close = request.close || !options.pool.enabled || request.header.has_token("Connection", "close");
    input.limits = request.limits ? *request.limits : options.limits;
    input.transfer_form = request.transfer_form;
    if (sends_body) {
        input.body_kind = request.body->kind();
        input.rewindable = request.body->rewindable();
        input.expect_continue = request.header.has_token("Expect", "100-continue");
    }
    return input;
}

asio::awaitable<Transport::Impl::Attempt> Transport::Impl::attempt(Context& ctx, const Request& request, bool fresh) {
    Attempt out;
    if (ctx.stop.stop_requested()) {
        out.result = fail(ErrorCode::interrupted, Phase::queue, "interrupted");
        co_return out;
    }
    // Before anything is dialed: a request that can't be written must not cost a connection.
    auto head = http1::make_request_head(head_input(request));
    if (!head) {
        out.result = fail(std::move(head.error()));
        co_return out;
    }
    std::unique_ptr<BodyReader> reader;
    if (request.body && head->framing != http1::RequestFraming::none) {
        auto opened = request.body->open();
        if (!opened) {
            out.result = fail(std::move(opened.error()));
            co_return out;
        }
        reader = std::move(*opened);
    }
    auto lease = co_await get_conn(ctx, request, fresh);
    if (!lease) {
        out.result = fail(std::move(lease.error()));
        co_return out;
    }
    const bool reused = (*lease)->requests++ > 0;
    H1ExchangeInput input = exchange_input(request, std::move(*lease), std::move(*head));
    input.reader = std::move(reader);
    auto exchange = std::make_unique<H1Exchange>(std::move(input));
    auto started = co_await exchange->start(ctx);
    if (!started) {
        out.stale = reused && exchange->no_response_seen() && looks_stale(started.error().code);
        if (out.stale) out.objection = replay_objection(request, exchange->nothing_sent());
        out.result = fail(std::move(started.error()));
        co_return out;
    }
    Response response = exchange->make_response();
    response.body = std::move(exchange);
    out.result = std::move(response);
    co_return out;
}

Transport::Transport(asio::any_io_executor executor, TransportOptions options)
    : Transport(executor, options, net::make_ares_resolver(executor, options.resolver)) {}

Transport::Transport(asio::any_io_executor executor, TransportOptions options, std::unique_ptr<Resolver> resolver)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(options), std::move(resolver))) {}

Transport::~Transport() = default;

asio::awaitable<Result<Response>> Transport::round_trip(Context& ctx, Request request) {
    ctx.start_total();
    const std::string url = request.url.to_string();
    RoundTripCause cause = request.cause;
    bool fresh = request.fresh_connection;
    while (true) {
        emit(ctx.trace, &ClientTrace::round_trip_start, ctx.now(), cause, request.method, url);
        Impl::Attempt attempt = co_await impl_->attempt(ctx, request, fresh);
        if (attempt.result) co_return std::move(attempt.result);
        const Error error = attempt.result.error();
        const bool replay = attempt.stale && attempt.objection.empty();
        if (attempt.stale) {
            RetryDecision decision;
            decision.will_retry = replay;
            decision.reason = kStaleConnection;
            if (replay) decision.delay = Duration{};
            if (request.body) decision.body = replay ? "replayed" : "refused";
            decision.refused_because = attempt.objection;
            emit(ctx.trace, &ClientTrace::retry, ctx.now(), decision);
        }
        emit(ctx.trace, &ClientTrace::round_trip_done, ctx.now(), std::optional<Error>(error));
        if (!replay) co_return fail(error);
        // RFC 9110 section 9.2.2: an idempotent request may be repeated when its connection died unanswered; on a
        // connection of its own, since the next pooled one may be as old. A fresh one is never stale, so this ends.
        cause = RoundTripCause::retry;
        fresh = true;
    }
}

PoolTotals Transport::take_pool_totals() {
    return impl_->pool->take_totals();
}

void Transport::close_idle_connections() {
    impl_->pool->close_idle();
}

}  // namespace rtrip
