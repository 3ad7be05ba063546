// SPDX-License-Identifier: MIT
#include "render/json_node.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "render/units.hpp"

namespace rtrip::render {
namespace {

using Json = nlohmann::json;

const Json kNull;

/// A month: whoever waited longer for a response has other problems. A thousand round trips of that length still add up
/// to less than what 64 bits hold of nanoseconds.
constexpr double kMostMilliseconds = 31.0 * 24 * 3600 * 1000;
/// More of one thing is no report of rtrip's.
constexpr std::size_t kMostElements = 100'000;

}  // namespace

void JsonNode::complain(std::string what) const {
    if (problem_->found()) return;
    problem_->where = where_.empty() ? "the report" : where_;
    problem_->what = std::move(what);
}

JsonNode JsonNode::at(std::string_view key) const {
    std::string where = where_.empty() ? std::string(key) : where_ + "." + std::string(key);
    if (!value_->is_object()) {
        if (!value_->is_null()) complain("is not an object");
        return {kNull, *problem_, std::move(where)};
    }
    const auto member = value_->find(std::string(key));
    return {member == value_->end() ? kNull : *member, *problem_, std::move(where)};
}

bool JsonNode::is_null() const {
    return value_->is_null();
}

JsonNode::Kind JsonNode::kind() const {
    if (value_->is_null()) return Kind::null;
    if (value_->is_boolean()) return Kind::flag;
    if (value_->is_number()) return Kind::number;
    return value_->is_string() ? Kind::text : Kind::other;
}

std::string JsonNode::digits() const {
    if (value_->is_number()) return value_->dump();
    complain("is not a number");
    return "0";
}

std::vector<std::pair<std::string, JsonNode>> JsonNode::members(std::size_t most) const {
    std::vector<std::pair<std::string, JsonNode>> out;
    if (value_->is_null()) return out;
    if (!value_->is_object()) {
        complain("is not an object");
        return out;
    }
    if (value_->size() > most) {
        complain("has more than " + std::to_string(most) + " members");
        return out;
    }
    for (const auto& [name, value] : value_->items()) out.emplace_back(name, at(name));
    return out;
}

std::vector<JsonNode> JsonNode::elements(std::size_t most) const {
    std::vector<JsonNode> out;
    if (value_->is_null()) return out;
    if (!value_->is_array()) {
        complain("is not a list");
        return out;
    }
    if (value_->size() > most) {
        complain("has more than " + std::to_string(most) + " elements");
        return out;
    }
    out.reserve(value_->size());
    for (std::size_t i = 0; i < value_->size(); ++i) {
        out.push_back(JsonNode((*value_)[i], *problem_, where_ + "[" + std::to_string(i) + "]"));
    }
    return out;
}

std::string JsonNode::text() const {
    if (const auto* text = value_->get_ptr<const Json::string_t*>()) return *text;
    complain(value_->is_null() ? "is missing" : "is not a string");
    return {};
}

std::vector<std::string> JsonNode::texts() const {
    std::vector<std::string> out;
    for (const JsonNode& element : elements(kMostElements)) out.push_back(element.text());
    return out;
}

bool JsonNode::flag() const {
    if (const auto* flag = value_->get_ptr<const Json::boolean_t*>()) return *flag;
    complain(value_->is_null() ? "is missing" : "is neither true nor false");
    return false;
}

std::int64_t JsonNode::number(std::int64_t least, std::int64_t most) const {
    const bool fits = value_->is_number_unsigned()
                          ? value_->get<std::uint64_t>() <= static_cast<std::uint64_t>(std::max<std::int64_t>(0, most))
                          : value_->is_number_integer();
    if (!fits) {
        complain(value_->is_null() ? "is missing" : "is not a whole number within bounds");
        return least;
    }
    const auto number = value_->get<std::int64_t>();
    if (number >= least && number <= most) return number;
    complain("is not a whole number within bounds");
    return least;
}

std::uint64_t JsonNode::count() const {
    if (value_->is_number_unsigned()) return value_->get<std::uint64_t>();
    complain(value_->is_null() ? "is missing" : "is not a count");
    return 0;
}

std::uint32_t JsonNode::small_count() const {
    const std::uint64_t value = count();
    if (value <= std::numeric_limits<std::uint32_t>::max()) return static_cast<std::uint32_t>(value);
    complain("is too large");
    return 0;
}

std::optional<std::uint64_t> JsonNode::optional_count() const {
    return is_null() ? std::nullopt : std::optional(count());
}

std::optional<std::uint32_t> JsonNode::optional_small_count() const {
    return is_null() ? std::nullopt : std::optional(small_count());
}

Duration JsonNode::offset() const {
    if (!value_->is_number()) {
        complain(value_->is_null() ? "is missing" : "is not a number");
        return {};
    }
    const double milliseconds = value_->get<double>();
    if (!(std::abs(milliseconds) <= kMostMilliseconds)) {
        complain("is longer than a month");
        return {};
    }
    return std::chrono::microseconds(std::llround(milliseconds * 1000));
}

Duration JsonNode::duration() const {
    const Duration out = offset();
    if (out >= Duration{}) return out;
    complain("is negative");
    return {};
}

std::optional<Duration> JsonNode::optional_duration() const {
    return is_null() ? std::nullopt : std::optional(duration());
}

std::optional<Duration> JsonNode::optional_offset() const {
    return is_null() ? std::nullopt : std::optional(offset());
}

WallTime JsonNode::time() const {
    const std::string written = text();
    if (const auto time = parse_utc(written)) return *time;
    if (!written.empty()) complain("is not a time like 2026-01-02T03:04:05Z");
    return {};
}

Header JsonNode::header() const {
    Header out;
    for (const JsonNode& field : elements(kMostElements)) {
        const std::vector<JsonNode> pair = field.elements(2);
        if (pair.size() != 2) {
            field.complain("is not a pair of name and value");
            return out;
        }
        out.add(pair[0].text(), pair[1].text());
    }
    return out;
}

}  // namespace rtrip::render
