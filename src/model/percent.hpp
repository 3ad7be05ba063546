// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Percent-encoding (RFC 3986 section 2.1).
namespace rtrip {

/// How a space is written by encode_unsafe.
enum class SpaceAs : std::uint8_t { percent20, plus };

/// Encodes what must not stand in a request target: space, controls, DEL, and bytes above 0x7f.
///
/// Everything else stays, percent-encoding that is there included, valid or not. Hexadecimal digits are in lower case,
/// as curl sends them.
std::string encode_unsafe(std::string_view text, SpaceAs space = SpaceAs::percent20);

/// Encodes every byte that is not unreserved (RFC 3986 section 2.3), for one value inside a query; upper-case digits.
std::string percent_encode(std::string_view bytes);

/// Replaces each "%XX" by its byte; a "%" without two hexadecimal digits stays.
std::string percent_decode(std::string_view text);

/// The same; absent when a "%" is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode_strict(std::string_view text);

}  // namespace rtrip
