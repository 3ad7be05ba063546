// SPDX-License-Identifier: MIT
#include "cli/terminal_guard.hpp"

#include "base/escape.hpp"

namespace rtrip::cli {
namespace {

/// How many bytes at the end may be the beginning of a character or of CR LF.
std::size_t unfinished(std::string_view text) {
    if (text.ends_with('\r')) return 1;
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if (byte < 0x80) return 0;
        if (byte >= 0xC0) {
            const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
            return back < length ? back : 0;
        }
    }
    return 0;
}

/// CR before LF is a line end; alone it would overwrite what stands in the line.
std::string without_line_end_cr(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') out += text[i];
    }
    return out;
}

bool harmless(std::string_view text) {
    const std::string plain = without_line_end_cr(text);
    return escape_lines_for_terminal(plain) == plain;
}

}  // namespace

std::string TerminalGuard::pass(std::string_view bytes) {
    if (binary_) return {};
    std::string text = std::move(held_);
    text += bytes;
    const std::size_t cut = text.size() - unfinished(text);
    held_ = text.substr(cut);
    text.resize(cut);
    if (!harmless(text)) {
        // What leads up to the bad place is shown line by line, so that the terminal shows where it was.
        binary_ = true;
        std::size_t good = 0;
        for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', good)) {
            if (!harmless(std::string_view(text).substr(good, end + 1 - good))) break;
            good = end + 1;
        }
        text.resize(good);
    }
    passed_ += text.size();
    return text;
}

void TerminalGuard::finish() {
    if (!held_.empty()) binary_ = true;
}

}  // namespace rtrip::cli
