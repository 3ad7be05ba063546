// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "rtrip/receive_limits.hpp"
#include "rtrip/resolver.hpp"
#include "rtrip/round_tripper.hpp"

namespace rtrip {

/// How many connections are kept and how long. Defaults are Go's DefaultTransport's, but for the per-host idle count.
struct PoolOptions {
    bool enabled = true;                     ///< false: every request dials and closes (--no-pool).
    std::size_t max_idle = 100;              ///< Over all keys; beyond it the oldest idle connection is closed.
    std::size_t max_idle_per_host = 2;       ///< Per key; beyond it the returning connection is closed.
    std::size_t max_conns_per_host = 0;  ///< Per key, dialing + in use + idle; 0: no limit. Excess requests queue.
    Duration idle_timeout = std::chrono::seconds(90);
};

struct TransportOptions {
    ConnectOptions connect;
    ResolverOptions resolver;
    PoolOptions pool;
    ReceiveLimits limits;
};

/// Performs requests over HTTP/1.1 and HTTP/2 connections that it dials, secures, pools and explains.
///
/// Owns resolver, dialer, TLS contexts and pool. Use from the executor's one thread; the executor's context must
/// outlive it. Bodies of responses may outlive it (their connections are then closed instead of kept).
class Transport final : public RoundTripper {
public:
    Transport(asio::any_io_executor executor, TransportOptions options);
    /// With a resolver of the caller's (tests, other name services).
    Transport(asio::any_io_executor executor, TransportOptions options, std::unique_ptr<Resolver> resolver);
    ~Transport() override;

    asio::awaitable<Result<Response>> round_trip(Context& ctx, const Request& request) override;

    /// What has become of connections since the last call of this function.
    PoolTotals take_pool_totals();
    void close_idle_connections();

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace rtrip
