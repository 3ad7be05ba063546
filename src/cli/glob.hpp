// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/result.hpp"

namespace rtrip::cli {

/// Whether braces and brackets mean something.
enum class GlobMode : std::uint8_t { expand, literal };

/// A URL with curl's sets and ranges: {a,b,c}, [1-10], [001-100:5], [a-z], [a-z:2].
///
/// A backslash takes the meaning from a brace or bracket; "[]" and IPv6 literals are text. Results are generated one by
/// one, the last part varying first; the memory in use does not depend on how many there are.
class Glob {
public:
    /// Errors: url_malformed, saying at which byte.
    static Result<Glob> parse(std::string_view pattern, GlobMode mode);

    /// How many results there are; capped at the largest number.
    [[nodiscard]] std::uint64_t count() const;
    /// The result that the glob stands at; the first one at the beginning.
    [[nodiscard]] std::string current() const;
    /// Goes on to the next; false when there was none, then it is at the first again.
    bool advance();
    /// `text` with "#1", "#2", ... replaced by what those parts stand at. Numbers that don't exist stay, "#0" too.
    [[nodiscard]] std::string substitute(std::string_view text) const;

private:
    struct Part {
        std::string literal;  ///< Text in front of the variable part.
        bool variable = false;
        std::vector<std::string> set;  ///< Of {}; empty for ranges.
        bool letters = false;  ///< [a-z]
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        std::uint64_t step = 1;
        std::size_t width = 0;  ///< Digits to pad to with zeros.
        std::uint64_t index = 0;

        [[nodiscard]] std::uint64_t size() const;
        [[nodiscard]] std::string value() const;
    };
    struct Parser;
    std::vector<Part> parts_;
};

}  // namespace rtrip::cli
