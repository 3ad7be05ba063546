// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>
#include <memory>
#include <stop_token>

#include "rtrip/time.hpp"

namespace rtrip::net {

/// How a sleep ended.
enum class WakeReason : std::uint8_t { notified, deadline, cancelled };

/// One sleeper that several sources may wake: readiness of descriptors, a deadline, a stop request.
///
/// Held by shared_ptr, since handlers of descriptor waits may still be queued when the sleeper is gone. One thread.
/// This is the only place where a wait and its deadline meet, so every wait in the program ends the same way.
class Wake {
public:
    explicit Wake(const asio::any_io_executor& executor) : timer_(executor) {}

    /// Sleeps until notify(), `until`, or a stop request. A notify() from before counts, once.
    asio::awaitable<WakeReason> sleep(std::stop_token stop, TimePoint until);
    void notify();

private:
    asio::steady_timer timer_;
    bool notified_ = false;
};

/// Lets other handlers run: signals and timers of a program whose transfer never has to wait.
asio::awaitable<void> yield();

}  // namespace rtrip::net
