// SPDX-License-Identifier: MIT
#include "model/http2_names.hpp"

#include <array>
#include <string_view>

namespace rtrip::http2 {
namespace {

std::string hex(std::uint32_t number) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string digits;
    do {
        digits.insert(digits.begin(), kDigits[number & 15U]);
        number >>= 4U;
    } while (number != 0);
    return "0x" + digits;
}

template <std::size_t N>
std::string name_in(const std::array<std::string_view, N>& names, std::uint32_t number) {
    if (number >= N || names[number].empty()) return hex(number);
    return std::string(names[number]);
}

struct FlagName {
    std::uint8_t bit;
    std::string_view name;
};

}  // namespace

std::string frame_name(std::uint8_t type) {
    constexpr std::array<std::string_view, 10> kNames{"DATA",          "HEADERS",      "PRIORITY", "RST_STREAM",
                                                      "SETTINGS",      "PUSH_PROMISE", "PING",     "GOAWAY",
                                                      "WINDOW_UPDATE", "CONTINUATION"};
    return name_in(kNames, type);
}

std::string flag_names(std::uint8_t type, std::uint8_t flags) {
    const auto kind = static_cast<FrameType>(type);
    const bool acknowledges = kind == FrameType::settings || kind == FrameType::ping;
    const std::array<FlagName, 4> names{
        {{0x1, acknowledges ? "ACK" : "END_STREAM"}, {0x4, "END_HEADERS"}, {0x8, "PADDED"}, {0x20, "PRIORITY"}}};
    std::string out;
    for (const FlagName& flag : names) {
        if ((flags & flag.bit) == 0) continue;
        if (!out.empty()) out += '|';
        out += flag.name;
    }
    return out;
}

std::string setting_name(std::uint32_t id) {
    constexpr std::array<std::string_view, 10> kNames{"",
                                                      "HEADER_TABLE_SIZE",
                                                      "ENABLE_PUSH",
                                                      "MAX_CONCURRENT_STREAMS",
                                                      "INITIAL_WINDOW_SIZE",
                                                      "MAX_FRAME_SIZE",
                                                      "MAX_HEADER_LIST_SIZE",
                                                      "",
                                                      "ENABLE_CONNECT_PROTOCOL",
                                                      "NO_RFC7540_PRIORITIES"};
    return name_in(kNames, id);
}

std::string error_name(std::uint32_t code) {
    constexpr std::array<std::string_view, 14> kNames{"NO_ERROR",
                                                      "PROTOCOL_ERROR",
                                                      "INTERNAL_ERROR",
                                                      "FLOW_CONTROL_ERROR",
                                                      "SETTINGS_TIMEOUT",
                                                      "STREAM_CLOSED",
                                                      "FRAME_SIZE_ERROR",
                                                      "REFUSED_STREAM",
                                                      "CANCEL",
                                                      "COMPRESSION_ERROR",
                                                      "CONNECT_ERROR",
                                                      "ENHANCE_YOUR_CALM",
                                                      "INADEQUATE_SECURITY",
                                                      "HTTP_1_1_REQUIRED"};
    return name_in(kNames, code);
}

}  // namespace rtrip::http2
