// SPDX-License-Identifier: MIT
#include "cli/ansi_c.hpp"

#include <cstdint>

#include "base/ascii.hpp"

namespace rtrip::cli {
namespace {

constexpr std::string_view kNul = "begins an escape for NUL, which no argument can hold";
constexpr std::string_view kNoCharacter = "begins an escape that stands for no character";

bool is_high_half(std::uint32_t code) {
    return code >= 0xd800 && code < 0xdc00;
}

bool is_low_half(std::uint32_t code) {
    return code >= 0xdc00 && code < 0xe000;
}

void append_utf8(std::string& out, std::uint32_t code) {
    const auto tail = [&out, code](unsigned shift) { out += static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0 | (code >> 6));
        tail(0);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0 | (code >> 12));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0 | (code >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

/// What a letter behind the backslash stands for; NUL: it is none of these.
char simple_escape(char c) {
    switch (c) {
        case 'a': return '\a';
        case 'b': return '\b';
        case 'e':
        case 'E': return '\x1b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        case 'v': return '\v';
        case '\\':
        case '\'':
        case '"':
        case '?': return c;
        default: return '\0';
    }
}

int digit_value(char c) {
    if (ascii::is_digit(c)) return c - '0';
    const char lower = ascii::to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
}

class AnsiCReader {
public:
    explicit AnsiCReader(std::string_view text) : text_(text) {}

    AnsiC run() {
        while (at_ < text_.size() && text_[at_] != '\'' && out_.problem.empty()) {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
                escape();
            } else {
                out_.bytes += text_[at_++];
            }
        }
        if (out_.problem.empty() && at_ >= text_.size()) out_.problem = "opens a quotation that has no end";
        out_.length = out_.problem.empty() ? at_ + 1 : at_;
        return std::move(out_);
    }

private:
    struct Number {
        std::uint32_t value = 0;
        std::size_t end = 0;  ///< Behind its last digit; where it was to begin when there is none.
    };

    [[nodiscard]] Number number(std::size_t begin, int base, std::size_t most) const {
        Number out{0, begin};
        while (out.end < text_.size() && out.end - begin < most && digit_value(text_[out.end]) < base) {
            out.value = out.value * static_cast<std::uint32_t>(base) +
                        static_cast<std::uint32_t>(digit_value(text_[out.end++]));
        }
        return out;
    }

    void byte(const Number& number) {
        // Three octal digits reach beyond a byte; bash keeps the low eight bits.
        const auto low = static_cast<char>(number.value & 0xff);
        if (low == '\0') {
            out_.problem = kNul;
            return;
        }
        out_.bytes += low;
        at_ = number.end;
    }

    void code_point(std::size_t digits) {
        Number code = number(at_ + 2, 16, digits);
        if (is_high_half(code.value) && text_.substr(code.end).starts_with("\\u")) {
            const Number low = number(code.end + 2, 16, 4);
            if (is_low_half(low.value))
                code = {0x10000 + ((code.value - 0xd800) << 10) + (low.value - 0xdc00), low.end};
        }
        if (code.value == 0) {
            out_.problem = kNul;
        } else if (is_high_half(code.value) || is_low_half(code.value) || code.value > 0x10ffff) {
            out_.problem = kNoCharacter;
        } else {
            append_utf8(out_.bytes, code.value);
            at_ = code.end;
        }
    }

    void escape() {
        const char kind = text_[at_ + 1];
        const bool hex_follows = at_ + 2 < text_.size() && digit_value(text_[at_ + 2]) < 16;
        if (const char plain = simple_escape(kind); plain != '\0') {
            out_.bytes += plain;
            at_ += 2;
        } else if (kind >= '0' && kind <= '7') {
            byte(number(at_ + 1, 8, 3));
        } else if (kind == 'x' && hex_follows) {
            byte(number(at_ + 2, 16, 2));
        } else if ((kind == 'u' || kind == 'U') && hex_follows) {
            code_point(kind == 'u' ? 4 : 8);
        } else if (kind == 'c' && at_ + 2 < text_.size() && (text_[at_ + 2] & 0x1f) != 0) {
            out_.bytes += static_cast<char>(text_[at_ + 2] & 0x1f);
            at_ += 3;
        } else {
            out_.bytes += '\\';
            ++at_;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    AnsiC out_;
};

}  // namespace

AnsiC read_ansi_c(std::string_view text) {
    return AnsiCReader(text).run();
}

}  // namespace rtrip::cli
