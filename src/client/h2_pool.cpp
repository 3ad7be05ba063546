// SPDX-License-Identifier: MIT
#include "client/h2_pool.hpp"

#include <algorithm>
#include <utility>

#include "net/socket_stream.hpp"

namespace rtrip {
namespace {

bool same_kind(const PoolKey& one, const PoolKey& other) {
    return compare(one, other).reason.empty();
}

// A look-up's record stays small also when very many connections are there, as in IdleList.
constexpr std::size_t kMaxCandidates = 16;

}  // namespace

H2Pool::H2Pool(asio::any_io_executor executor, const PoolOptions& options, std::shared_ptr<Pool> counts)
    : executor_(std::move(executor)), options_(options), counts_(std::move(counts)) {}

H2Pool::Lookup H2Pool::take(const PoolKey& key, TimePoint now) {
    Lookup out;
    const std::vector<std::shared_ptr<H2Conn>> conns = conns_;
    for (const auto& conn : conns) {
        const KeyMismatch mismatch = compare(key, *conn->base().key);
        std::string reason = mismatch.reason;
        const bool idle = conn->open_streams() == 0;
        if (reason.empty()) {
            const bool too_old = idle && now - conn->idle_since() > options_.idle_timeout;
            reason = too_old ? "idle_timeout" : conn->unusable_because();
            if (!reason.empty()) out.new_because = reason;
            if (!reason.empty() && reason != "h2_stream_limit") remove(*conn, reason);
        }
        if (out.candidates.size() < kMaxCandidates) {
            PoolCandidate candidate;
            candidate.connection_id = conn->base().id;
            candidate.taken = reason.empty();
            candidate.reason = reason.empty() ? "taken" : reason;
            candidate.field = mismatch.field;
            candidate.want = mismatch.want;
            candidate.have = mismatch.have;
            out.candidates.push_back(std::move(candidate));
        }
        if (!reason.empty()) continue;
        out.conn = conn;
        if (idle) out.idle = now - conn->idle_since();
        break;
    }
    return out;
}

void H2Pool::add(std::shared_ptr<H2Conn> conn) {
    conns_.push_back(std::move(conn));
}

void H2Pool::remove(const H2Conn& conn, const std::string& reason) {
    const auto is_it = [&conn](const auto& one) { return one.get() == &conn; };
    if (std::erase_if(conns_, is_it) > 0) counts_->count_discarded(conn.base().id, reason);
}

void H2Pool::released(const std::shared_ptr<H2Conn>& conn, const std::string& reason) {
    if (!reason.empty()) {
        remove(*conn, reason);
    } else {
        counts_->count_returned();
        if (conn->open_streams() == 0) trim_idle(*conn);
    }
    tell_waiters(*conn->base().key);
}

// The limits of PoolOptions, counted over connections that carry nothing.
void H2Pool::trim_idle(const H2Conn& newest) {
    std::size_t same = 0;
    std::size_t all = 0;
    for (const auto& conn : conns_) {
        if (conn->open_streams() > 0) continue;
        ++all;
        if (same_kind(*conn->base().key, *newest.base().key)) ++same;
    }
    if (same > options_.max_idle_per_host) return remove(newest, "max_idle_per_host");
    if (all > options_.max_idle) remove(newest, "max_idle");
}

void H2Pool::close_idle() {
    const std::vector<std::shared_ptr<H2Conn>> conns = conns_;
    for (const auto& conn : conns) {
        if (conn->open_streams() == 0) remove(*conn, "close_idle_connections");
    }
}

H2Pool::Kind& H2Pool::kind_of(const PoolKey& key) {
    for (Kind& kind : kinds_) {
        if (same_kind(key, kind.key)) return kind;
    }
    kinds_.emplace_back();
    kinds_.back().key = key;
    return kinds_.back();
}

bool H2Pool::has_conn(const PoolKey& key) const {
    return std::ranges::any_of(conns_, [&key](const auto& conn) { return same_kind(key, *conn->base().key); });
}

bool H2Pool::worth_waiting(const PoolKey& key) const {
    const auto kind = std::ranges::find_if(kinds_, [&key](const Kind& one) { return same_kind(key, one.key); });
    // What was no HTTP/2, or failed, is not worth waiting for: each dials for itself.
    const bool promising = kind != kinds_.end() && kind->last.value_or(Dialing::Result::h2) == Dialing::Result::h2;
    if (promising && kind->dialing > 0) return true;
    return has_conn(key) && counts_->is_full(key);
}

asio::awaitable<Result<void>> H2Pool::wait_for_change(Context& ctx, const PoolKey& key, Deadline deadline) {
    const auto waiter = std::make_shared<Waiter>(executor_, key);
    waiters_.push_back(waiter);
    const net::WakeReason reason = co_await waiter->wake.sleep(ctx.stop, deadline.at);
    std::erase(waiters_, waiter);
    if (reason == net::WakeReason::notified) co_return Result<void>();
    co_return fail(net::wait_error(reason, deadline));
}

void H2Pool::tell_waiters(const PoolKey& key) {
    for (const auto& waiter : waiters_) {
        if (same_kind(key, waiter->key)) waiter->wake.notify();
    }
}

H2Pool::Dialing::Dialing(std::shared_ptr<H2Pool> pool, PoolKey key) : pool_(std::move(pool)), key_(std::move(key)) {
    ++pool_->kind_of(key_).dialing;
}

H2Pool::Dialing::~Dialing() {
    Kind& kind = pool_->kind_of(key_);
    --kind.dialing;
    kind.last = result_;
    pool_->tell_waiters(key_);
}

}  // namespace rtrip
