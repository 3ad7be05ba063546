// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace rtrip {

/// What a peer may send at most before it is refused.
struct ReceiveLimits {
    std::size_t max_header_bytes = 1024 * 1024;  ///< Over a final head and all interim ones together.
    std::size_t max_header_fields = 5000;
    std::size_t max_interim = 32;
    std::optional<std::uint64_t> max_body_bytes;  ///< curl's --max-filesize.
};

}  // namespace rtrip
