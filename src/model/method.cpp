// SPDX-License-Identifier: MIT
#include "model/method.hpp"

#include "base/ascii.hpp"

namespace rtrip {

bool is_method(std::string_view text) {
    return ascii::is_token(text);
}

bool is_safe(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

bool is_idempotent(std::string_view method) {
    return is_safe(method) || method == "PUT" || method == "DELETE";
}

}  // namespace rtrip
