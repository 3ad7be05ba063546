// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "codec/tls/client_context.hpp"
#include "codec/tls/engine.hpp"
#include "net/endpoint.hpp"
#include "policy/pool_key.hpp"
#include "rtrip/context.hpp"
#include "rtrip/resolver.hpp"
#include "rtrip/result.hpp"
#include "rtrip/stream.hpp"

namespace rtrip {

/// Makes new connections: resolve, race, TLS, firing the hooks of each. Owns the resolver and the TLS contexts, one for
/// each distinct set of TLS options, so that sessions never pass from one set to another.
class Connector {
public:
    Connector(asio::any_io_executor executor, std::unique_ptr<Resolver> resolver);
    ~Connector();

    struct Connected {
        std::unique_ptr<Stream> stream;
        std::shared_ptr<const TlsInfo> tls;  ///< Null for plain connections.
    };
    /// Errors: dns_*, connect_*, tls_*, interrupted.
    asio::awaitable<Result<Connected>> connect(Context& ctx, const PoolKey& key);

private:
    asio::awaitable<Result<std::vector<net::Endpoint>>> resolve(Context& ctx, const PoolKey& key, std::string host,
                                                                std::uint16_t port);
    asio::awaitable<Result<Connected>> secure(Context& ctx, tls::Engine engine, std::unique_ptr<Stream> stream);
    Result<std::shared_ptr<tls::ClientContext>> tls_context(const PoolKey& key);

    asio::any_io_executor executor_;
    std::unique_ptr<Resolver> resolver_;
    std::vector<std::pair<TlsOptions, std::shared_ptr<tls::ClientContext>>> tls_contexts_;
};

}  // namespace rtrip
