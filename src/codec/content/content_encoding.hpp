// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codec/content/decoder.hpp"

namespace rtrip::content {

/// What a client that decodes everything asks for (as curl --compressed does).
inline constexpr std::string_view kAcceptEncoding = "deflate, gzip, br, zstd";

/// Codings in a stack beyond this are refused: each is a decoder's memory and a multiplier (curl CVE-2022-32206).
inline constexpr std::size_t kMaxCodings = 5;

/// The codings of all Content-Encoding fields, in the order in which they were applied.
///
/// Names are compared without case; x-gzip is gzip, identity is nothing. Empty: there is nothing to undo.
/// Errors: body_coding for an unknown name, and for more than kMaxCodings.
/// Source: RFC 9110 section 8.4.
Result<std::vector<Coding>> parse_content_encoding(const std::vector<std::string_view>& values);

/// "gzip, br"
std::string codings_text(const std::vector<Coding>& codings);

}  // namespace rtrip::content
