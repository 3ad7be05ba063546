// SPDX-License-Identifier: MIT
#include "client/connector.hpp"

#include "base/ascii.hpp"
#include "codec/tls/engine.hpp"
#include "net/dial.hpp"
#include "net/tls_stream.hpp"

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

void emit_dns_done(Context& ctx, DnsInfo& info, const std::optional<Error>& error) {
    if (!info.done) info.done = ctx.now();
    if (ctx.trace == nullptr || !ctx.trace->dns_done) return;
    DnsDoneInfo hook;
    hook.at = *info.done;
    hook.dns = info;
    hook.error = error;
    ctx.trace->dns_done(hook);
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
    auto secured = co_await secure(inner, key, std::move(*stream));
    co_return secured;
}

asio::awaitable<Result<std::vector<net::Endpoint>>> Connector::resolve(Context& ctx, const PoolKey& key,
                                                                       std::string host, std::uint16_t port) {
    const DialOptions& options = key.options->dial;
    DnsInfo info;
    info.host = host;
    info.started = ctx.now();
    // A literal is no look-up: its dns phase must not exist.
    if (!is_ip_literal(host) && ctx.trace != nullptr && ctx.trace->dns_start) {
        DnsStartInfo start;
        start.at = info.started;
        start.host = host;
        ctx.trace->dns_start(start);
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

Result<std::shared_ptr<tls::ClientContext>> Connector::tls_context(const TlsOptions& options) {
    for (const auto& [known, context] : tls_contexts_) {
        if (known == options) return context;
    }
    auto context = tls::ClientContext::make(options);
    if (context) tls_contexts_.emplace_back(options, *context);
    return context;
}

asio::awaitable<Result<Connector::Connected>> Connector::secure(Context& ctx, const PoolKey& key,
                                                                std::unique_ptr<Stream> stream) {
    const TimePoint started = ctx.now();
    tls::PeerName peer;
    peer.host = key.host.substr(0, key.host.find('%'));
    peer.kind = is_ip_literal(peer.host) ? tls::PeerName::Kind::ip : tls::PeerName::Kind::name;
    if (ctx.trace != nullptr && ctx.trace->tls_handshake_start) {
        TlsHandshakeStartInfo start;
        start.at = started;
        start.sni = peer.kind == tls::PeerName::Kind::name ? peer.host : std::string();
        ctx.trace->tls_handshake_start(start);
    }
    const auto done = [&ctx, started](TlsInfo info, const std::optional<Error>& error) {
        TlsHandshakeDoneInfo hook;
        hook.at = ctx.now();
        hook.tls = std::move(info);
        hook.tls.started = started;
        hook.tls.done = hook.at;
        hook.error = error;
        if (ctx.trace != nullptr && ctx.trace->tls_handshake_done) ctx.trace->tls_handshake_done(hook);
        return std::make_shared<const TlsInfo>(std::move(hook.tls));
    };
    auto context = tls_context(key.options->tls);
    if (!context) {
        done(TlsInfo{}, context.error());
        co_return fail(std::move(context.error()));
    }
    tls::Engine engine(*context, std::move(peer), host_port_text(key.host, key.port));
    auto secured = std::make_unique<net::TlsStream>(std::move(stream), std::move(engine));
    const Deadline deadline = ctx.deadline(started, ctx.timeouts.tls, TimeoutKind::tls);
    auto shaken = co_await secured->handshake(ctx, deadline);
    if (!shaken) {
        shaken.error().phase = Phase::tls;
        done(secured->info(), shaken.error());
        co_return fail(std::move(shaken.error()));
    }
    Connected connected;
    connected.tls = done(secured->info(), std::nullopt);
    connected.stream = std::move(secured);
    co_return connected;
}

}  // namespace rtrip
