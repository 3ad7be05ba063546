// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>

namespace rtrip::test {

/// How long a test bed waits for something that must come. Only a broken test ever gets there.
inline constexpr std::chrono::seconds kPatience{10};

/// A latch between a test and its server: closed at first, open for good once somebody opened it.
class Gate {
public:
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    /// Whether it was opened before kPatience passed or `stop` was requested.
    bool wait(std::stop_token stop = {}) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, stop, kPatience, [this] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable_any changed_;
    bool open_ = false;
};

using SharedGate = std::shared_ptr<Gate>;

inline SharedGate make_gate() {
    return std::make_shared<Gate>();
}

}  // namespace rtrip::test
