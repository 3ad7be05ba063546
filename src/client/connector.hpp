// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "codec/tls/client_context.hpp"
#include "codec/tls/engine.hpp"
#include "net/endpoint.hpp"
#include "policy/connect_target.hpp"
#include "policy/pool_key.hpp"
#include "rtrip/context.hpp"
#include "rtrip/resolver.hpp"
#include "rtrip/result.hpp"
#include "rtrip/stream.hpp"
#include "rtrip/transport.hpp"

namespace rtrip {

/// Makes new connections: resolve, race, proxy, TLS, firing the hooks of each. Owns the resolver and the TLS contexts,
/// one for each distinct set of TLS options, so that sessions never pass from one set to another.
class Connector {
public:
    Connector(asio::any_io_executor executor, std::unique_ptr<Resolver> resolver);
    ~Connector();

    struct Connected {
        std::unique_ptr<Stream> stream;
        std::shared_ptr<const TlsInfo> tls;  ///< Null for plain connections.
        std::shared_ptr<const TlsInfo> proxy_tls;  ///< Null without an https proxy.
    };
    /// `proxy` is what is known of the choice of key.proxy, and gets what becomes of it; `limits` hold for the head of
    /// an answer to CONNECT.
    /// Errors: dns_*, connect_*, proxy_*, tls_*, interrupted.
    asio::awaitable<Result<Connected>> connect(Context& ctx, const PoolKey& key, ProxyInfo& proxy,
                                               const ReceiveLimits& limits);

private:
    /// A connection in the making.
    struct Making {
        const PoolKey& key;
        ProxyInfo& proxy;
        const ReceiveLimits& limits;
        std::shared_ptr<tls::ClientContext> origin_tls;  // null: none is needed
        std::shared_ptr<tls::ClientContext> proxy_tls;
        std::optional<tls::Engine> origin_engine;  // as soon as it is made
        HostPort target;  // what a tunnel leads to
        Connected connected;
    };
    using Addresses = Result<std::vector<std::string>>;

    Result<void> make_tls_contexts(Making& making);
    asio::awaitable<Result<void>> make(Context& ctx, Making& making);
    asio::awaitable<Result<HostPort>> tunnel_target(Context& ctx, const PoolKey& key);
    asio::awaitable<Result<std::unique_ptr<Stream>>> open_socket(Context& ctx, Making& making, HostPort place);
    static tls::Engine origin_engine(const Making& making);
    static std::function<void()> preparation(Context& ctx, Making& making);
    asio::awaitable<Addresses> resolve(Context& ctx, ResolveQuery query, Hop hop);
    asio::awaitable<Result<void>> talk_to_proxy(Context& ctx, Making& making);
    asio::awaitable<Result<void>> handshake_with_proxy(Context& ctx, Making& making);
    asio::awaitable<Result<void>> introduce(Context& ctx, Making& making);
    asio::awaitable<Result<std::shared_ptr<const TlsInfo>>> secure(Context& ctx, tls::Engine engine, TlsPeer peer,
                                                                   std::unique_ptr<Stream>& stream);
    Result<std::shared_ptr<tls::ClientContext>> tls_context(const TlsOptions& options);

    asio::any_io_executor executor_;
    std::unique_ptr<Resolver> resolver_;
    std::vector<std::pair<TlsOptions, std::shared_ptr<tls::ClientContext>>> tls_contexts_;
};

}  // namespace rtrip
