// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rtrip {

/// The file name that a Content-Disposition field proposes, as its bytes are: "filename*" in UTF-8 or ISO-8859-1 (which
/// becomes UTF-8) before "filename". Absent when there is none or it cannot be decoded.
/// Source: RFC 6266 section 4.3, RFC 8187.
std::optional<std::string> disposition_filename(std::string_view field);

/// A name from somebody who is not trusted as one that can only be a file's in the directory at hand, and that shows
/// what it is: the last segment behind slashes and backslashes, without controls and without characters that change the
/// direction of text, not hidden (a leading dot becomes "_"), at most 255 bytes. Absent when nothing is left.
std::optional<std::string> safe_file_name(std::string_view name);

}  // namespace rtrip
