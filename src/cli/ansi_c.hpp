// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rtrip::cli {

/// The text of a $'...' with its escapes undone.
struct AnsiC {
    std::string bytes;
    std::size_t length = 0;  ///< How much of the input it took, closing quote included; on a problem, where that is.
    std::string_view problem;  ///< Empty when all is well.
};

/// Reads from behind the opening quote. Code points become UTF-8; two halves of a surrogate pair, which browsers write
/// as two escapes, become one. Escapes that bash does not know stay as they are. An escape that stands for NUL, half a
/// pair alone and what is no code point are problems.
AnsiC read_ansi_c(std::string_view text);

}  // namespace rtrip::cli
