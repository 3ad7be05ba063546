// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rtrip {

/// What the head of one part of a form says (RFC 7578 section 4).
struct PartHead {
    std::string_view disposition = "form-data";
    std::optional<std::string> name;
    std::optional<std::string> filename;
    std::string type;                 ///< Empty: no Content-Type.
    /// Further ones, "Name: value"; a Content-Disposition or Content-Type replaces ours.
    std::vector<std::string> fields;
};

/// The lines of a part's head, each ended by CRLF. Quotes, CR and LF in names become %22, %0D and %0A, as browsers do
/// with them. `type` and `fields` must be free of line breaks.
std::string format_part_head(const PartHead& head);

/// The media type that a file's name stands for (curl's list); "" when none does.
std::string_view media_type_of(std::string_view file_name);

/// The last segment of a path, which is all that a server is told of it (RFC 7578 section 4.2).
std::string_view base_name(std::string_view path);

}  // namespace rtrip
