// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "rtrip/result.hpp"

namespace rtrip::net {

/// Reads a whole file of the user's: a cookie file, a netrc. Waits for it, should it be a pipe.
/// Errors: config_unreadable, also when it is longer than `max_bytes`; `cause` has the system's reason.
Result<std::string> read_text_file(const std::string& path, std::size_t max_bytes);

/// Writes a file whole or not at all: under another name beside it first, then moved into its place.
///
/// A file that is there keeps its permissions, a new one is its owner's alone. Symbolic links stay and lead to the new
/// text. What is no regular file (a device, a pipe) is written to as it is.
/// Errors: output_write_failed; nothing has changed then, unless it was no regular file.
Result<void> replace_text_file(const std::string& path, std::string_view text);

}  // namespace rtrip::net
