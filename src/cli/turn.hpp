// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <deque>
#include <utility>

#include "rtrip/context.hpp"
#include "rtrip/result.hpp"

namespace rtrip::cli {

/// Who may write to standard output while several transfers run: one at a time, first come, first served. What waits
/// doesn't read from its peer meanwhile, so nothing piles up in memory. One thread; outlives its holds.
class Turn {
public:
    /// Gives the turn to the next one when it is destroyed.
    class Hold {
    public:
        Hold() = default;
        explicit Hold(Turn& turn) : turn_(&turn) {}
        Hold(Hold&& other) noexcept : turn_(std::exchange(other.turn_, nullptr)) {}
        Hold& operator=(Hold&& other) noexcept {
            std::swap(turn_, other.turn_);
            return *this;
        }
        ~Hold() {
            if (turn_ != nullptr) turn_->pass_on();
        }
        [[nodiscard]] bool held() const { return turn_ != nullptr; }

    private:
        Turn* turn_ = nullptr;
    };

    /// Waits for the turn within ctx's total limit. Errors: body_timeout, interrupted.
    asio::awaitable<Result<Hold>> take(Context& ctx);
    /// The turn when nobody has it; else one that is not held.
    [[nodiscard]] Hold take_if_free() {
        if (taken_) return Hold();
        taken_ = true;
        return Hold(*this);
    }

private:
    struct Waiter;
    void pass_on();

    bool taken_ = false;
    std::deque<Waiter*> waiting_;
};

}  // namespace rtrip::cli
