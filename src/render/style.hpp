// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rtrip::render {

enum class ColorMode : std::uint8_t { never, always };
/// What the terminal can show: anything in UTF-8, or the 95 printable ASCII characters.
enum class Charset : std::uint8_t { unicode, ascii };
enum class Detail : std::uint8_t { normal, verbose };

/// How the human report looks. Whoever owns the terminal decides; renderers never ask.
struct HumanStyle {
    int width = 80;  ///< Columns; fewer than kMinWidth are taken as kMinWidth.
    ColorMode color = ColorMode::never;
    Charset charset = Charset::unicode;
    Detail detail = Detail::normal;
};

/// Below this a waterfall says nothing.
inline constexpr int kMinWidth = 40;

}  // namespace rtrip::render
