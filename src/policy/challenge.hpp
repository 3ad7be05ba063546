// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/field_values.hpp"

namespace rtrip {

/// One challenge of WWW-Authenticate or Proxy-Authenticate.
struct Challenge {
    std::string scheme;                 ///< Lower-case.
    std::string token68;                ///< What some schemes have in place of parameters.
    std::vector<Parameter> parameters;  ///< In order, names in lower case, values unquoted.

    /// The value of the last parameter of that (lower-case) name. Lifetime: until the next change of this object.
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

/// The challenges of all fields of one name, in order.
///
/// Several may stand in one field, with nothing but commas between: what is a token followed by "=" belongs to the
/// challenge before it, any other token begins one. White space is taken around "=" and ",". What makes no sense is
/// passed over up to the next comma.
/// Source: RFC 9110 section 11.6.1.
std::vector<Challenge> parse_challenges(const std::vector<std::string_view>& values);

}  // namespace rtrip
