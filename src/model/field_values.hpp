// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The small grammars that field values share (RFC 9110 section 5.6). Nothing here fails: what is malformed is taken as
/// far as it can be read, and what a caller must be strict about is absent.
namespace rtrip {

/// The elements of a comma-separated list, without surrounding white space and without empty ones (section 5.6.1).
///
/// A comma inside a quoted string does not separate; a quote that is never closed reaches to the end.
/// Lifetime: views into `value`.
std::vector<std::string_view> split_list(std::string_view value);

/// Whether an element of the list is `token`, ignoring case.
bool list_has_token(std::string_view value, std::string_view token);

/// The text inside a quoted string, backslashes taken away; absent unless `text` is exactly one (section 5.6.4).
std::optional<std::string> unquote(std::string_view text);

/// One "name=value"; the name in lower case, the value unquoted. A parameter without "=" has an empty value.
struct Parameter {
    std::string name;
    std::string value;
    friend bool operator==(const Parameter&, const Parameter&) = default;
};

/// An item and its parameters: `text/html; charset="utf-8"`.
struct ParameterizedValue {
    std::string value;
    std::vector<Parameter> parameters;

    /// The value of the first parameter of that name, ignoring case. Lifetime: until the next change of this object.
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

/// Splits at semicolons outside quoted strings (section 5.6.6). White space around "=" is taken, since servers send it.
ParameterizedValue parse_parameters(std::string_view element);

}  // namespace rtrip
