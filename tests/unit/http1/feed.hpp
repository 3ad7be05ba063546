// SPDX-License-Identifier: MIT
// Feeds one response to the parser in every way in which a network may cut it, and gives the one outcome.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/http1/response_parser.hpp"

namespace rtrip::http1::testing {

/// What the peer does behind the last byte.
enum class Behind : std::uint8_t { stays_open, closes };

/// What the parser was told to leave as it is.
enum class Keep : std::uint8_t { nothing, codings, chunks };

struct Exchange {
    std::string wire;
    std::string method = "GET";
    Behind behind = Behind::closes;
    ParseLimits limits = {};
    Keep keep = Keep::nothing;
};

/// Everything that must not depend on how the bytes were cut.
struct Outcome {
    std::string events;  ///< "interim 100, head 200, data, end"; adjacent data is one
    std::string body;
    std::string surplus;
    std::string error;  ///< dotted name of the code; empty: none
    std::string message;
    std::vector<std::string> anomalies;  ///< "bare_lf@15"
    ResponseHead head;
    Header trailers;
    BodyFraming framing = BodyFraming::none;
    std::optional<std::uint64_t> content_length;
    bool has_body = false;
    std::string not_reusable_because;
    std::uint64_t header_bytes = 0;
    std::uint64_t body_bytes = 0;

    [[nodiscard]] bool saw(std::string_view anomaly) const;
    [[nodiscard]] std::string value(std::string_view name) const;  ///< first field of that name, or "(absent)"
};

/// Feeds the pieces one after the other, to a parser that has `memo` when that is not null.
Outcome feed(const Exchange& exchange, const std::vector<std::string_view>& pieces, HeadMemo* memo = nullptr);

/// Feeds the wire whole, byte by byte, cut in two at every place, to a parser that has seen the same before, and, when
/// the response ends by itself, with junk behind it; fails the test when any outcome differs from the first.
Outcome feed_all_ways(const Exchange& exchange);
Outcome feed_all_ways(std::string_view wire);

}  // namespace rtrip::http1::testing
