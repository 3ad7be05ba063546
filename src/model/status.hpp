// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace rtrip {

/// The reason phrase that the status code registry gives; empty for a code that it doesn't know.
/// Source: RFC 9110 section 15 and the IANA registry of HTTP status codes.
std::string_view default_reason(int status);

}  // namespace rtrip
