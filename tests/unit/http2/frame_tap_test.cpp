// SPDX-License-Identifier: MIT
#include "codec/http2/frame_tap.hpp"

#include <catch2/catch.hpp>

#include "support/h2_frames.hpp"

using namespace rtrip;
using namespace rtrip::test;
using http2::FrameTap;

namespace {

std::string seen(FrameTap::Side side, std::string_view bytes, std::size_t piece) {
    FrameTap tap(side);
    std::vector<Http2Frame> frames;
    for (std::size_t at = 0; at < bytes.size(); at += piece) tap.feed(bytes.substr(at, piece), frames);
    std::string out;
    for (const Http2Frame& frame : frames) {
        out += (frame.sent ? ">" : "<") + http2::frame_name(frame.type) + " " + std::to_string(frame.stream_id) + " " +
               std::to_string(frame.length_bytes) + " " + http2::flag_names(frame.type, frame.flags) + "\n";
    }
    return out;
}

}  // namespace

TEST_CASE("http2: frame headers are seen however the bytes are cut", "[http2][tap]") {
    const std::string bytes = h2::settings({{4, 65535}}) + h2::settings_ack() + h2::headers(1, {{":status", "200"}}) +
                              h2::end(1, std::string(300, 'x')) +
                              h2::frame(static_cast<http2::FrameType>(0x77), 9, 3, "??");
    const std::size_t piece = GENERATE(1, 2, 3, 8, 9, 10, 11, 100, 100000);
    CHECK(seen(FrameTap::Side::server, bytes, piece) ==
          "<SETTINGS 0 6 \n<SETTINGS 0 0 ACK\n<HEADERS 1 13 END_HEADERS\n<DATA 1 300 END_STREAM\n"
          "<0x77 3 2 END_STREAM|PADDED\n");
}

TEST_CASE("http2: a client's preface is no frame", "[http2][tap]") {
    const std::string bytes = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + h2::settings();
    const std::size_t piece = GENERATE(1, 23, 24, 25, 1000);
    CHECK(seen(FrameTap::Side::client, bytes, piece) == ">SETTINGS 0 0 \n");
}

TEST_CASE("http2: the reserved bit of a stream's number is ignored", "[http2][tap]") {
    std::string bytes = h2::data(1, "x");
    bytes[5] = '\x80';
    CHECK(seen(FrameTap::Side::server, bytes, 100) == "<DATA 1 1 \n");
}
