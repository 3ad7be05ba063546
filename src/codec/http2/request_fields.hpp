// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "rtrip/header.hpp"
#include "rtrip/result.hpp"

namespace rtrip::http2 {

/// What a request's header section is made from. Nothing is kept after the call.
struct RequestFieldsInput {
    std::string_view method;
    std::string_view scheme;
    std::string_view target;         ///< Path and query, or "*".
    const Header* header = nullptr;  ///< The fields as HTTP/1.1 would send them, Host included; never null.
};

/// The header section of a request (RFC 9113 section 8.3.1): pseudo-fields first, names in lower case, Host as
/// :authority, Cookie in crumbs (section 8.2.3).
///
/// What only concerns an HTTP/1.1 connection (Connection: close or keep-alive, Keep-Alive, Proxy-Connection,
/// Transfer-Encoding: chunked) is left out.
/// Errors: request_invalid for CONNECT, and for fields that ask for what HTTP/2 cannot do (section 8.2.2): Upgrade,
/// other options of Connection, other transfer codings, TE with anything but "trailers", HTTP2-Settings.
Result<Header> make_request_fields(const RequestFieldsInput& input);

}  // namespace rtrip::http2
