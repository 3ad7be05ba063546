// SPDX-License-Identifier: MIT
#include "model/percent.hpp"

#include <cstddef>

#include "base/ascii.hpp"

namespace rtrip {
namespace {

constexpr std::string_view kLowerDigits = "0123456789abcdef";
constexpr std::string_view kUpperDigits = "0123456789ABCDEF";

void append_encoded(std::string& out, char c, std::string_view digits) {
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15U];
}

constexpr bool is_unreserved(char c) {
    return ascii::is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool is_encoded_byte(std::string_view text, std::size_t at) {
    return at + 2 < text.size() && ascii::is_hex(text[at + 1]) && ascii::is_hex(text[at + 2]);
}

}  // namespace

std::string encode_unsafe(std::string_view text, SpaceAs space) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == ' ' && space == SpaceAs::plus) {
            out += '+';
        } else if (c == ' ' || ascii::is_control(c) || static_cast<unsigned char>(c) > 0x7f) {
            append_encoded(out, c, kLowerDigits);
        } else {
            out += c;
        }
    }
    return out;
}

std::string percent_encode(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (const char c : bytes) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            append_encoded(out, c, kUpperDigits);
        }
    }
    return out;
}

std::string percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && is_encoded_byte(text, i)) {
            out += static_cast<char>(ascii::hex_value(text[i + 1]) * 16 + ascii::hex_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::optional<std::string> percent_decode_strict(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && !is_encoded_byte(text, i)) return std::nullopt;
    }
    return percent_decode(text);
}

}  // namespace rtrip
