// SPDX-License-Identifier: MIT
#include "codec/http2/frame_tap.hpp"

#include <algorithm>

namespace rtrip::http2 {
namespace {

// RFC 9113 section 3.4: "PRI * HTTP/2.0", an empty line, "SM", an empty line.
constexpr std::size_t kPrefaceBytes = 24;

std::uint32_t number(const unsigned char* at, std::size_t size) {
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < size; ++i) out = (out << 8U) | at[i];
    return out;
}

}  // namespace

FrameTap::FrameTap(Side side) : side_(side), skip_(side == Side::client ? kPrefaceBytes : 0) {}

Http2Frame FrameTap::parse() const {
    Http2Frame frame;
    frame.sent = side_ == Side::client;
    frame.length_bytes = number(head_.data(), 3);
    frame.type = head_[3];
    frame.flags = head_[4];
    frame.stream_id = number(head_.data() + 5, 4) & 0x7fffffffU;
    return frame;
}

void FrameTap::feed(std::string_view bytes, std::vector<Http2Frame>& frames) {
    while (!bytes.empty()) {
        const std::size_t passed = std::min(skip_, bytes.size());
        skip_ -= passed;
        bytes.remove_prefix(passed);
        const std::size_t taken = std::min(kHeadBytes - head_size_, bytes.size());
        std::copy_n(bytes.begin(), taken, head_.begin() + static_cast<std::ptrdiff_t>(head_size_));
        head_size_ += taken;
        bytes.remove_prefix(taken);
        if (head_size_ < kHeadBytes) return;
        head_size_ = 0;
        frames.push_back(parse());
        skip_ = frames.back().length_bytes;
    }
}

}  // namespace rtrip::http2
