// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "rtrip/body.hpp"
#include "rtrip/header.hpp"

namespace rtrip {

/// The final response to a request. `body` is never null; it may end at once.
struct Response {
    int status = 0;
    std::string reason;
    std::string http_version;  ///< "1.0", "1.1", "2"
    Header header;
    std::unique_ptr<Body> body;

    Response() = default;
    Response(Response&&) = default;
    Response& operator=(Response&&) = default;
};

}  // namespace rtrip
