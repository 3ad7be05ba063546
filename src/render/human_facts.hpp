// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "render/palette.hpp"
#include "render/redact.hpp"
#include "render/style.hpp"
#include "render/text.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::render {

/// What the pieces of one human report are written with. Refers to its parts, which must outlive it.
struct Screen {
    const HumanStyle& style;
    const Redactor& redact;
    const Trace& trace;
    Palette palette{style.color};

    /// Free text, by a peer or about one, without secrets and safe to show.
    [[nodiscard]] std::string shown(std::string_view text) const { return printable(redact.text(text), style.charset); }
    [[nodiscard]] std::size_t width() const { return static_cast<std::size_t>(std::max(style.width, kMinWidth)); }
    [[nodiscard]] bool unicode() const { return style.charset == Charset::unicode; }
    [[nodiscard]] std::string_view arrow() const { return unicode() ? " \u2192 " : " -> "; }
};

/// One labelled line below the waterfall. The text is safe to show and not wrapped yet.
struct Fact {
    std::string label;  ///< Empty: goes on with the one before.
    std::string text;
    Tone tone = Tone::plain;
};

/// Connection, attempts, DNS, TLS, TCP, server time, response, anomalies: what there is to say, in this order.
std::vector<Fact> facts_of(const RoundTrip& round_trip, const Screen& screen);

}  // namespace rtrip::render
