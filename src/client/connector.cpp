// SPDX-License-Identifier: MIT
#include "client/connector.hpp"

#include "client/proxy_tunnel.hpp"
#include "net/dial.hpp"
#include "net/tls_stream.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

bool is_ip_literal(const std::string& host) {
    return net::make_ip_endpoint(host.substr(0, host.find('%')), 0).has_value();
}

tls::PeerName peer_name(const std::string& host) {
    tls::PeerName peer;
    peer.host = host.substr(0, host.find('%'));
    peer.kind = is_ip_literal(peer.host) ? tls::PeerName::Kind::ip : tls::PeerName::Kind::name;
    return peer;
}

void emit_dns_done(Context& ctx, DnsInfo& info, Hop hop, const std::optional<Error>& error) {
    if (!info.done) info.done = ctx.now();
    DnsDoneInfo hook;
    hook.at = *info.done;
    hook.dns = info;
    hook.hop = hop;
    hook.error = error;
    emit(ctx.trace, &ClientTrace::dns_done, hook);
}

DnsInfo unix_socket_info(Context& ctx, const std::string& host) {
    DnsInfo info;
    info.source = DnsSource::unix_socket;
    info.host = host;
    info.started = ctx.now();
    return info;
}

// curl has a code of its own for a proxy whose name leads nowhere; time-outs stay time-outs.
Error proxy_name_error(Error error) {
    error.message = "proxy: " + error.message;
    if (error.is_timeout() || error.is_cancelled()) return error;
    error.code = ErrorCode::proxy_not_resolved;
    error.hint.clear();
    return error;
}

bool needs_handshake(const ProxyRoute& route) {
    return route.mode != ProxyRoute::Mode::forward || route.server.scheme == ProxyScheme::https;
}

// The first line of the PROXY protocol, version 1.
std::string proxy_protocol_line(const Stream& stream) {
    const auto split = [](const std::string& text) {
        const std::size_t colon = text.rfind(':');
        std::string host = text.substr(0, colon);
        if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
        return std::pair(host.substr(0, host.find('%')), colon == std::string::npos ? "" : text.substr(colon + 1));
    };
    const std::string& remote = stream.remote_address();
    if (remote.starts_with("unix:")) return "PROXY UNKNOWN\r\n";
    const auto [from, from_port] = split(stream.local_address());
    const auto [to, to_port] = split(remote);
    const std::string family = from.find(':') == std::string::npos ? "TCP4" : "TCP6";
    return "PROXY " + family + " " + from + " " + to + " " + from_port + " " + to_port + "\r\n";
}

}  // namespace

Connector::Connector(asio::any_io_executor executor, std::unique_ptr<Resolver> resolver)
    : executor_(std::move(executor)), resolver_(std::move(resolver)) {}

Connector::~Connector() = default;

asio::awaitable<Result<Connector::Connected>> Connector::connect(Context& ctx, const PoolKey& key, ProxyInfo& proxy,
                                                                 const ReceiveLimits& limits) {
    Making making{key, proxy, limits, nullptr, nullptr, std::nullopt, {}, {}};
    // Before anything is sent, so that a bad CA file costs no connection and the TLS phase is the handshake alone.
    auto prepared = make_tls_contexts(making);
    if (!prepared) co_return fail(std::move(prepared.error()));
    // One limit spans resolving, connecting, the proxy and TLS, as curl's --connect-timeout does.
    Context inner = ctx;
    inner.enclosing = ctx.deadline(ctx.now(), ctx.timeouts.connect, TimeoutKind::connect);
    auto made = co_await make(inner, making);
    if (!made) co_return fail(std::move(made.error()));
    co_return std::move(making.connected);
}

Result<void> Connector::make_tls_contexts(Making& making) {
    const PoolKey& key = making.key;
    if (key.scheme == "https") {
        auto context = tls_context(key.options->tls);
        if (!context) return fail(std::move(context.error()));
        making.origin_tls = std::move(*context);
    }
    if (key.proxy && key.proxy->server.scheme == ProxyScheme::https) {
        auto context = tls_context(key.options->proxy.tls);
        if (!context) {
            context.error().message = "proxy: " + context.error().message;
            return fail(std::move(context.error()));
        }
        making.proxy_tls = std::move(*context);
    }
    return {};
}

asio::awaitable<Result<void>> Connector::make(Context& ctx, Making& making) {
    const PoolKey& key = making.key;
    HostPort place = connect_target(key.options->dial, HostPort{key.host, key.port});
    if (key.proxy) {
        if (key.proxy->mode != ProxyRoute::Mode::forward) {
            auto target = co_await tunnel_target(ctx, key);
            if (!target) co_return fail(std::move(target.error()));
            making.target = std::move(*target);
            making.proxy.target = making.target.text();
        }
        place = HostPort{key.proxy->server.host, key.proxy->server.port};
    }
    auto stream = co_await open_socket(ctx, making, std::move(place));
    if (!stream) {
        Error error = std::move(stream.error());
        if (key.proxy && error.phase == Phase::dns) error = proxy_name_error(std::move(error));
        if (key.proxy && error.phase == Phase::connect) error.message = "proxy " + error.message;
        co_return fail(std::move(error));
    }
    making.connected.stream = std::move(*stream);
    if (key.proxy && needs_handshake(*key.proxy)) {
        auto ready = co_await talk_to_proxy(ctx, making);
        if (!ready) co_return fail(std::move(ready.error()));
    }
    if (key.options->dial.proxy_protocol) {
        auto introduced = co_await introduce(ctx, making);
        if (!introduced) co_return fail(std::move(introduced.error()));
    }
    if (!making.origin_tls) co_return Result<void>();
    if (!making.origin_engine) making.origin_engine.emplace(origin_engine(making));
    tls::Engine engine = std::move(*making.origin_engine);
    auto secured = co_await secure(ctx, std::move(engine), TlsPeer::origin, making.connected.stream);
    if (!secured) co_return fail(std::move(secured.error()));
    making.connected.tls = std::move(*secured);
    co_return Result<void>();
}

tls::Engine Connector::origin_engine(const Making& making) {
    const PoolKey& key = making.key;
    // A session is only tried where it was made: through the same proxy, or none.
    const std::string session = HostPort{key.host, key.port}.text() + (key.proxy ? " " + making.proxy.url : "");
    return {making.origin_tls, peer_name(key.host), session};
}

// What can be done of TLS while the connection is being made.
std::function<void()> Connector::preparation(Context& ctx, Making& making) {
    if (!making.origin_tls || making.key.proxy) return {};
    return [&ctx, &making] {
        making.origin_engine.emplace(origin_engine(making));
        making.origin_engine->prepare(ctx.clock->now(), ctx.clock->wall_now());
    };
}

// The PROXY protocol's line, for whoever is at the end of what stands so far.
asio::awaitable<Result<void>> Connector::introduce(Context& ctx, Making& making) {
    const Deadline deadline = *ctx.enclosing;
    std::string line = proxy_protocol_line(*making.connected.stream);
    auto written = co_await write_all(ctx, *making.connected.stream, std::move(line), deadline);
    if (written) co_return Result<void>();
    Error error = std::move(written.error());
    const bool behind_proxy = making.key.proxy && needs_handshake(*making.key.proxy);
    error.phase = behind_proxy ? Phase::proxy : Phase::connect;
    if (error.is_timeout()) error.code = behind_proxy ? ErrorCode::proxy_timeout : ErrorCode::connect_timeout;
    if (!error.is_cancelled()) error.message = "the PROXY line could not be sent: " + error.message;
    co_return fail(std::move(error));
}

asio::awaitable<Result<std::unique_ptr<Stream>>> Connector::open_socket(Context& ctx, Making& making, HostPort place) {
    const DialOptions& options = making.key.options->dial;
    std::string name = place.text();
    std::vector<net::Endpoint> endpoints;
    if (!options.unix_socket.empty()) {
        const auto space = options.abstract_unix_socket ? net::UnixNamespace::abstract : net::UnixNamespace::filesystem;
        auto endpoint = net::make_unix_endpoint(options.unix_socket, space);
        if (!endpoint) co_return fail(std::move(endpoint.error()));
        DnsInfo info = unix_socket_info(ctx, place.host);
        emit_dns_done(ctx, info, Hop::first, std::nullopt);
        name = endpoint->to_string();
        endpoints.push_back(*endpoint);
    } else {
        ResolveQuery query(place.host, place.port, options.family, options.resolution_delay);
        auto addresses = co_await resolve(ctx, std::move(query), Hop::first);
        if (!addresses) co_return fail(std::move(addresses.error()));
        for (const std::string& address : *addresses) {
            auto endpoint = net::make_ip_endpoint(address, place.port);
            if (endpoint) endpoints.push_back(*endpoint);
        }
        if (endpoints.empty()) {
            co_return fail(ErrorCode::dns_no_address, Phase::dns, "no usable address for " + place.host);
        }
    }
    net::DialTarget target(std::move(name), std::move(endpoints));
    target.meanwhile = preparation(ctx, making);
    const Deadline deadline = *ctx.enclosing;
    auto stream = co_await net::dial(executor_, ctx, std::move(target), options, deadline);
    co_return stream;
}

asio::awaitable<Connector::Addresses> Connector::resolve(Context& ctx, ResolveQuery query, Hop hop) {
    DnsInfo info;
    info.host = query.host;
    info.started = ctx.now();
    // A literal is no look-up: its dns phase must not exist.
    if (!is_ip_literal(query.host)) {
        DnsStartInfo start;
        start.at = info.started;
        start.host = query.host;
        start.hop = hop;
        emit(ctx.trace, &ClientTrace::dns_start, start);
    }
    auto resolved = co_await resolver_->resolve(ctx, query, info);
    if (!resolved) {
        emit_dns_done(ctx, info, hop, resolved.error());
        co_return fail(std::move(resolved.error()));
    }
    emit_dns_done(ctx, info, hop, std::nullopt);
    co_return std::move(info.addresses);
}

// What the proxy is asked to connect to. Where its kind wants addresses, the name is looked up here; the first one is
// taken, as the proxy cannot be asked to race. Before the proxy's own name, so that both are in one phase.
asio::awaitable<Result<HostPort>> Connector::tunnel_target(Context& ctx, const PoolKey& key) {
    const DialOptions& options = key.options->dial;
    HostPort target = connect_target(options, HostPort{key.host, key.port});
    const std::size_t zone = target.host.find('%');
    // A zone is this machine's affair.
    if (zone != std::string::npos) target.host.erase(zone);
    if (key.proxy->server.resolves_names() || is_ip_literal(target.host)) co_return target;
    const bool v4 = key.proxy->server.scheme == ProxyScheme::socks4;
    const AddressFamily family = v4 ? AddressFamily::ipv4 : options.family;
    ResolveQuery query(target.host, target.port, family, options.resolution_delay);
    auto addresses = co_await resolve(ctx, std::move(query), Hop::behind_proxy);
    if (!addresses) co_return fail(std::move(addresses.error()));
    if (addresses->empty()) {
        co_return fail(ErrorCode::dns_no_address, Phase::dns, "no usable address for " + target.host);
    }
    target.host = addresses->front();
    co_return target;
}

asio::awaitable<Result<void>> Connector::talk_to_proxy(Context& ctx, Making& making) {
    ProxyStartInfo start;
    start.at = ctx.now();
    start.proxy = making.proxy.url;
    start.target = making.proxy.target;
    emit(ctx.trace, &ClientTrace::proxy_start, start);
    auto ready = co_await handshake_with_proxy(ctx, making);
    ProxyDoneInfo done;
    done.at = ctx.now();
    done.proxy = making.proxy;
    if (!ready) done.error = ready.error();
    emit(ctx.trace, &ClientTrace::proxy_done, done);
    co_return ready;
}

asio::awaitable<Result<void>> Connector::handshake_with_proxy(Context& ctx, Making& making) {
    const ProxyServer& server = making.key.proxy->server;
    if (making.proxy_tls) {
        tls::Engine engine(making.proxy_tls, peer_name(server.host), server.host_port());
        auto secured = co_await secure(ctx, std::move(engine), TlsPeer::proxy, making.connected.stream);
        if (!secured) {
            secured.error().phase = Phase::proxy;
            if (!secured.error().is_cancelled()) secured.error().message = "proxy: " + secured.error().message;
            if (secured.error().code == ErrorCode::tls_untrusted) {
                secured.error().hint =
                    "name the CA of the proxy with --proxy-cacert, or look further with --proxy-insecure";
            }
            co_return fail(std::move(secured.error()));
        }
        making.connected.proxy_tls = std::move(*secured);
    }
    if (making.key.proxy->mode == ProxyRoute::Mode::forward) co_return Result<void>();
    TunnelRequest request;
    request.route = making.key.proxy.get();
    request.options = &making.key.options->proxy;
    request.limits = &making.limits;
    request.target = making.target;
    request.deadline = *ctx.enclosing;
    if (server.is_socks()) {
        auto opened = co_await open_socks_tunnel(ctx, *making.connected.stream, request, making.proxy);
        co_return opened;
    }
    auto opened = co_await open_connect_tunnel(ctx, *making.connected.stream, request, making.proxy);
    co_return opened;
}

Result<std::shared_ptr<tls::ClientContext>> Connector::tls_context(const TlsOptions& options) {
    for (const auto& [known, context] : tls_contexts_) {
        if (known == options) return context;
    }
    auto context = tls::ClientContext::make(options);
    if (!context) {
        context.error().phase = Phase::queue;
        return context;
    }
    tls_contexts_.emplace_back(options, *context);
    return context;
}

// Puts TLS over `stream`.
asio::awaitable<Result<std::shared_ptr<const TlsInfo>>> Connector::secure(Context& ctx, tls::Engine engine,
                                                                          TlsPeer peer,
                                                                          std::unique_ptr<Stream>& stream) {
    const TimePoint started = ctx.now();
    TlsHandshakeStartInfo start;
    start.at = started;
    start.sni = engine.info().sni;
    start.peer = peer;
    emit(ctx.trace, &ClientTrace::tls_handshake_start, start);
    auto secured = std::make_unique<net::TlsStream>(std::move(stream), std::move(engine));
    const Deadline deadline = ctx.deadline(started, ctx.timeouts.tls, TimeoutKind::tls);
    auto shaken = co_await secured->handshake(ctx, deadline);
    if (!shaken) shaken.error().phase = Phase::tls;
    TlsHandshakeDoneInfo done;
    done.at = ctx.now();
    done.tls = secured->info();
    done.tls.started = started;
    done.tls.done = done.at;
    done.peer = peer;
    if (!shaken) done.error = shaken.error();
    emit(ctx.trace, &ClientTrace::tls_handshake_done, done);
    if (!shaken) co_return fail(std::move(shaken.error()));
    stream = std::move(secured);
    co_return std::make_shared<const TlsInfo>(std::move(done.tls));
}

}  // namespace rtrip
