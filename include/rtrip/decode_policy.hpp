// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

namespace rtrip {

/// What is done about content codings (--compressed).
struct DecodePolicy {
    /// Ask for codings, unless the request has an Accept-Encoding of its own or has it removed.
    bool advertise = true;
    /// --max-decoded-bytes. Absent: no bound on the size as such.
    std::optional<std::uint64_t> max_decoded_bytes;
    /// Bytes out for each byte in, beyond which it is a bomb; 0: no bound. Deflate cannot exceed 1032, texts stay
    /// below 100.
    std::uint64_t max_ratio = 500;
    /// Below this size the ratio does not matter.
    std::uint64_t ratio_floor_bytes = std::uint64_t{64} << 20;
};

}  // namespace rtrip
