// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "render/style.hpp"

/// Laying out text in columns of a terminal. All texts are valid UTF-8 without control characters (see printable()).
namespace rtrip::render {

/// Bytes of a peer as they may be shown: escape_for_terminal(), and under Charset::ascii every other byte above 0x7f as
/// "\xNN" too. Idempotent.
std::string printable(std::string_view bytes, Charset charset);

/// Columns a text takes: 2 for East Asian wide characters and emoji, 0 for combining marks (UAX #11, abridged).
std::size_t display_width(std::string_view text);

/// At most `width` columns; an ellipsis (three dots in ASCII) marks the cut.
std::string fit(std::string_view text, std::size_t width, Charset charset);

/// Filled up with spaces to `width` columns; longer texts stay as they are.
std::string pad_right(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width);

/// Lines of at most `width` columns, broken at spaces; a word that is longer is broken where the line ends.
/// At least one line. `width` must be 2 or more.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// `text` wrapped to `width` columns, where `first` precedes the first line and as many spaces all others. Every line
/// ends with a newline.
std::string hang(std::string_view first, std::string_view text, std::size_t width);

}  // namespace rtrip::render
