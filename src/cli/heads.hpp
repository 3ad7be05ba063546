// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "rtrip/trace.hpp"

/// Heads of responses as text, for -i and -D: field lines in the order and case in which they came.
namespace rtrip::cli {

std::string head_text(const ReceivedInfo& response);
/// The version and reason of interim responses are not kept; HTTP/1.1 and the registered reason stand for them.
std::string head_text(const InterimResponse& response);
/// A proxy's answer to CONNECT.
std::string head_text(const ProxyResponse& response);
/// The trailer section as field lines; empty when there is none.
std::string trailer_text(const Header& trailers);

}  // namespace rtrip::cli
