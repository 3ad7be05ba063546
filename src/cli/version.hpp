// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace rtrip::cli {

/// The project's version, from the build.
inline constexpr std::string_view kVersion = RTRIP_VERSION;

}  // namespace rtrip::cli
