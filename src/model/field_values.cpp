// SPDX-License-Identifier: MIT
#include "model/field_values.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"

namespace rtrip {
namespace {

// Takes the text up to the next separator outside quoted strings off `rest`, and the separator.
std::string_view take_until(std::string_view& rest, char separator) {
    bool quoted = false;
    std::size_t i = 0;
    for (; i < rest.size(); ++i) {
        if (quoted && rest[i] == '\\') {
            ++i;
        } else if (rest[i] == '"') {
            quoted = !quoted;
        } else if (rest[i] == separator && !quoted) {
            break;
        }
    }
    const std::size_t end = std::min(i, rest.size());
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return ascii::trim_ows(taken);
}

Parameter parse_parameter(std::string_view text) {
    const std::size_t equals = text.find('=');
    Parameter parameter{ascii::lower(ascii::trim_ows(text.substr(0, equals))), ""};
    if (equals == std::string_view::npos) return parameter;
    const std::string_view value = ascii::trim_ows(text.substr(equals + 1));
    auto inside = unquote(value);
    parameter.value = inside ? std::move(*inside) : std::string(value);
    return parameter;
}

}  // namespace

std::vector<std::string_view> split_list(std::string_view value) {
    std::vector<std::string_view> elements;
    while (!value.empty()) {
        const std::string_view element = take_until(value, ',');
        if (!element.empty()) elements.push_back(element);
    }
    return elements;
}

bool list_has_token(std::string_view value, std::string_view token) {
    while (!value.empty()) {
        if (ascii::iequals(take_until(value, ','), token)) return true;
    }
    return false;
}

std::optional<std::string> unquote(std::string_view text) {
    if (text.size() < 2 || text.front() != '"') return std::nullopt;
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            if (i + 1 != text.size()) return std::nullopt;
            return out;
        }
        if (text[i] == '\\' && ++i == text.size()) return std::nullopt;
        out += text[i];
    }
    return std::nullopt;
}

std::optional<std::string_view> ParameterizedValue::parameter(std::string_view name) const {
    for (const Parameter& candidate : parameters) {
        if (ascii::iequals(candidate.name, name)) return candidate.value;
    }
    return std::nullopt;
}

ParameterizedValue parse_parameters(std::string_view element) {
    ParameterizedValue parsed;
    parsed.value = take_until(element, ';');
    while (!element.empty()) {
        const std::string_view text = take_until(element, ';');
        if (!text.empty()) parsed.parameters.push_back(parse_parameter(text));
    }
    return parsed;
}

}  // namespace rtrip
