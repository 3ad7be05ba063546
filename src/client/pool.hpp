// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/conn.hpp"
#include "net/wake.hpp"
#include "policy/idle_list.hpp"
#include "rtrip/context.hpp"
#include "rtrip/transport.hpp"

namespace rtrip {

class Pool;

/// One place in the count of connections of a key (PoolOptions::max_conns_per_host). Counted by the object's life, so
/// no path can leak it.
class PoolSlot {
public:
    PoolSlot(std::weak_ptr<Pool> pool, PoolKey key) : pool_(std::move(pool)), key_(std::move(key)) {}
    ~PoolSlot();
    PoolSlot(const PoolSlot&) = delete;
    PoolSlot& operator=(const PoolSlot&) = delete;

private:
    std::weak_ptr<Pool> pool_;
    PoolKey key_;
};

/// The only way to hold a connection that is in use. Given back with reuse(), closed with discard() or on destruction;
/// it may outlive the pool.
class ConnLease {
public:
    ConnLease() = default;
    ConnLease(std::weak_ptr<Pool> pool, std::unique_ptr<Conn> conn) : pool_(std::move(pool)), conn_(std::move(conn)) {}
    ~ConnLease() { discard("response_abandoned"); }
    ConnLease(ConnLease&&) noexcept = default;
    ConnLease& operator=(ConnLease&&) noexcept = default;

    [[nodiscard]] explicit operator bool() const { return conn_ != nullptr; }
    Conn* operator->() const { return conn_.get(); }

    /// Back to the pool; the reason why that was not possible, or an empty text.
    std::string reuse(TimePoint now);
    /// Closes the connection. No effect when there is none any more.
    void discard(std::string_view reason);

private:
    std::weak_ptr<Pool> pool_;
    std::unique_ptr<Conn> conn_;
};

/// Idle connections, counts and limits of one Transport. Shared, because leases outlive requests. One thread.
class Pool : public std::enable_shared_from_this<Pool> {
public:
    struct Lookup {
        ConnLease lease;  ///< Empty: dial.
        Duration idle{};  ///< How long the connection had been idle.
        std::string new_because;  ///< Why there is none.
        std::vector<PoolCandidate> candidates;
    };

    Pool(asio::any_io_executor executor, const PoolOptions& options);

    [[nodiscard]] Lookup take(const PoolKey& key, TimePoint now);
    /// What a request got that may make, or need not make, a connection.
    struct SlotResult {
        std::unique_ptr<PoolSlot> slot;  ///< Room for one more; null when there is no limit.
        ConnLease lease;  ///< A connection that came back meanwhile, in place of a slot.
        Duration idle{};  ///< How long that one had been idle.
        std::string new_because;  ///< Why a connection that came back is not used: it had died by then.
    };
    /// Waits for room under max_conns_per_host, first come, first served: what becomes free is handed to the first
    /// in the queue, so that nobody who comes later can take it away.
    asio::awaitable<Result<SlotResult>> acquire_slot(Context& ctx, const PoolKey& key, Deadline deadline);

    [[nodiscard]] ConnLease lease(std::unique_ptr<Conn> conn) { return ConnLease(weak_from_this(), std::move(conn)); }
    std::string put(std::unique_ptr<Conn> conn, TimePoint now);
    void count_dialed() { ++totals_.dialed; }
    void count_reused() { ++totals_.reused; }
    void count_returned() { ++totals_.returned; }
    /// max_conns_per_host is reached.
    [[nodiscard]] bool is_full(const PoolKey& key) const;
    void count_discarded(std::uint64_t id, std::string_view reason);
    void slot_freed(const PoolKey& key);
    [[nodiscard]] bool enabled() const { return options_.enabled; }

    PoolTotals take_totals();
    void close_idle();

private:
    struct Waiter {
        explicit Waiter(const asio::any_io_executor& executor) : wake(executor) {}
        net::Wake wake;
        bool has_slot = false;  // a place in the count was handed over
        std::unique_ptr<Conn> conn;  // a connection was handed over
        TimePoint conn_since;
    };
    struct Count {
        PoolKey key;
        std::size_t open = 0;
        std::deque<std::shared_ptr<Waiter>> waiters;  // first come, first served
    };

    Count& count_of(const PoolKey& key);
    std::shared_ptr<Waiter> next_waiter(const PoolKey& key);
    SlotResult handed_over(Waiter& waiter, const PoolKey& key, TimePoint now);
    void close_all(std::vector<IdleList<std::unique_ptr<Conn>>::Closed> closed);

    asio::any_io_executor executor_;
    PoolOptions options_;
    IdleList<std::unique_ptr<Conn>> idle_;
    std::vector<Count> counts_;  // only under a limit
    PoolTotals totals_;
};

}  // namespace rtrip
