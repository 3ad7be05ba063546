// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

/// Properties of request methods. Methods are compared with their case (RFC 9110 section 9.1).
namespace rtrip {

/// Whether the text can stand as a method on a request line: a token (RFC 9110 section 5.6.2).
bool is_method(std::string_view text);

/// Whether a request means to change nothing on the server (RFC 9110 section 9.2.1). Unknown methods are not safe.
bool is_safe(std::string_view method);

/// Whether a request may be sent twice with the effect of once (RFC 9110 section 9.2.2). Unknown methods may not.
bool is_idempotent(std::string_view method);

}  // namespace rtrip
