// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace rtrip {

/// One word as every POSIX shell takes it back; control characters and bytes that could disturb a terminal are written
/// as $'\033', which bash, zsh and ksh take.
std::string shell_quote(std::string_view word);

}  // namespace rtrip
