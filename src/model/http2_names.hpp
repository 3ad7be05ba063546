// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

/// The names of RFC 9113 for its numbers. Numbers without a name are given as "0x1f".
namespace rtrip::http2 {

enum class FrameType : std::uint8_t {
    data = 0,
    headers = 1,
    priority = 2,
    rst_stream = 3,
    settings = 4,
    push_promise = 5,
    ping = 6,
    goaway = 7,
    window_update = 8,
    continuation = 9,
};

inline constexpr std::uint8_t kFlagEndStream = 0x1;  ///< Of DATA and HEADERS.
inline constexpr std::uint8_t kFlagAck = 0x1;        ///< Of SETTINGS and PING.
inline constexpr std::uint8_t kFlagEndHeaders = 0x4;

/// "DATA" (section 6).
std::string frame_name(std::uint8_t type);
/// "END_STREAM|END_HEADERS", by the type's own flags; empty when none is set.
std::string flag_names(std::uint8_t type, std::uint8_t flags);
/// "INITIAL_WINDOW_SIZE" (section 6.5.2).
std::string setting_name(std::uint32_t id);
/// "REFUSED_STREAM" (section 7).
std::string error_name(std::uint32_t code);

}  // namespace rtrip::http2
