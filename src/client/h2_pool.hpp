// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/h2_conn.hpp"
#include "client/pool.hpp"
#include "net/wake.hpp"
#include "policy/pool_key.hpp"
#include "rtrip/context.hpp"
#include "rtrip/transport.hpp"

namespace rtrip {

/// The HTTP/2 connections of one Transport, each shared by many requests, and who waits for one.
///
/// A request that finds a connection of its kind being made waits for it: whether it will be HTTP/2 is not known
/// before, and a hundred requests must not dial a hundred times. One thread.
class H2Pool : public std::enable_shared_from_this<H2Pool> {
public:
    /// `counts` keeps the totals.
    H2Pool(asio::any_io_executor executor, const PoolOptions& options, std::shared_ptr<Pool> counts);

    struct Lookup {
        std::shared_ptr<H2Conn> conn;  ///< Null: none that can take a stream.
        std::optional<Duration> idle;  ///< Absent: it was not idle.
        std::string new_because;       ///< Why there is none; empty: nothing of the kind was there.
        std::vector<PoolCandidate> candidates;
    };
    [[nodiscard]] Lookup take(const PoolKey& key, TimePoint now);
    void add(std::shared_ptr<H2Conn> conn);
    /// An exchange on `conn` is over. `reason`: why it cannot carry more, or nothing.
    void released(const std::shared_ptr<H2Conn>& conn, const std::string& reason);
    /// Takes out and closes what carries nothing.
    void close_idle();

    /// Says, as long as it lives, that a connection of that kind is being made.
    class Dialing {
    public:
        Dialing(std::shared_ptr<H2Pool> pool, PoolKey key);
        ~Dialing();
        Dialing(const Dialing&) = delete;
        Dialing& operator=(const Dialing&) = delete;
        enum class Result : std::uint8_t { failed, http1, h2 };
        void became(Result result) { result_ = result; }

    private:
        std::shared_ptr<H2Pool> pool_;
        PoolKey key_;
        Result result_ = Result::failed;
    };

    /// Whether a request of that kind had better wait than dial.
    [[nodiscard]] bool worth_waiting(const PoolKey& key) const;
    /// Waits until something changed for that kind. Errors: interrupted; a passed deadline with `timeout` set.
    asio::awaitable<Result<void>> wait_for_change(Context& ctx, const PoolKey& key, Deadline deadline);

private:
    /// What dialing a kind of connection has led to.
    struct Kind {
        PoolKey key;
        int dialing = 0;
        std::optional<Dialing::Result> last;
    };
    struct Waiter {
        Waiter(const asio::any_io_executor& executor, PoolKey key_) : key(std::move(key_)), wake(executor) {}
        PoolKey key;
        net::Wake wake;
    };

    Kind& kind_of(const PoolKey& key);
    [[nodiscard]] bool has_conn(const PoolKey& key) const;
    void remove(const H2Conn& conn, const std::string& reason);
    void trim_idle(const H2Conn& newest);
    void tell_waiters(const PoolKey& key);

    asio::any_io_executor executor_;
    PoolOptions options_;
    std::shared_ptr<Pool> counts_;
    std::vector<std::shared_ptr<H2Conn>> conns_;  // oldest first
    std::vector<Kind> kinds_;
    std::vector<std::shared_ptr<Waiter>> waiters_;
};

}  // namespace rtrip
