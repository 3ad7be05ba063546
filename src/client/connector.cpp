// SPDX-License-Identifier: MIT
#include "client/connector.hpp"

#include "base/ascii.hpp"
#include "net/dial.hpp"
#include "net/tls_stream.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

bool is_ip_literal(const std::string& host) {
    return net::make_ip_endpoint(host.substr(0, host.find('%')), 0).has_value();
}

std::string host_port_text(const std::string& host, std::uint16_t port) {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

// curl's --connect-to: the first entry that matches host and port redirects the connection, not the request.
std::pair<std::string, std::uint16_t> connect_target(const PoolKey& key) {
    for (const ConnectTo& entry : key.options->dial.connect_to) {
        const bool host_fits = entry.from_host.empty() || ascii::iequals(entry.from_host, key.host);
        const bool port_fits = entry.from_port.empty() || entry.from_port == std::to_string(key.port);
        if (!host_fits || !port_fits) continue;
        const std::uint16_t port =
            entry.to_port.empty() ? key.port : static_cast<std::uint16_t>(std::stoul(entry.to_port));
        return {entry.to_host.empty() ? key.host : entry.to_host, port};
    }
    return {key.host, key.port};
}

tls::PeerName peer_name(const PoolKey& key) {
    tls::PeerName peer;
    peer.host = key.host.substr(0, key.host.find('%'));
    peer.kind = is_ip_literal(peer.host) ? tls::PeerName::Kind::ip : tls::PeerName::Kind::name;
    return peer;
}

void emit_dns_done(Context& ctx, DnsInfo& info, const std::optional<Error>& error) {
    if (!info.done) info.done = ctx.now();
    DnsDoneInfo hook;
    hook.at = *info.done;
    hook.dns = info;
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

}  // namespace

Connector::Connector(asio::any_io_executor executor, std::unique_ptr<Resolver> resolver)
    : executor_(std::move(executor)), resolver_(std::move(resolver)) {}

Connector::~Connector() = default;

asio::awaitable<Result<Connector::Connected>> Connector::connect(Context& ctx, const PoolKey& key) {
    const DialOptions& dial_options = key.options->dial;
    // Before anything is sent, so that a bad CA file costs no connection and the TLS phase is the handshake alone.
    auto context = tls_context(key);
    if (!context) co_return fail(std::move(context.error()));
    const auto [host, port] = connect_target(key);
    // One limit spans resolving, connecting and TLS, as curl's --connect-timeout does.
    Context inner = ctx;
    const Deadline deadline = ctx.deadline(ctx.now(), ctx.timeouts.connect, TimeoutKind::connect);
    inner.enclosing = deadline;

    std::string name = host_port_text(host, port);
    std::vector<net::Endpoint> endpoints;
    if (!dial_options.unix_socket.empty()) {
        const auto space =
            dial_options.abstract_unix_socket ? net::UnixNamespace::abstract : net::UnixNamespace::filesystem;
        auto endpoint = net::make_unix_endpoint(dial_options.unix_socket, space);
        if (!endpoint) co_return fail(std::move(endpoint.error()));
        DnsInfo info = unix_socket_info(ctx, host);
        emit_dns_done(ctx, info, std::nullopt);
        name = endpoint->to_string();
        endpoints.push_back(*endpoint);
    } else {
        auto resolved = co_await resolve(inner, key, host, port);
        if (!resolved) co_return fail(std::move(resolved.error()));
        endpoints = std::move(*resolved);
    }
    net::DialTarget target(std::move(name), std::move(endpoints));
    auto stream = co_await net::dial(executor_, inner, std::move(target), dial_options, deadline);
    if (!stream) co_return fail(std::move(stream.error()));
    if (key.scheme != "https") {
        Connected connected;
        connected.stream = std::move(*stream);
        co_return connected;
    }
    tls::Engine engine(*context, peer_name(key), host_port_text(key.host, key.port));
    auto secured = co_await secure(inner, std::move(engine), std::move(*stream));
    co_return secured;
}

asio::awaitable<Result<std::vector<net::Endpoint>>> Connector::resolve(Context& ctx, const PoolKey& key,
                                                                       std::string host, std::uint16_t port) {
    const DialOptions& options = key.options->dial;
    DnsInfo info;
    info.host = host;
    info.started = ctx.now();
    // A literal is no look-up: its dns phase must not exist.
    if (!is_ip_literal(host)) {
        DnsStartInfo start;
        start.at = info.started;
        start.host = host;
        emit(ctx.trace, &ClientTrace::dns_start, start);
    }
    const ResolveQuery query(host, port, options.family, options.resolution_delay);
    auto resolved = co_await resolver_->resolve(ctx, query, info);
    if (!resolved) {
        emit_dns_done(ctx, info, resolved.error());
        co_return fail(std::move(resolved.error()));
    }
    emit_dns_done(ctx, info, std::nullopt);
    std::vector<net::Endpoint> endpoints;
    for (const std::string& address : info.addresses) {
        auto endpoint = net::make_ip_endpoint(address, port);
        if (endpoint) endpoints.push_back(*endpoint);
    }
    if (endpoints.empty()) {
        co_return fail(ErrorCode::dns_no_address, Phase::dns, "no usable address for " + host);
    }
    co_return endpoints;
}

// Null for plain connections.
Result<std::shared_ptr<tls::ClientContext>> Connector::tls_context(const PoolKey& key) {
    if (key.scheme != "https") return nullptr;
    const TlsOptions& options = key.options->tls;
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

asio::awaitable<Result<Connector::Connected>> Connector::secure(Context& ctx, tls::Engine engine,
                                                                std::unique_ptr<Stream> stream) {
    const TimePoint started = ctx.now();
    TlsHandshakeStartInfo start;
    start.at = started;
    start.sni = engine.info().sni;
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
    if (!shaken) done.error = shaken.error();
    emit(ctx.trace, &ClientTrace::tls_handshake_done, done);
    if (!shaken) co_return fail(std::move(shaken.error()));
    Connected connected;
    connected.tls = std::make_shared<const TlsInfo>(std::move(done.tls));
    connected.stream = std::move(secured);
    co_return connected;
}

}  // namespace rtrip
