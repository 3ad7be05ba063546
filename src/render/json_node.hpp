// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rtrip/header.hpp"
#include "rtrip/time.hpp"

namespace rtrip::render {

/// The first thing in a document that is not as it should be.
struct JsonProblem {
    std::string where;  ///< "round_trips[0].dns.queries[2].ms"
    std::string what;   ///< "is not a number"
    [[nodiscard]] bool found() const { return !what.empty(); }
};

/// A place in a document that knows its path, for reading what may be anything.
///
/// Whatever is missing reads as null. What is of another kind than asked for, or out of bounds, is noted in the
/// problem, of which the first stays, and reads as empty; so a reader asks for everything and looks at the problem
/// once, at the end. The document and the problem must outlive it.
class JsonNode {
public:
    JsonNode(const nlohmann::json& value, JsonProblem& problem) : value_(&value), problem_(&problem) {}

    [[nodiscard]] JsonNode at(std::string_view key) const;
    [[nodiscard]] bool is_null() const;

    /// The elements of a list; of more than `most` it is a problem.
    [[nodiscard]] std::vector<JsonNode> elements(std::size_t most) const;
    /// The members of an object in the order of their names; of more than `most` it is a problem.
    [[nodiscard]] std::vector<std::pair<std::string, JsonNode>> members(std::size_t most) const;
    enum class Kind : std::uint8_t { null, flag, number, text, other };
    [[nodiscard]] Kind kind() const;
    /// A number by its digits, the shortest that make it.
    [[nodiscard]] std::string digits() const;
    /// Null only where the format says so.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::string text_or_empty() const { return is_null() ? std::string() : text(); }
    [[nodiscard]] std::vector<std::string> texts() const;
    [[nodiscard]] bool flag() const;
    [[nodiscard]] std::int64_t number(std::int64_t least, std::int64_t most) const;
    [[nodiscard]] std::uint64_t count() const;
    [[nodiscard]] std::uint32_t small_count() const;
    [[nodiscard]] std::optional<std::uint64_t> optional_count() const;
    [[nodiscard]] std::optional<std::uint32_t> optional_small_count() const;
    /// Milliseconds, to the microsecond; of magnitudes up to a month, so that sums of them stay in range.
    [[nodiscard]] Duration offset() const;
    /// The same, not negative.
    [[nodiscard]] Duration duration() const;
    [[nodiscard]] std::optional<Duration> optional_duration() const;
    [[nodiscard]] std::optional<Duration> optional_offset() const;
    /// RFC 3339 in UTC, as format_utc() writes it.
    [[nodiscard]] WallTime time() const;
    /// A list of pairs.
    [[nodiscard]] Header header() const;

    void complain(std::string what) const;

private:
    JsonNode(const nlohmann::json& value, JsonProblem& problem, std::string where)
        : value_(&value), problem_(&problem), where_(std::move(where)) {}

    const nlohmann::json* value_;
    JsonProblem* problem_;
    std::string where_;
};

/// One of the values of an enumeration, by its name in reports; `names` gives the name of each, from 0 to `last`.
template <class Enum>
Enum read_enum(const JsonNode& node, Enum last, std::string_view (*name)(Enum)) {
    const std::string text = node.text();
    for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i) {
        if (name(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
    }
    if (!text.empty()) node.complain("has no value of this name");
    return Enum{};
}

}  // namespace rtrip::render
