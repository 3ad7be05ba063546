// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "rtrip/receive_limits.hpp"
#include "rtrip/result.hpp"
#include "rtrip/stream.hpp"
#include "rtrip/time.hpp"

/// What exchanges of every HTTP version hold their peers to.
namespace rtrip {

// What a body that nobody wants may cost before its connection is given up (Go's figures).
inline constexpr std::uint64_t kDrainBytes = std::uint64_t{256} << 10;
inline constexpr Duration kDrainTime = std::chrono::milliseconds(50);
// How long an exchange that never has to wait may keep the thread.
inline constexpr Duration kLongestRun = std::chrono::milliseconds(20);

/// Errors: body_too_large, when that is more than `limits` allow.
[[nodiscard]] Result<void> check_body_size(const ReceiveLimits& limits, std::uint64_t bytes);
[[nodiscard]] Result<void> check_announced_body(const ReceiveLimits& limits,
                                                const std::optional<std::uint64_t>& announced);

/// "; the request was never acknowledged", or that it was: the most useful bit in a hang is whether the peer's kernel
/// has the request at all. Empty when ours does not say.
[[nodiscard]] std::string acknowledged_text(const Stream& stream);

}  // namespace rtrip
