// SPDX-License-Identifier: MIT
#include "rtrip/transport.hpp"

#include "client/connector.hpp"
#include "client/h1_exchange.hpp"
#include "client/pool.hpp"
#include "client/proxy_tunnel.hpp"
#include "codec/http1/request_head.hpp"
#include "model/method.hpp"
#include "net/ares_resolver.hpp"
#include "policy/proxy_choice.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

// How one request travels: over which connections, in which form, and what is known of the choice.
struct Route {
    PoolKey key;
    ProxyInfo info;
    std::string target;  // the request target where it is not the URL's own form
    Header header;       // the request's fields, where the way asks for others
    bool own_header = false;
    std::shared_ptr<const ReceiveLimits> limits;  // null: the Transport's

    [[nodiscard]] bool forwards() const { return key.proxy && key.proxy->mode == ProxyRoute::Mode::forward; }
};

HostPort place_of(const Url& url) {
    return HostPort{url.zone().empty() ? url.host() : url.host() + "%" + url.zone(), url.port()};
}

Result<ProxyChoice> choose(const ConnectOptions& options, const Url& url) {
    if (options.dial.unix_socket.empty()) return choose_proxy(options.proxy, url);
    ProxyChoice none;
    none.because = options.proxy.url ? "--unix-socket leads past proxies" : "";
    return none;
}

std::shared_ptr<const ProxyRoute> proxy_route(const ConnectOptions& options, const Url& url,
                                              const ProxyServer& server) {
    auto route = std::make_shared<ProxyRoute>();
    route->server = server;
    // Only a tunnel leads elsewhere than the request says.
    const bool elsewhere = is_connected_elsewhere(options.dial, place_of(url));
    route->mode = ProxyRoute::Mode::forward;
    if (url.is_https() || options.proxy.tunnel || elsewhere) route->mode = ProxyRoute::Mode::connect;
    if (server.is_socks()) route->mode = ProxyRoute::Mode::socks;
    return route;
}

std::string mode_name(ProxyRoute::Mode mode) {
    if (mode == ProxyRoute::Mode::forward) return "forward";
    return mode == ProxyRoute::Mode::connect ? "connect" : "socks";
}

// What is for proxies goes to proxies: to this one with a request that it forwards, to no origin ever.
void adapt_header(Route& route, const Request& request) {
    const ProxyOptions& options = route.key.options->proxy;
    route.header = request.header;
    route.own_header = true;
    if (!route.forwards()) {
        route.header.remove("Proxy-Authorization");
        route.header.remove("Proxy-Connection");
        return;
    }
    const auto& credentials = route.key.proxy->server.credentials;
    for (const HeaderField& field : options.header.fields()) route.header.add(field.name, field.value);
    if (credentials && !route.header.has("Proxy-Authorization")) {
        route.header.add("Proxy-Authorization", basic_proxy_authorization(*credentials));
    }
    route.info.authenticated = route.header.has("Proxy-Authorization");
}

Result<Route> make_route(const Request& request, std::shared_ptr<const ConnectOptions> fallback) {
    Route route;
    route.limits = request.limits;
    route.key.options = request.connect ? request.connect : std::move(fallback);
    route.key.scheme = request.url.scheme();
    const HostPort place = place_of(request.url);
    route.key.host = place.host;
    route.key.port = place.port;
    auto choice = choose(*route.key.options, request.url);
    if (!choice) return fail(std::move(choice.error()));
    route.info.source = std::move(choice->source);
    route.info.because = std::move(choice->because);
    if (choice->server) {
        route.key.proxy = proxy_route(*route.key.options, request.url, *choice->server);
        route.info.url = choice->server->display();
        route.info.mode = mode_name(route.key.proxy->mode);
    }
    if (!route.info.because.empty()) adapt_header(route, request);
    if (!route.forwards()) return route;
    // One such connection serves every http host.
    route.key.host.clear();
    route.key.port = 0;
    route.target = "http://" + request.url.host_header() + request.url.target();
    return route;
}

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
    asio::awaitable<Result<ConnLease>> get_conn(Context& ctx, const Request& request, Route& route, bool fresh);
    ConnLease take_pooled(Context& ctx, ConnLease lease, Duration idle, ConnectionInfo info);
    asio::awaitable<Result<ConnLease>> dial(Context& ctx, Route& route, ConnectionInfo info);
    H1ExchangeInput exchange_input(const Request& request, ConnLease lease, http1::RequestHead head,
                                   std::string target) const;

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
    hook.proxy_tls = conn.proxy_tls;
    emit(ctx.trace, &ClientTrace::got_conn, hook);
}

}  // namespace

asio::awaitable<Result<ConnLease>> Transport::Impl::get_conn(Context& ctx, const Request& request, Route& route,
                                                             bool fresh) {
    const PoolKey& key = route.key;
    GetConnInfo get;
    get.at = ctx.now();
    get.host_port = request.url.host_port();
    emit(ctx.trace, &ClientTrace::get_conn, get);
    if (!route.info.because.empty()) {
        ProxyChosenInfo chosen;
        chosen.at = ctx.now();
        chosen.proxy = route.info;
        emit(ctx.trace, &ClientTrace::proxy_chosen, chosen);
    }
    const Deadline deadline = ctx.deadline(get.at, ctx.timeouts.connect, TimeoutKind::connect);
    ConnectionInfo info;
    info.new_because = "fresh_connection_forced";
    info.proxy = route.info.url;
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
    auto lease = co_await dial(ctx, route, std::move(info));
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

asio::awaitable<Result<ConnLease>> Transport::Impl::dial(Context& ctx, Route& route, ConnectionInfo info) {
    const ReceiveLimits& limits = route.limits ? *route.limits : options.limits;
    auto connected = co_await connector.connect(ctx, route.key, route.info, limits);
    if (!connected) co_return fail(std::move(connected.error()));
    auto conn = std::make_unique<Conn>();
    conn->id = ++last_id;
    conn->key = route.key;
    conn->stream = std::move(connected->stream);
    conn->tls = std::move(connected->tls);
    conn->proxy_tls = std::move(connected->proxy_tls);
    pool->count_dialed();
    emit_got_conn(ctx, *conn, std::move(info));
    co_return pool->lease(std::move(conn));
}

H1ExchangeInput Transport::Impl::exchange_input(const Request& request, ConnLease lease, http1::RequestHead head,
                                                std::string target) const {
    const bool sends_body = request.body && head.framing != http1::RequestFraming::none;
    H1ExchangeInput input(std::move(lease), std::move(head));
    input.method = request.method;
    input.target = std::move(target);
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
    auto route = make_route(request, connect_options);
    if (!route) {
        out.result = fail(std::move(route.error()));
        co_return out;
    }
    const http1::RequestHeadInput wanted = head_input(request, *route);
    std::string target = wanted.target.empty() ? request.url.target() : std::string(wanted.target);
    auto head = http1::make_request_head(wanted);
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
    auto lease = co_await get_conn(ctx, request, *route, fresh);
    if (!lease) {
        out.result = fail(std::move(lease.error()));
        co_return out;
    }
    const bool reused = (*lease)->requests++ > 0;
    H1ExchangeInput input = exchange_input(request, std::move(*lease), std::move(*head), std::move(target));
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
