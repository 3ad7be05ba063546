// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "render/style.hpp"
#include "rtrip/error.hpp"

namespace rtrip::render {

/// What a piece of text means; the palette decides how that looks.
enum class Tone : std::uint8_t { plain, strong, label, good, warn, bad };

/// The sixteen standard colours, so that the user's own theme applies.
class Palette {
public:
    explicit Palette(ColorMode mode) : mode_(mode) {}

    /// `text` in the tone's colour; unchanged without colour. Apply it last: escapes have no width.
    [[nodiscard]] std::string paint(Tone tone, std::string_view text) const;
    /// `text`, a bar, in the colour of a phase.
    [[nodiscard]] std::string paint(Phase phase, std::string_view text) const;

private:
    [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const;

    ColorMode mode_;
};

/// Green for 2xx, plain for 1xx and 3xx, yellow for 4xx, red for the rest.
Tone status_tone(int status);

}  // namespace rtrip::render
