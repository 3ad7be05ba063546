// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// IP addresses as text, without the system's help, so that every platform agrees.
namespace rtrip {

using Ipv4Bytes = std::array<std::uint8_t, 4>;
using Ipv6Bytes = std::array<std::uint8_t, 16>;

/// Strict dotted quad: four decimal numbers up to 255, without leading zeros (RFC 3986 section 3.2.2).
std::optional<Ipv4Bytes> parse_ipv4(std::string_view text);

/// The forms that inet_aton takes and curl with it: one to four parts, each decimal, octal ("0177") or hexadecimal
/// ("0x7f"), the last one filling the remaining bytes. Absent when `text` is none of them, and hence a name.
std::optional<Ipv4Bytes> parse_ipv4_numeric(std::string_view text);

std::string format_ipv4(const Ipv4Bytes& bytes);

/// An IPv6 address without brackets and zone (RFC 4291 section 2.2); the last 32 bits may be a strict dotted quad.
std::optional<Ipv6Bytes> parse_ipv6(std::string_view text);

/// The canonical text (RFC 5952); an IPv4-mapped address ends in a dotted quad.
std::string format_ipv6(const Ipv6Bytes& bytes);

}  // namespace rtrip
