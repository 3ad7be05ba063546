// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expect/expression.hpp"

namespace rtrip::expect {

/// One value that an expectation is held against. Views into what it was taken from.
struct Value {
    JsonKind kind = JsonKind::null;
    std::string text;           ///< Characters of a text, digits of a number, "true", "false", "null".
    std::string_view raw;       ///< The JSON of a list or an object.
    std::vector<Value> items;   ///< Of a list; filled for those operators alone that look into one.
};

/// A value found in `json`.
Value value_of(std::string_view json, const JsonSpan& span);

/// How a comparison came out: whether it holds, and why not where "it is X" does not say it.
struct Comparison {
    bool holds = false;
    std::string reason;
    std::optional<std::size_t> match;  ///< Where in the text the pattern or the text looked for stands.
};

/// `value` must be there.
Comparison compare(const Expression& expression, const Value& value);

/// Text of a body, which isn't copied for it.
Comparison compare_text(const Expression& expression, std::string_view text);

}  // namespace rtrip::expect
