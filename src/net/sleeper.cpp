// SPDX-License-Identifier: MIT
#include "rtrip/sleeper.hpp"

#include <asio/this_coro.hpp>
#include <utility>

#include "net/wake.hpp"

namespace rtrip {
namespace {

class TimerSleeper final : public Sleeper {
public:
    asio::awaitable<bool> sleep_until(std::stop_token stop, TimePoint until) override {
        const auto executor = co_await asio::this_coro::executor;
        net::Wake wake(executor);
        const net::WakeReason reason = co_await wake.sleep(stop, until);
        co_return reason == net::WakeReason::deadline;
    }
};

}  // namespace

Sleeper& system_sleeper() {
    static TimerSleeper sleeper;
    return sleeper;
}

}  // namespace rtrip
