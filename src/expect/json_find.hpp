// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rtrip::expect {

enum class JsonKind : std::uint8_t { null, flag, number, text, list, object };

/// "null", "a flag", "a number", ...
std::string_view kind_text(JsonKind kind);

/// One step from a value to one that it holds: a member by its name, an element by its index in digits.
struct JsonStep {
    std::string name;
    bool last = false;  ///< The last element of a list instead.
};

/// Where a value stands in its text.
struct JsonSpan {
    JsonKind kind = JsonKind::null;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t children = 0;  ///< Of a list or an object.

    [[nodiscard]] std::string_view in(std::string_view text) const { return text.substr(begin, end - begin); }
};

/// Why a text is no JSON.
struct JsonFault {
    std::size_t offset = 0;
    std::string_view what;  ///< "a value is missing"
};

/// What a search has come to.
struct JsonResult {
    std::optional<JsonSpan> found;
    std::optional<JsonFault> fault;  ///< Then nothing is found.
    /// When nothing is found: how many steps led somewhere, and to what.
    std::size_t steps = 0;
    JsonSpan nearest;
};

/// Lists and objects may be so deep. Readers of other makers stop at 100 to 1000.
inline constexpr std::size_t kMaxJsonDepth = 512;

/// Called with each element or member's value of what was found, in order.
using JsonChild = std::function<void(const JsonSpan&)>;

/// Reads `text` as one JSON document to its end (RFC 8259) and finds the value that `path` leads to.
///
/// In one pass, without recursion and without a copy; memory does not grow with the text, whoever wrote it. A
/// byte order mark in front is skipped; of members with one name the last counts. Bytes in strings need not be UTF-8.
JsonResult find_json(std::string_view text, std::span<const JsonStep> path, const JsonChild& child = nullptr);

/// The characters of a JSON string that find_json() has passed, with its quotes. A lone surrogate becomes U+FFFD.
std::string json_characters(std::string_view quoted);

}  // namespace rtrip::expect
