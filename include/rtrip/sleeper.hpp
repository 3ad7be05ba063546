// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <stop_token>

#include "rtrip/time.hpp"

namespace rtrip {

/// How a wait between two attempts passes. Faked in tests; the real one is system_sleeper().
class Sleeper {
public:
    virtual ~Sleeper() = default;
    /// Waits until `until`, or until a stop is requested. True: the time has come.
    virtual asio::awaitable<bool> sleep_until(std::stop_token stop, TimePoint until) = 0;
};

/// Waits by a timer of the calling coroutine's executor. Lives for the whole program.
Sleeper& system_sleeper();

}  // namespace rtrip
