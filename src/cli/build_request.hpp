// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "cli/plan.hpp"
#include "rtrip/request.hpp"
#include "rtrip/result.hpp"

namespace rtrip::cli {

/// The request for one URL (`url_text`: what the glob stands at), with its body opened as far as its size goes.
///
/// `upload` is the file of -T for this URL, or empty. Field order is curl's: our own first, then the user's in order.
/// Errors: url_*, upload_read_failed, request_invalid.
Result<Request> build_request(const RequestSpec& spec, std::string_view url_text, const std::string& upload);

/// The method that the request will have, for records of requests that could not be built.
std::string request_method(const RequestSpec& spec, const std::string& upload);

}  // namespace rtrip::cli
