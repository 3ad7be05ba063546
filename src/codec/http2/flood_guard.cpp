// SPDX-License-Identifier: MIT
#include "codec/http2/flood_guard.hpp"

#include "model/http2_names.hpp"

namespace rtrip::http2 {
namespace {

// Sound servers send a handful between two pieces of a response; a browser's and Go's bounds are of this order.
constexpr std::uint32_t kMaxIdleFrames = 2000;
// A header section of 1 MiB in frames of 16 KiB takes 64.
constexpr std::uint32_t kMaxContinuations = 128;

}  // namespace

std::string FloodGuard::count(const Http2Frame& frame) {
    const auto type = static_cast<FrameType>(frame.type);
    if (type == FrameType::continuation) {
        if (++continuations_ > kMaxContinuations) return "a flood of CONTINUATION frames";
        if (frame.length_bytes > 0) return {};
    } else {
        continuations_ = 0;
    }
    const bool ends = type == FrameType::data && (frame.flags & kFlagEndStream) != 0;
    if (ends || type == FrameType::headers) {
        idle_frames_ = 0;
        return {};
    }
    if (++idle_frames_ <= kMaxIdleFrames) return {};
    return "a flood of frames that move nothing, the last one " + frame_name(frame.type);
}

}  // namespace rtrip::http2
