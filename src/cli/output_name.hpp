// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "cli/plan.hpp"
#include "rtrip/result.hpp"

namespace rtrip::cli {

/// The last segment of the path of a URL as typed, undecoded (-O). Errors: output_write_failed when there is none or
/// when it would leave the directory.
Result<std::string> remote_file_name(std::string_view url);

/// The path that a body goes to, for the URL the glob stands at. Errors: as remote_file_name.
Result<std::string> output_path(const UrlSpec& spec, const OutputPlan& output);

/// A name in the directory of --output-dir, or by itself.
std::string in_output_directory(const OutputPlan& output, const std::string& name);

/// The URL for an upload of `file`: its name is appended to a path that ends in a slash (or to none), as curl does,
/// but not when there is a query.
std::string upload_url(std::string_view url, std::string_view file);

}  // namespace rtrip::cli
