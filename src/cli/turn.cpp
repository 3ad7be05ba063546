// SPDX-License-Identifier: MIT
#include "cli/turn.hpp"

#include <algorithm>
#include <asio/this_coro.hpp>

#include "net/wake.hpp"

namespace rtrip::cli {

struct Turn::Waiter {
    explicit Waiter(const asio::any_io_executor& executor) : wake(executor) {}
    net::Wake wake;
    bool granted = false;
};

asio::awaitable<Result<Turn::Hold>> Turn::take(Context& ctx) {
    if (Hold hold = take_if_free(); hold.held()) co_return hold;
    const auto executor = co_await asio::this_coro::executor;
    Waiter waiter(executor);
    waiting_.push_back(&waiter);
    const TimePoint until = ctx.total_deadline.value_or(TimePoint::max());
    const net::WakeReason reason = co_await waiter.wake.sleep(ctx.stop, until);
    // Granted and stopped at once: the turn is ours all the same and has to be passed on.
    if (waiter.granted) co_return Hold(*this);
    waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &waiter));
    if (reason == net::WakeReason::cancelled) {
        co_return fail(ErrorCode::interrupted, "stopped while another body was on its way to standard output");
    }
    Error late(ErrorCode::body_timeout, Phase::body,
               "another body was on its way to standard output until the limit of the whole (--max-time)");
    late.timeout = TimeoutKind::total;
    co_return fail(std::move(late));
}

void Turn::pass_on() {
    taken_ = !waiting_.empty();
    if (!taken_) return;
    Waiter* next = waiting_.front();
    waiting_.pop_front();
    next->granted = true;
    next->wake.notify();
}

}  // namespace rtrip::cli
