// SPDX-License-Identifier: MIT
#include "base/shell_quote.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace rtrip {

std::string shell_quote(std::string_view word) {
    const auto plain = [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || std::string_view("@%+=:,./_-").contains(c);
    };
    if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return std::string(word);
    const bool ansi = escape_for_terminal(word) != word;
    std::string out = ansi ? "$'" : "'";
    for (const char c : word) {
        const auto byte = static_cast<unsigned char>(c);
        if (!ansi) {
            out += c == '\'' ? std::string("'\\''") : std::string(1, c);
        } else if (byte < 0x20 || byte >= 0x7f) {
            // Three octal digits: every shell that knows $'' stops behind them.
            out += '\\';
            for (const int shift : {6, 3, 0}) out += static_cast<char>('0' + ((byte >> shift) & 7));
        } else {
            if (c == '\'' || c == '\\') out += '\\';
            out += c;
        }
    }
    return out + "'";
}

}  // namespace rtrip
