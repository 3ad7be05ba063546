// SPDX-License-Identifier: MIT
#include "base/escape.hpp"

#include <cstdint>

namespace rtrip {
namespace {

struct Decoded {
    std::uint32_t code_point = 0;
    std::size_t length = 0;  // 0: not valid UTF-8 here
};

// One code point of well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing beyond U+10FFFF.
Decoded decode(std::string_view s) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    std::size_t length = 0;
    std::uint32_t value = 0;
    std::uint32_t smallest = 0;
    if ((lead & 0xe0) == 0xc0) {
        length = 2, value = lead & 0x1fU, smallest = 0x80;
    } else if ((lead & 0xf0) == 0xe0) {
        length = 3, value = lead & 0x0fU, smallest = 0x800;
    } else if ((lead & 0xf8) == 0xf0) {
        length = 4, value = lead & 0x07U, smallest = 0x10000;
    } else {
        return {};
    }
    if (s.size() < length) return {};
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return {};
        value = (value << 6) | (byte(i) & 0x3fU);
    }
    if (value < smallest || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return {};
    return {value, length};
}

// Characters that reorder or hide what surrounds them on a terminal.
bool is_deceptive(std::uint32_t c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c ||
           c == 0x2028 || c == 0x2029;
}

void append_hex(std::string& out, char c) {
    constexpr char kDigits[] = "0123456789abcdef";
    const auto u = static_cast<unsigned char>(c);
    out += "\\x";
    out += kDigits[u >> 4];
    out += kDigits[u & 15];
}

std::string escape(std::string_view bytes, bool keep_lines) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const Decoded d = decode(bytes);
        const std::size_t length = d.length == 0 ? 1 : d.length;
        const bool control = d.code_point < 0x20 || (d.code_point >= 0x7f && d.code_point < 0xa0);
        if (keep_lines && (bytes[0] == '\n' || bytes[0] == '\t')) {
            out += bytes[0];
        } else if (bytes[0] == '\t') {
            out += "\\t";
        } else if (bytes[0] == '\r') {
            out += "\\r";
        } else if (bytes[0] == '\n') {
            out += "\\n";
        } else if (d.length == 0 || control || is_deceptive(d.code_point)) {
            for (std::size_t i = 0; i < length; ++i) append_hex(out, bytes[i]);
        } else {
            out += bytes.substr(0, length);
        }
        bytes.remove_prefix(length);
    }
    return out;
}

}  // namespace

std::string escape_for_terminal(std::string_view bytes) {
    return escape(bytes, false);
}

std::string escape_lines_for_terminal(std::string_view bytes) {
    return escape(bytes, true);
}

std::string escape_prefix(std::string_view bytes, std::size_t max_bytes) {
    if (bytes.size() <= max_bytes) return escape(bytes, false);
    return escape(bytes.substr(0, max_bytes), false) + "...";
}

std::string to_valid_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const Decoded d = decode(bytes);
        if (d.length == 0) {
            out += "\xef\xbf\xbd";
            bytes.remove_prefix(1);
        } else {
            out += bytes.substr(0, d.length);
            bytes.remove_prefix(d.length);
        }
    }
    return out;
}

}  // namespace rtrip
