// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "rtrip/result.hpp"

namespace re2 {
class RE2;
}

namespace rtrip::expect {

/// A regular expression in RE2's syntax, which is searched for in time linear in the text. Copies share it.
class Pattern {
public:
    /// Errors: usage_invalid with what is wrong in it; also one that unfolds to an immense automaton.
    static Result<Pattern> compile(std::string_view text);

    /// Whether a text of so many bytes is searched through in seconds, whatever it is made of.
    [[nodiscard]] bool can_search(std::size_t bytes) const;

    /// The first match: its offset and length.
    [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> search(std::string_view text) const;

private:
    explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}
    std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace rtrip::expect
