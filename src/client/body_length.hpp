// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "rtrip/result.hpp"

namespace rtrip {

/// Holds a body that is being read against the length that its request announced: `before` bytes came, and now `got`
/// (0: the end). Errors: upload_length_mismatch.
[[nodiscard]] Result<void> check_body_length(const std::optional<std::uint64_t>& announced, std::uint64_t before,
                                             std::uint64_t got);

}  // namespace rtrip
