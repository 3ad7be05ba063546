// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/form.hpp"
#include "rtrip/body.hpp"
#include "rtrip/result.hpp"

namespace rtrip::cli {

/// How the parts of one level are written.
struct FormLayout {
    std::string boundary;
    std::string_view disposition = "form-data";
    std::uint64_t spool = 0;  ///< Bytes to keep of each part that can be read once.
};

/// The body of a form; files are opened as far as their size goes, and read while it is sent.
/// Errors: upload_read_failed.
Result<std::shared_ptr<BodySource>> make_form_body(const std::vector<FormPart>& parts, FormLayout layout);

/// How the parts of a body of this media type describe themselves: only those of multipart/form-data as "form-data".
std::string_view disposition_in(std::string_view media_type);

}  // namespace rtrip::cli
