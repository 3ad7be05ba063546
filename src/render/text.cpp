// SPDX-License-Identifier: MIT
#include "render/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/escape.hpp"

namespace rtrip::render {
namespace {

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

// UAX #11 classes W and F, and the emoji that terminals draw in two columns; neighbouring blocks are joined.
constexpr std::array<Range, 14> kWide{{{0x1100, 0x115f},
                                       {0x2e80, 0x303e},
                                       {0x3041, 0x33ff},
                                       {0x3400, 0x4dbf},
                                       {0x4e00, 0x9fff},
                                       {0xa000, 0xa4cf},
                                       {0xac00, 0xd7a3},
                                       {0xf900, 0xfaff},
                                       {0xfe30, 0xfe6f},
                                       {0xff00, 0xff60},
                                       {0xffe0, 0xffe6},
                                       {0x1f300, 0x1f64f},
                                       {0x1f680, 0x1f9ff},
                                       {0x20000, 0x3fffd}}};

// Combining marks, zero-width characters and variation selectors.
constexpr std::array<Range, 8> kZeroWidth{{{0x0300, 0x036f},
                                           {0x1ab0, 0x1aff},
                                           {0x1dc0, 0x1dff},
                                           {0x200b, 0x200d},
                                           {0x20d0, 0x20ff},
                                           {0xfe00, 0xfe0f},
                                           {0xfe20, 0xfe2f},
                                           {0xe0100, 0xe01ef}}};

template <std::size_t N>
bool in_any(const std::array<Range, N>& ranges, std::uint32_t c) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const Range& r) { return c >= r.first && c <= r.last; });
}

struct Glyph {
    std::string_view bytes;
    std::size_t width;
};

// The first character of a valid UTF-8 text that is not empty.
Glyph next_glyph(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return {text.substr(0, 1), 1};
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    std::uint32_t code = lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length && i < text.size(); ++i) {
        code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3fU);
    }
    const std::size_t width = in_any(kZeroWidth, code) ? 0 : in_any(kWide, code) ? 2 : 1;
    return {text.substr(0, length), width};
}

// The longest beginning of `text` that takes at most `width` columns.
std::string_view prefix_of_width(std::string_view text, std::size_t width) {
    std::size_t used = 0;
    std::size_t bytes = 0;
    while (bytes < text.size()) {
        const Glyph glyph = next_glyph(text.substr(bytes));
        if (used + glyph.width > width) break;
        used += glyph.width;
        bytes += glyph.bytes.size();
    }
    return text.substr(0, bytes);
}

}  // namespace

std::string printable(std::string_view bytes, Charset charset) {
    std::string escaped = escape_for_terminal(bytes);
    if (charset == Charset::unicode) return escaped;
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(escaped.size());
    for (const char c : escaped) {
        const auto u = static_cast<unsigned char>(c);
        if (u < 0x80) {
            out += c;
        } else {
            out += "\\x";
            out += kDigits[u >> 4];
            out += kDigits[u & 15U];
        }
    }
    return out;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const Glyph glyph = next_glyph(text);
        width += glyph.width;
        text.remove_prefix(glyph.bytes.size());
    }
    return width;
}

std::string fit(std::string_view text, std::size_t width, Charset charset) {
    if (display_width(text) <= width) return std::string(text);
    const std::string_view mark = charset == Charset::unicode ? "\u2026" : "...";
    const std::size_t mark_width = display_width(mark);
    if (width < mark_width) return std::string(prefix_of_width(text, width));
    return std::string(prefix_of_width(text, width - mark_width)) + std::string(mark);
}

std::string pad_right(std::string_view text, std::size_t width) {
    std::string out(text);
    const std::size_t used = display_width(text);
    if (used < width) out.append(width - used, ' ');
    return out;
}

std::string pad_left(std::string_view text, std::size_t width) {
    const std::size_t used = display_width(text);
    std::string out(used < width ? width - used : 0, ' ');
    out += text;
    return out;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
    std::vector<std::string> lines(1);
    std::size_t used = 0;
    while (!text.empty()) {
        const std::size_t space = text.find(' ');
        std::string_view word = text.substr(0, space);
        text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
        const std::size_t gap = used == 0 ? 0 : 1;
        std::size_t word_width = display_width(word);
        if (used + gap + word_width <= width) {
            lines.back().append(gap, ' ').append(word);
            used += gap + word_width;
            continue;
        }
        if (used != 0) lines.emplace_back();
        while (word_width > width) {
            const std::string_view part = prefix_of_width(word, width);
            lines.back() = part;
            lines.emplace_back();
            word.remove_prefix(part.size());
            word_width = display_width(word);
        }
        lines.back() = word;
        used = word_width;
    }
    return lines;
}

std::string hang(std::string_view first, std::string_view text, std::size_t width) {
    const std::size_t indent = display_width(first);
    const std::size_t room = std::max<std::size_t>(2, width > indent ? width - indent : 2);
    std::string out;
    for (const std::string& line : wrap(text, room)) {
        if (out.empty()) {
            out += first;
        } else {
            out.append(indent, ' ');
        }
        out += line;
        out += '\n';
    }
    return out;
}

}  // namespace rtrip::render
