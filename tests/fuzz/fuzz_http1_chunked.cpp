// SPDX-License-Identifier: MIT
// libs: rtrip_http1
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "codec/http1/chunked_decoder.hpp"
#include "codec/http1/request_head.hpp"
#include "fuzz/http1_transcript.hpp"

namespace {

using namespace rtrip;
using fuzz::require;

struct Decoded {
    std::string transcript;
    std::string body;
    std::string surplus;
    bool complete = false;
};

Decoded decode(const http1::ParseLimits& limits, const std::vector<std::string_view>& pieces) {
    http1::ChunkedDecoder decoder(limits);
    http1::AnomalyList anomalies;
    fuzz::Transcript transcript;
    Decoded decoded;
    for (std::string_view piece : pieces) {
        while (!transcript.ended()) {
            const auto event = decoder.next(piece, anomalies);
            decoded.complete = event && event->kind == http1::EventKind::end;
            if (!transcript.add(event, piece)) break;
        }
        decoded.surplus += piece;
    }
    if (!transcript.ended()) transcript.add(decoder.cut_error().message);
    transcript.add(decoder.trailers());
    transcript.add(anomalies.take());
    decoded.body = transcript.body();
    decoded.transcript = transcript.text();
    if (decoded.complete) decoded.transcript += "\nsurplus " + decoded.surplus;
    return decoded;
}

void check_cuts(const http1::ParseLimits& limits, std::string_view wire) {
    const std::string whole = decode(limits, {wire}).transcript;
    const std::size_t cut = fuzz::cut_point(wire);
    require(decode(limits, {wire.substr(0, cut), wire.substr(cut)}).transcript == whole);
    if (wire.size() <= 512) require(decode(limits, fuzz::single_bytes(wire)).transcript == whole);
}

// What our own writer makes of the bytes gives them back.
void check_round_trip(std::string_view payload) {
    std::string wire;
    std::size_t size = 1 + fuzz::cut_point(payload) % 7;
    for (std::string_view rest = payload; !rest.empty(); size = size * 3 + 1) {
        const std::size_t n = std::min(size, rest.size());
        http1::append_chunk(wire, rest.substr(0, n));
        rest.remove_prefix(n);
    }
    wire += http1::kLastChunk;
    const Decoded decoded = decode({}, {wire});
    require(decoded.complete && decoded.body == payload && decoded.surplus.empty());
}

}  // namespace

/// The input is a chunked body with its trailer section. However it is cut, the same must come of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view wire(reinterpret_cast<const char*>(data), size);
    check_cuts({}, wire);
    check_cuts({.max_header_fields = 2,
                .max_line_bytes = 30,
                .max_chunk_line_bytes = 20,
                .max_chunk_overhead_bytes = 40,
                .max_trailer_bytes = 40},
               wire);
    check_round_trip(wire);
    return 0;
}
