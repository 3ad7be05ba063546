// SPDX-License-Identifier: MIT
// libs: rtrip_http1
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "codec/http1/response_parser.hpp"
#include "fuzz/http1_transcript.hpp"

namespace {

using namespace rtrip;
using fuzz::require;

enum class Keep : std::uint8_t { nothing, codings, chunks };

struct Setting {
    std::string_view method;
    http1::ParseLimits limits;
    Keep keep = Keep::nothing;
};

std::string run(const Setting& setting, const std::vector<std::string_view>& pieces, http1::HeadMemo* memo = nullptr) {
    http1::ResponseParser parser(setting.method, setting.limits);
    if (memo != nullptr) parser.use(*memo);
    if (setting.keep == Keep::codings) parser.expect_codings();
    if (setting.keep == Keep::chunks) parser.keep_chunks();
    fuzz::Transcript transcript;
    std::string surplus;
    for (std::string_view piece : pieces) {
        while (!transcript.ended()) {
            const auto event = parser.next(piece);
            if (!transcript.add(event, piece)) break;
            if (event->kind == http1::EventKind::interim || event->kind == http1::EventKind::head) {
                require(parser.head().status >= 100 && parser.head().status <= 999);
                transcript.add(std::to_string(parser.head().status) + " " + parser.head().reason);
                transcript.add(parser.head().header);
            }
        }
        surplus += piece;
    }
    const bool by_itself = parser.ended();
    const auto finished = parser.finish();
    if (!transcript.ended()) transcript.add(finished, {});
    require(parser.body_bytes() == transcript.body().size());
    require(parser.header_bytes() <= setting.limits.max_header_bytes || !finished);
    if (finished && parser.framing() == BodyFraming::content_length) {
        require(parser.content_length() == transcript.body().size());
    }
    if (finished && !parser.has_body()) require(transcript.body().empty());
    transcript.add(parser.trailers());
    transcript.add(parser.take_anomalies());
    transcript.add(parser.not_reusable_because());
    // Behind an error the rest is of no interest, and how much of it was looked at may differ.
    if (by_itself) transcript.add("surplus " + surplus);
    return transcript.text();
}

/// `memo` is that of all settings: what was learnt under one must not be taken for what another one asks.
void check(const Setting& setting, std::string_view wire, http1::HeadMemo& memo) {
    const std::string whole = run(setting, {wire});
    const std::size_t cut = fuzz::cut_point(wire);
    require(run(setting, {wire.substr(0, cut), wire.substr(cut)}) == whole);
    if (wire.size() <= 512) require(run(setting, fuzz::single_bytes(wire)) == whole);
    require(run(setting, {wire}, &memo) == whole);
    require(run(setting, {wire}, &memo) == whole);
    require(run(setting, {wire.substr(0, cut), wire.substr(cut)}, &memo) == whole);
}

}  // namespace

/// The input is what a server sends before it closes. However it is cut, the same must come of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view wire(reinterpret_cast<const char*>(data), size);
    http1::HeadMemo memo;
    check({"GET", {}}, wire, memo);
    check({"HEAD", {}}, wire, memo);
    check({"CONNECT", {}}, wire, memo);
    check({"GET", {}, Keep::codings}, wire, memo);
    check({"GET", {}, Keep::chunks}, wire, memo);
    check({"GET",
           {.max_header_bytes = 120,
            .max_header_fields = 4,
            .max_interim = 2,
            .max_line_bytes = 60,
            .max_chunk_line_bytes = 20,
            .max_chunk_overhead_bytes = 40,
            .max_trailer_bytes = 40}},
          wire, memo);
    return 0;
}
