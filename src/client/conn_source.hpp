// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "client/connector.hpp"
#include "client/h2_pool.hpp"
#include "client/pool.hpp"
#include "client/route.hpp"
#include "rtrip/client_trace.hpp"
#include "rtrip/context.hpp"
#include "rtrip/resolver.hpp"
#include "rtrip/result.hpp"
#include "rtrip/transport.hpp"

namespace rtrip {

/// What will carry a request: a connection of its own, or a place on one that others share.
struct Carrier {
    ConnLease h1;
    std::shared_ptr<H2Conn> h2;  ///< Null: h1 it is.
    bool reused = false;
    TimePoint got_at;
};

/// Gets requests their connections, pooled or new, and tells why (hooks get_conn to got_conn). Owns both pools and the
/// connector.
class ConnSource {
public:
    ConnSource(asio::any_io_executor executor, const TransportOptions& options, std::unique_ptr<Resolver> resolver);

    struct Wanted {
        const Url& url;      ///< As asked for, for messages.
        bool fresh = false;  ///< Not out of a pool.
        TimePoint asked_at;
    };
    /// What one request's look for a connection has come to.
    struct Search {
        GotConnInfo found;  ///< What there is to be told of the connection, as far as it is known.
        bool awaits_h2 = false;  ///< One that may serve is in the making, or has no place left.
    };
    /// Looks at the connections that are there. Nothing: await_one(), which goes on from `search`. In two, since most
    /// requests of many find one and shall not pay for waiting.
    std::optional<Carrier> take_idle(Context& ctx, const Route& route, const Wanted& wanted, Search& search);
    /// Errors: those of connecting; connect_timeout when no place became free in time.
    asio::awaitable<Result<Carrier>> await_one(Context& ctx, const Route& route, const Wanted& wanted, Search& search);

    [[nodiscard]] Pool& pool() { return *pool_; }
    [[nodiscard]] const std::shared_ptr<H2Pool>& h2_pool() const { return h2_pool_; }

private:
    std::optional<Carrier> look(Context& ctx, const Route& route, TimePoint now, Search& search);
    std::optional<Carrier> take_shared(Context& ctx, const PoolKey& key, TimePoint now, Search& search);
    Carrier take_pooled(Context& ctx, ConnLease lease, Duration idle, Search& search);
    asio::awaitable<Result<Carrier>> dial(Context& ctx, const Route& route, std::unique_ptr<PoolSlot> slot,
                                          Search& search);

    asio::any_io_executor executor_;
    const PoolOptions options_;
    const ReceiveLimits limits_;
    Connector connector_;
    std::shared_ptr<Pool> pool_;
    std::shared_ptr<H2Pool> h2_pool_;
    std::uint64_t last_id_ = 0;
};

}  // namespace rtrip
