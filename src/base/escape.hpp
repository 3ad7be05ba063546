// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace rtrip {

/// Makes bytes of a peer safe to show on a terminal and in one line of a message.
///
/// C0 controls, DEL, C1 controls (as UTF-8 and as stray bytes), bidirectional overrides and bytes that are not valid
/// UTF-8 become "\xNN" (per byte); a backslash stays as it is. Tab, CR and LF become "\t", "\r", "\n".
std::string escape_for_terminal(std::string_view bytes);

/// The same, but newlines and tabs stay: for text of several lines (bodies, header blocks).
std::string escape_lines_for_terminal(std::string_view bytes);

/// Cuts to at most `max_bytes` and escapes; "..." marks the cut.
std::string escape_prefix(std::string_view bytes, std::size_t max_bytes);

/// Replaces every byte that is not part of valid UTF-8 by U+FFFD, for JSON.
std::string to_valid_utf8(std::string_view bytes);

}  // namespace rtrip
