// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rtrip::cli {

/// Decides how much of a body may go to a terminal: text without controls, until the first byte that is none.
///
/// A character that is cut between two pieces is judged when the rest of it is there. One body each.
class TerminalGuard {
public:
    /// What of the bytes so far is harmless and not yet given out. Once something was not, nothing more is.
    [[nodiscard]] std::string pass(std::string_view bytes);
    /// At the body's end: what was held back as the beginning of a character is not text.
    void finish();
    [[nodiscard]] bool turned_binary() const { return binary_; }
    /// How many bytes were given out.
    [[nodiscard]] std::size_t passed() const { return passed_; }

private:
    std::string held_;
    std::size_t passed_ = 0;
    bool binary_ = false;
};

}  // namespace rtrip::cli
