// SPDX-License-Identifier: MIT
#include "net/wake.hpp"

#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include "net/use_result.hpp"

namespace rtrip::net {

asio::awaitable<WakeReason> Wake::sleep(std::stop_token stop, TimePoint until) {
    if (stop.stop_requested()) co_return WakeReason::cancelled;
    if (!notified_) {
        timer_.expires_at(until);
        const auto cancel_timer = [this] { timer_.cancel(); };
        const std::stop_callback on_stop(stop, cancel_timer);
        auto [ec] = co_await timer_.async_wait(use_result);
        static_cast<void>(ec);
    }
    if (stop.stop_requested()) co_return WakeReason::cancelled;
    if (notified_) {
        notified_ = false;
        co_return WakeReason::notified;
    }
    co_return WakeReason::deadline;
}

void Wake::notify() {
    notified_ = true;
    timer_.cancel();
}

asio::awaitable<void> yield() {
    return asio::post(asio::use_awaitable);
}

}  // namespace rtrip::net
