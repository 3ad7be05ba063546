// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "base/ascii.hpp"

/// Character classes of HTTP/1.1 messages, with their sources. Token characters, OWS and case folding are in
/// base/ascii.hpp (RFC 9110 sections 5.6.2 and 5.6.3).
namespace rtrip::http1 {

/// The start of every status line (RFC 9112 section 2.3); compared with case.
inline constexpr std::string_view kHttpName = "HTTP/";

/// The largest length that is taken: 2^63 - 1, so that lengths can be added and stored as signed anywhere.
inline constexpr unsigned long long kMaxLength = 0x7fffffffffffffffULL;

/// A byte that may stand in a field value or a reason phrase: VCHAR, obs-text, SP and HTAB (RFC 9110 section 5.5,
/// RFC 9112 section 4). Everything else is a control, NUL and bare CR among them.
constexpr bool is_text(char c) {
    return !ascii::is_control(c) || c == '\t';
}

namespace detail {
/// Whether none of the eight bytes is a control. They are looked at as one word: a byte below 0x20 borrows into its
/// highest bit when 0x20 is taken from it, and so does DEL once all its bits are turned.
inline bool no_control_in_eight(const char* bytes) {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kHighest = 0x80 * kOnes;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    const std::uint64_t low = (word - 0x20 * kOnes) & ~word;
    const std::uint64_t turned = word ^ (0x7f * kOnes);
    const std::uint64_t del = (turned - kOnes) & ~turned;
    return ((low | del) & kHighest) == 0;
}
}  // namespace detail

/// The position of the first byte that is_text() denies, or npos.
constexpr std::size_t find_non_text(std::string_view bytes) {
    std::size_t i = 0;
    while (i < bytes.size()) {
        if (!std::is_constant_evaluated() && bytes.size() - i >= 8 && detail::no_control_in_eight(&bytes[i])) {
            i += 8;
            continue;
        }
        if (!is_text(bytes[i])) return i;
        ++i;
    }
    return std::string_view::npos;
}

namespace detail {
consteval std::array<bool, 256> make_token_table() {
    std::array<bool, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = ascii::is_tchar(static_cast<char>(i));
    return table;
}
inline constexpr std::array<bool, 256> kTokenTable = make_token_table();
}  // namespace detail

/// The position of the first byte that is no token character, or npos. For names, which are looked at byte by byte.
constexpr std::size_t find_non_token(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (!detail::kTokenTable[static_cast<unsigned char>(bytes[i])]) return i;
    }
    return std::string_view::npos;
}

/// A field that decides where a message ends (RFC 9112 section 6).
constexpr bool is_framing_field(std::string_view name) {
    return ascii::iequals(name, "Content-Length") || ascii::iequals(name, "Transfer-Encoding");
}

/// Calls `use` for each element of a comma-separated list, white space around it removed, empty elements included
/// (RFC 9110 section 5.6.1). Stops when `use` gives false, and then gives false itself.
template <class Use>
constexpr bool for_each_element(std::string_view list, Use use) {
    for (;;) {
        const std::size_t comma = list.find(',');
        if (!use(ascii::trim_ows(list.substr(0, comma)))) return false;
        if (comma == std::string_view::npos) return true;
        list.remove_prefix(comma + 1);
    }
}

}  // namespace rtrip::http1
