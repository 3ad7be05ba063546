// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

namespace rtrip {

/// What is done about codings, those of the content and those of the transfer.
struct DecodePolicy {
    bool content = true;    ///< Undo content codings (--compressed).
    bool transfer = false;  ///< Ask for the transfer coding gzip, and undo it (--tr-encoding).
    /// Ask for these, and leave what comes as it is, chunk lines and all (--raw).
    bool raw = false;
    /// Ask for content codings, unless the request has an Accept-Encoding of its own or has it removed.
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
