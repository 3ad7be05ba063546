// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rtrip/result.hpp"

/// The options --form and --form-string: text to parts.
namespace rtrip::cli {

/// Where the content of one part comes from.
enum class PartSource : std::uint8_t {
    text,       ///< What was typed.
    file,       ///< name=@FILE: a file that is named to the server.
    file_text,  ///< name=<FILE: a file's content as if it had been typed.
    parts,      ///< Further parts: name=@FILE,FILE or name=(.
};

/// One part as the options describe it.
struct FormPart {
    PartSource source = PartSource::text;
    std::optional<std::string> name;
    std::string content;  ///< The text, or the path; "-" is standard input.
    std::string type;
    std::optional<std::string> filename;
    std::vector<std::string> headers;  ///< "Name: value"
    std::string header_file;           ///< Of headers=@FILE, not read yet.
    std::vector<FormPart> parts;
};

/// Adds one "Name: value" to a part's head. Errors: request_invalid.
Result<void> add_part_header(FormPart& part, std::string_view line);

/// Collects the parts of one form over several options.
class FormBuilder {
public:
    /// One --form: name=content, name=@file,file, name=<file, with ;type=, ;filename= and ;headers=, or the "=(" and
    /// "=)" of parts within a part. Errors: usage_invalid, upload_read_failed (no file name), request_invalid (a line
    /// break that would split a head).
    Result<void> add(std::string_view text);
    /// One --form-string: everything behind the first "=" is content.
    Result<void> add_string(std::string_view text);

    [[nodiscard]] bool empty() const { return parts_.empty(); }
    /// What is passed over, as curl does, in words for the user.
    std::vector<std::string> take_warnings() { return std::exchange(warnings_, {}); }
    /// Parts that were opened and not closed end here.
    std::vector<FormPart> take();

private:
    std::vector<FormPart>& current();

    std::vector<FormPart> parts_;
    std::size_t depth_ = 0;  // how many nested parts are open; each the last one of its level
    std::vector<std::string> warnings_;
};

}  // namespace rtrip::cli
