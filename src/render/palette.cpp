// SPDX-License-Identifier: MIT
#include "render/palette.hpp"

namespace rtrip::render {
namespace {

std::string_view code_of(Tone tone) {
    switch (tone) {
        case Tone::plain: return "";
        case Tone::strong: return "1";
        case Tone::label: return "2";
        case Tone::good: return "32";
        case Tone::warn: return "33";
        case Tone::bad: return "31";
    }
    return "";
}

// Neighbours in time have different hues. Red is left out: it means failure.
std::string_view code_of(Phase phase) {
    switch (phase) {
        case Phase::queue: return "37";
        case Phase::dns: return "36";
        case Phase::connect: return "34";
        case Phase::proxy: return "36";
        case Phase::tls: return "35";
        case Phase::send: return "37";
        case Phase::wait: return "33";
        case Phase::body: return "32";
    }
    return "";
}

}  // namespace

std::string Palette::paint(Tone tone, std::string_view text) const {
    return wrap(code_of(tone), text);
}

std::string Palette::paint(Phase phase, std::string_view text) const {
    return wrap(code_of(phase), text);
}

std::string Palette::wrap(std::string_view code, std::string_view text) const {
    if (mode_ == ColorMode::never || code.empty() || text.empty()) return std::string(text);
    std::string out = "\x1b[";
    out += code;
    out += 'm';
    out += text;
    out += "\x1b[0m";
    return out;
}

Tone status_tone(int status) {
    if (status >= 200 && status < 300) return Tone::good;
    if (status < 400) return Tone::plain;
    return status < 500 ? Tone::warn : Tone::bad;
}

}  // namespace rtrip::render
