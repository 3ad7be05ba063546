// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "rtrip/result.hpp"

namespace rtrip::cli {

/// --help: the options most used; "all": every one; "category": the categories; a category's name: its options.
/// Errors: usage_invalid for other topics.
Result<std::string> help_text(std::string_view topic);

/// --version.
std::string version_text();

}  // namespace rtrip::cli
