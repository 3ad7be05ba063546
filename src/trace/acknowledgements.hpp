// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "rtrip/time.hpp"

namespace rtrip::trace {

/// When which byte of a connection was acknowledged, by the kernel's stamps.
///
/// The kernel names the last byte of a write by its number modulo 2^32; positions here count bytes from 1, so that the
/// position of a write's last byte is the number of bytes written so far.
class Acknowledgements {
public:
    /// `number` as the kernel counts, from 0; `written` bytes have been written when it is read.
    void add(std::uint32_t number, std::uint64_t written, WallTime at);
    /// When everything up to `position` was acknowledged. Later acknowledgements tell too: they include it.
    [[nodiscard]] std::optional<WallTime> covering(std::uint64_t position) const;
    /// Whether the write that ended at `position` itself has been acknowledged: nothing earlier can come.
    [[nodiscard]] bool has(std::uint64_t position) const;

private:
    struct Entry {
        std::uint64_t position = 0;
        WallTime at;
    };
    using Entries = std::vector<Entry>;
    [[nodiscard]] Entries::const_iterator first_from(std::uint64_t position) const;

    Entries entries_;  // ascending
};

}  // namespace rtrip::trace
