// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rtrip {

/// Base 64 with padding (RFC 4648 section 4).
std::string base64_encode(std::string_view bytes);
/// The inverse; absent when the text is not well-formed base 64 with padding.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace rtrip
