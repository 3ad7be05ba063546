// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/result.hpp"

/// A curl command as it is pasted from a terminal, a manual or a browser ("copy as cURL").
namespace rtrip::cli {

/// Longest text of a pasted command.
inline constexpr std::size_t kMaxCurlCommand = std::size_t{1} << 20;

/// Splits a pasted command as a shell would and gives the words behind "curl".
///
/// The shell is POSIX's, with $'...' as bash and zsh have it, or, when a caret stands where only cmd.exe has a use for
/// one, cmd.exe with the rules of Windows programs for their arguments. A prompt ("$ ") and a path in front of curl,
/// ".exe" behind it, continued lines and comments are understood.
///
/// Nothing is expanded and nothing is run: what a shell would expand, redirect or run beside curl is refused, with its
/// place. Errors: usage_invalid. Messages never quote more of the text than the one character that is at fault.
Result<std::vector<std::string>> split_curl_command(std::string_view text);

}  // namespace rtrip::cli
