// SPDX-License-Identifier: MIT
#pragma once

#include <string>

/// Texts made from the option table. They are checked in; a test compares.
namespace rtrip::cli {

/// man/rtrip.1
std::string man_page();
/// completions/rtrip.bash, completions/_rtrip and completions/rtrip.fish
std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

}  // namespace rtrip::cli
