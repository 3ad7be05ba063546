// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rtrip/time.hpp"

namespace rtrip::cli {

/// One line that says how far a body is, for a terminal. Pure: whoever owns the terminal writes what it gives.
class Progress {
public:
    explicit Progress(std::optional<std::uint64_t> expected) : expected_(expected) {}

    /// Text to write now; empty when the last was too short a while ago.
    [[nodiscard]] std::string update(TimePoint now, std::uint64_t bytes);
    /// Text that removes the line again; empty when there is none.
    [[nodiscard]] std::string clear() const;

private:
    std::optional<std::uint64_t> expected_;
    std::optional<TimePoint> started_;
    std::optional<TimePoint> shown_;
};

}  // namespace rtrip::cli
