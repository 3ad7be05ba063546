// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/http2_names.hpp"

/// Bytes of an HTTP/2 server, made readable.
namespace rtrip::test::h2 {

inline std::string big_endian(std::uint64_t number, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>((number >> (8 * i)) & 0xffU);
    return out;
}

/// One frame (RFC 9113 section 4.1).
inline std::string frame(http2::FrameType type, std::uint8_t flags, std::uint32_t stream, std::string_view payload) {
    std::string out = big_endian(payload.size(), 3);
    out += static_cast<char>(type);
    out += static_cast<char>(flags);
    return out + big_endian(stream, 4) + std::string(payload);
}

using Fields = std::vector<std::pair<std::string, std::string>>;

/// A header block of literals without indexing (RFC 7541 section 6.2.2); names and values below 127 bytes, or as long
/// as their length fits the one-byte prefix's continuation.
inline std::string block(const Fields& fields) {
    const auto text = [](const std::string& value) {
        std::string out;
        std::size_t size = value.size();
        if (size < 127) return std::string(1, static_cast<char>(size)) + value;
        out += '\x7f';
        for (size -= 127; size >= 128; size >>= 7U) out += static_cast<char>(0x80U | (size & 0x7fU));
        out += static_cast<char>(size);
        return out + value;
    };
    std::string out;
    for (const auto& [name, value] : fields) out += '\0' + text(name) + text(value);
    return out;
}

constexpr std::uint8_t kEndBoth = http2::kFlagEndStream | http2::kFlagEndHeaders;

inline std::string headers(std::uint32_t stream, const Fields& fields, std::uint8_t flags = http2::kFlagEndHeaders) {
    return frame(http2::FrameType::headers, flags, stream, block(fields));
}
inline std::string data(std::uint32_t stream, std::string_view bytes, std::uint8_t flags = 0) {
    return frame(http2::FrameType::data, flags, stream, bytes);
}
inline std::string end(std::uint32_t stream, std::string_view bytes = {}) {
    return data(stream, bytes, http2::kFlagEndStream);
}
inline std::string settings(const std::vector<std::pair<std::uint16_t, std::uint32_t>>& entries = {}) {
    std::string payload;
    for (const auto& [id, value] : entries) payload += big_endian(id, 2) + big_endian(value, 4);
    return frame(http2::FrameType::settings, 0, 0, payload);
}
inline std::string settings_ack() {
    return frame(http2::FrameType::settings, http2::kFlagAck, 0, {});
}
inline std::string reset(std::uint32_t stream, std::uint32_t error) {
    return frame(http2::FrameType::rst_stream, 0, stream, big_endian(error, 4));
}
inline std::string goaway(std::uint32_t last, std::uint32_t error, std::string_view debug = {}) {
    return frame(http2::FrameType::goaway, 0, 0, big_endian(last, 4) + big_endian(error, 4) + std::string(debug));
}
inline std::string window_update(std::uint32_t stream, std::uint32_t bytes) {
    return frame(http2::FrameType::window_update, 0, stream, big_endian(bytes, 4));
}

}  // namespace rtrip::test::h2
