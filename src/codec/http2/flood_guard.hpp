// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "rtrip/http2.hpp"

namespace rtrip::http2 {

/// Holds the peer's frames that move nothing against those that do: SETTINGS, PING, RST_STREAM, PRIORITY,
/// WINDOW_UPDATE, empty DATA, empty CONTINUATION and unknown frames cost work and may be sent for ever
/// (CVE-2019-9511 to -9518, CVE-2023-44487 turned round, CVE-2024-28182).
class FloodGuard {
public:
    /// Counts a frame whose header was received; names the flood when it is one, otherwise empty. DATA moves something
    /// only when progress() follows: it may be all padding.
    [[nodiscard]] std::string count(const Http2Frame& frame);
    /// Bytes of a body came, or went.
    void progress() { idle_frames_ = 0; }

private:
    std::uint32_t idle_frames_ = 0;
    std::uint32_t continuations_ = 0;
};

}  // namespace rtrip::http2
