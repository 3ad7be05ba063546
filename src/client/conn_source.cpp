// SPDX-License-Identifier: MIT
#include "client/conn_source.hpp"

#include <optional>
#include <utility>

#include "rtrip/client_trace.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

TimePoint emit_got_conn(Context& ctx, const Conn& conn, GotConnInfo& found) {
    found.at = ctx.now();
    found.connection.id = conn.id;
    found.connection.local = conn.stream->local_address();
    found.connection.remote = conn.stream->remote_address();
    found.connection.requests_before = conn.requests;
    found.tls = conn.tls;
    found.proxy_tls = conn.proxy_tls;
    emit(ctx.trace, &ClientTrace::got_conn, std::as_const(found));
    return found.at;
}

Error no_place_error(Error error, const Url& url, const Deadline& deadline) {
    error.phase = Phase::queue;
    if (!error.is_timeout()) return error;
    error.code = ErrorCode::connect_timeout;
    error.message = "no connection to " + url.host_port() + " became free" + limit_text(deadline) +
                    "; --max-conns-per-host is reached";
    return error;
}

bool speaks_h2(const Route& route, const Connector::Connected& connected) {
    if (route.is_prior_knowledge()) return true;
    return route.key.scheme == "https" && connected.tls && connected.tls->alpn == "h2";
}

}  // namespace

ConnSource::ConnSource(asio::any_io_executor executor, const TransportOptions& options,
                       std::unique_ptr<Resolver> resolver)
    : executor_(executor),
      options_(options.pool),
      limits_(options.limits),
      connector_(executor, std::move(resolver)),
      pool_(std::make_shared<Pool>(executor, options.pool)),
      h2_pool_(std::make_shared<H2Pool>(executor, options.pool, pool_)) {}

std::optional<Carrier> ConnSource::take_idle(Context& ctx, const Route& route, const Wanted& wanted, Search& search) {
    if (ctx.trace != nullptr && ctx.trace->get_conn) ctx.trace->get_conn({wanted.asked_at, wanted.url.host_port()});
    if (!route.info.because.empty()) {
        ProxyChosenInfo chosen;
        chosen.at = wanted.asked_at;
        chosen.proxy = route.info;
        emit(ctx.trace, &ClientTrace::proxy_chosen, chosen);
    }
    search.found.connection.proxy = route.info.url;
    if (!wanted.fresh) return look(ctx, route, wanted.asked_at, search);
    search.found.connection.new_because = "fresh_connection_forced";
    return std::nullopt;
}

std::optional<Carrier> ConnSource::look(Context& ctx, const Route& route, TimePoint now, Search& search) {
    ConnectionInfo& info = search.found.connection;
    search.awaits_h2 = false;
    if (options_.enabled && route.may_be_h2()) {
        auto shared = take_shared(ctx, route.key, now, search);
        if (shared || search.awaits_h2) return shared;
    }
    std::string shared_because = std::move(info.new_because);
    Pool::Lookup found = pool_->take(route.key, now);
    if (info.candidates.empty()) info.candidates.swap(found.candidates);
    for (PoolCandidate& candidate : found.candidates) info.candidates.push_back(std::move(candidate));
    info.new_because = shared_because.empty() ? std::move(found.new_because) : std::move(shared_because);
    if (!found.lease) return std::nullopt;
    return take_pooled(ctx, std::move(found.lease), found.idle, search);
}

// A place on an HTTP/2 connection.
std::optional<Carrier> ConnSource::take_shared(Context& ctx, const PoolKey& key, TimePoint now, Search& search) {
    ConnectionInfo& info = search.found.connection;
    H2Pool::Lookup found = h2_pool_->take(key, now);
    info.candidates = std::move(found.candidates);
    info.new_because = std::move(found.new_because);
    search.awaits_h2 = !found.conn && h2_pool_->worth_waiting(key);
    if (!found.conn) return std::nullopt;
    info.reused = true;
    info.protocol = found.conn->protocol();
    info.idle = found.idle;
    info.new_because.clear();
    pool_->count_reused();
    Carrier carrier;
    carrier.h2 = std::move(found.conn);
    carrier.reused = true;
    carrier.got_at = emit_got_conn(ctx, carrier.h2->base(), search.found);
    return carrier;
}

asio::awaitable<Result<Carrier>> ConnSource::await_one(Context& ctx, const Route& route, const Wanted& wanted,
                                                       Search& search) {
    const PoolKey& key = route.key;
    const Deadline deadline = ctx.deadline(wanted.asked_at, ctx.timeouts.connect, TimeoutKind::connect);
    while (search.awaits_h2) {
        auto changed = co_await h2_pool_->wait_for_change(ctx, key, deadline);
        if (!changed) co_return fail(no_place_error(std::move(changed.error()), wanted.url, deadline));
        if (auto carrier = look(ctx, route, ctx.now(), search)) co_return std::move(*carrier);
    }
    auto slot = co_await pool_->acquire_slot(ctx, key, deadline);
    if (!slot) co_return fail(no_place_error(std::move(slot.error()), wanted.url, deadline));
    if (slot->lease && wanted.fresh) {
        slot->slot = std::move(slot->lease->slot);
        slot->lease.discard("made_room");
    }
    if (slot->lease) co_return take_pooled(ctx, std::move(slot->lease), slot->idle, search);
    if (!slot->new_because.empty()) search.found.connection.new_because = std::move(slot->new_because);
    auto dialed = co_await dial(ctx, route, std::move(slot->slot), search);
    co_return dialed;
}

Carrier ConnSource::take_pooled(Context& ctx, ConnLease lease, Duration idle, Search& search) {
    ConnectionInfo& info = search.found.connection;
    info.reused = true;
    info.idle = idle;
    info.new_because.clear();
    pool_->count_reused();
    Carrier carrier;
    carrier.got_at = emit_got_conn(ctx, *lease.operator->(), search.found);
    carrier.h1 = std::move(lease);
    carrier.reused = true;
    return carrier;
}

asio::awaitable<Result<Carrier>> ConnSource::dial(Context& ctx, const Route& route, std::unique_ptr<PoolSlot> slot,
                                                  Search& search) {
    const ReceiveLimits& limits = route.limits ? *route.limits : limits_;
    std::optional<H2Pool::Dialing> dialing;
    if (options_.enabled && route.may_be_h2()) dialing.emplace(h2_pool_, route.key);
    ProxyInfo proxy = route.info;
    auto connected = co_await connector_.connect(ctx, route.key, proxy, limits);
    if (!connected) co_return fail(std::move(connected.error()));
    const bool h2 = speaks_h2(route, *connected);
    auto conn = std::make_unique<Conn>();
    conn->id = ++last_id_;
    conn->key = std::make_shared<const PoolKey>(route.key);
    conn->stream = std::move(connected->stream);
    conn->tls = std::move(connected->tls);
    conn->proxy_tls = std::move(connected->proxy_tls);
    conn->slot = std::move(slot);
    pool_->count_dialed();
    Carrier carrier;
    ConnectionInfo& info = search.found.connection;
    if (h2) info.protocol = conn->tls ? Protocol::h2 : Protocol::h2c;
    carrier.got_at = emit_got_conn(ctx, *conn, search.found);
    if (dialing) dialing->became(h2 ? H2Pool::Dialing::Result::h2 : H2Pool::Dialing::Result::http1);
    if (!h2) {
        carrier.h1 = pool_->lease(std::move(conn));
        co_return carrier;
    }
    H2Conn::Parts parts;
    parts.conn = std::move(conn);
    parts.protocol = info.protocol;
    parts.executor = executor_;
    parts.limits = limits;
    parts.clock = ctx.clock;
    carrier.h2 = std::make_shared<H2Conn>(std::move(parts));
    if (options_.enabled) h2_pool_->add(carrier.h2);
    co_return carrier;
}

}  // namespace rtrip
