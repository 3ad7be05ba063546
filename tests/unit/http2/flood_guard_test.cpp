// SPDX-License-Identifier: MIT
#include "codec/http2/flood_guard.hpp"

#include <catch2/catch.hpp>

#include "model/http2_names.hpp"

using namespace rtrip;
using http2::FrameType;

namespace {

Http2Frame frame(FrameType type, std::uint32_t length, std::uint8_t flags = 0) {
    Http2Frame out;
    out.type = static_cast<std::uint8_t>(type);
    out.length_bytes = length;
    out.flags = flags;
    return out;
}

// How many frames of a kind may follow one another; 0: any number.
std::size_t bound(const Http2Frame& one) {
    http2::FloodGuard guard;
    for (std::size_t i = 1; i <= 100000; ++i) {
        if (!guard.count(one).empty()) return i;
    }
    return 0;
}

}  // namespace

TEST_CASE("http2: frames that move nothing are bounded, those that do are not", "[http2][flood]") {
    for (const FrameType type : {FrameType::settings, FrameType::ping, FrameType::rst_stream, FrameType::priority,
                                 FrameType::window_update, FrameType::goaway, static_cast<FrameType>(0x77)}) {
        CHECK(bound(frame(type, 8)) == 2001);
    }
    // All of it may be padding.
    CHECK(bound(frame(FrameType::data, 100)) == 2001);
    CHECK(bound(frame(FrameType::continuation, 10)) == 129);
    CHECK(bound(frame(FrameType::data, 0, http2::kFlagEndStream)) == 0);
    CHECK(bound(frame(FrameType::headers, 10)) == 0);
}

TEST_CASE("http2: progress in either direction starts the count anew", "[http2][flood]") {
    http2::FloodGuard guard;
    for (int i = 0; i < 100; ++i) {
        for (int k = 0; k < 1500; ++k) REQUIRE(guard.count(frame(FrameType::window_update, 4)).empty());
        guard.progress();
    }
    CHECK(guard.count(frame(FrameType::ping, 8)).empty());
}

TEST_CASE("http2: a flood is named", "[http2][flood]") {
    http2::FloodGuard guard;
    std::string last;
    for (int i = 0; i < 3000 && last.empty(); ++i) last = guard.count(frame(FrameType::ping, 8));
    CHECK(last.find("PING") != std::string::npos);
}
