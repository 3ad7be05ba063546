// SPDX-License-Identifier: MIT
#include "client/pool.hpp"

#include <algorithm>

#include "net/socket_stream.hpp"

namespace rtrip {
namespace {

// A record of every connection of a long series would grow with it; the reasons of the first few tell the story.
constexpr std::size_t kMaxDiscardedListed = 1000;

std::string defect_of(const std::unique_ptr<Conn>& conn) {
    switch (conn->stream->idle_state()) {
        case IdleState::quiet: return {};
        case IdleState::closed: return "closed_by_peer";
        case IdleState::spoke: return "unsolicited_response";
    }
    return {};
}

IdleList<std::unique_ptr<Conn>>::Limits idle_limits(const PoolOptions& options) {
    IdleList<std::unique_ptr<Conn>>::Limits limits;
    limits.max_idle = options.max_idle;
    limits.max_idle_per_key = options.max_idle_per_host;
    limits.idle_timeout = options.idle_timeout;
    return limits;
}

}  // namespace

PoolSlot::~PoolSlot() {
    if (const auto pool = pool_.lock()) pool->slot_freed(key_);
}

std::string ConnLease::reuse(TimePoint now) {
    if (const auto pool = pool_.lock()) return pool->put(std::move(conn_), now);
    conn_.reset();
    return "transport_closed";
}

void ConnLease::discard(std::string_view reason) {
    if (!conn_) return;
    conn_->stream->close();
    if (const auto pool = pool_.lock()) pool->count_discarded(conn_->id, reason);
    conn_.reset();
}

Pool::Pool(asio::any_io_executor executor, const PoolOptions& options)
    : executor_(std::move(executor)), options_(options), idle_(idle_limits(options)) {}

Pool::Lookup Pool::take(const PoolKey& key, TimePoint now) {
    Lookup out;
    if (!options_.enabled) {
        out.new_because = "pool_disabled";
        return out;
    }
    auto taken = idle_.take(key, now, defect_of);
    close_all(std::move(taken.closed));
    out.candidates = std::move(taken.candidates);
    out.new_because = std::move(taken.none_because);
    if (taken.entry) {
        out.idle = now - taken.entry->idle_since;
        out.lease = lease(std::move(taken.entry->conn));
    }
    return out;
}

std::string Pool::put(std::unique_ptr<Conn> conn, TimePoint now) {
    conn->stream->end_waits();
    if (const auto waiter = next_waiter(*conn->key)) {
        ++totals_.returned;
        waiter->conn = std::move(conn);
        waiter->conn_since = now;
        waiter->wake.notify();
        return {};
    }
    const std::uint64_t id = conn->id;
    auto closed = idle_.put({conn->key, id, now, std::move(conn)});
    std::string refused;
    for (const auto& one : closed) {
        if (one.id == id) refused = one.reason;
    }
    close_all(std::move(closed));
    if (refused.empty()) ++totals_.returned;
    return refused;
}

void Pool::count_discarded(std::uint64_t id, std::string_view reason) {
    if (totals_.discarded.size() < kMaxDiscardedListed) totals_.discarded.push_back({id, std::string(reason)});
}

void Pool::close_all(std::vector<IdleList<std::unique_ptr<Conn>>::Closed> closed) {
    for (auto& one : closed) {
        one.conn->stream->close();
        count_discarded(one.id, one.reason);
    }
}

Pool::Count& Pool::count_of(const PoolKey& key) {
    for (Count& count : counts_) {
        if (compare(key, count.key).reason.empty()) return count;
    }
    counts_.emplace_back();
    counts_.back().key = key;
    return counts_.back();
}

bool Pool::is_full(const PoolKey& key) const {
    if (options_.max_conns_per_host == 0) return false;
    return std::ranges::any_of(counts_, [&](const Count& count) {
        return count.open >= options_.max_conns_per_host && compare(key, count.key).reason.empty();
    });
}

asio::awaitable<Result<Pool::SlotResult>> Pool::acquire_slot(Context& ctx, const PoolKey& key, Deadline deadline) {
    SlotResult out;
    if (options_.max_conns_per_host == 0) co_return out;
    // Whoever comes here in spite of an idle connection wants one of his own.
    if (count_of(key).open >= options_.max_conns_per_host) close_all(idle_.evict(key, "made_room"));
    if (count_of(key).open < options_.max_conns_per_host) {
        ++count_of(key).open;
        out.slot = std::make_unique<PoolSlot>(weak_from_this(), key);
        co_return out;
    }
    const auto waiter = std::make_shared<Waiter>(executor_);
    count_of(key).waiters.push_back(waiter);
    const net::WakeReason reason = co_await waiter->wake.sleep(ctx.stop, deadline.at);
    std::erase(count_of(key).waiters, waiter);
    out = handed_over(*waiter, key, ctx.now());
    if (reason == net::WakeReason::notified) co_return out;
    // Cancelled in the moment of being served: what was handed over goes on to the next.
    if (out.lease) out.lease.reuse(ctx.now());
    co_return fail(net::wait_error(reason, deadline));
}

Pool::SlotResult Pool::handed_over(Waiter& waiter, const PoolKey& key, TimePoint now) {
    SlotResult out;
    if (waiter.has_slot) out.slot = std::make_unique<PoolSlot>(weak_from_this(), key);
    if (!waiter.conn) return out;
    out.new_because = defect_of(waiter.conn);
    out.idle = now - waiter.conn_since;
    if (out.new_because.empty()) {
        out.lease = lease(std::move(waiter.conn));
        return out;
    }
    out.slot = std::move(waiter.conn->slot);
    lease(std::move(waiter.conn)).discard(out.new_because);
    return out;
}

std::shared_ptr<Pool::Waiter> Pool::next_waiter(const PoolKey& key) {
    if (options_.max_conns_per_host == 0) return nullptr;
    auto& waiters = count_of(key).waiters;
    if (waiters.empty()) return nullptr;
    auto first = std::move(waiters.front());
    waiters.pop_front();
    return first;
}

void Pool::slot_freed(const PoolKey& key) {
    if (const auto waiter = next_waiter(key)) {
        waiter->has_slot = true;  // the count stays as it is
        waiter->wake.notify();
        return;
    }
    --count_of(key).open;
}

PoolTotals Pool::take_totals() {
    return std::exchange(totals_, PoolTotals{});
}

void Pool::close_idle() {
    close_all(idle_.clear("close_idle_connections"));
}

}  // namespace rtrip
