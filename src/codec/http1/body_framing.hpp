// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "codec/http1/anomaly_list.hpp"
#include "rtrip/header.hpp"
#include "rtrip/result.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::http1 {

/// What the framing of a response follows from.
struct FramingInput {
    std::string_view request_method;
    int status = 0;
    int minor = 1;                   ///< Of the response's HTTP version.
    const Header* header = nullptr;  ///< Never null.
    std::uint64_t offset = 0;        ///< Where the head ended; given with errors and anomalies.
    bool codings_asked_for = false;  ///< gzip and deflate may lie below chunked, or end with the connection.
};

struct FramingDecision {
    BodyFraming framing = BodyFraming::none;
    std::optional<std::uint64_t> content_length;  ///< As announced, also where no body follows; absent when chunked.
    bool has_body = false;
    /// Why the connection may not be used again, in the pool's words; empty: it may. Static lifetime.
    std::string_view not_reusable_because;
};

/// Which framing the body of a final response has (RFC 9112 section 6.3), and whether the connection survives it.
///
/// Stricter than the RFC: contradicting or malformed Content-Length and unknown or misplaced transfer codings are
/// refused for every status and method, since two readers of such a response may disagree about where it ends.
/// Errors: response_malformed.
Result<FramingDecision> decide_framing(const FramingInput& input, AnomalyList& anomalies);

}  // namespace rtrip::http1
