// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "rtrip/body.hpp"
#include "rtrip/receive_limits.hpp"
#include "rtrip/trace.hpp"

namespace rtrip {

/// What an exchange of any HTTP version is made of.
struct ExchangeInput {
    std::string method;
    std::string target;
    std::unique_ptr<BodyReader> reader;  ///< Null: no body.
    BodyKind body_kind = BodyKind::none;
    bool rewindable = true;
    bool expect_continue = false;
    bool close = false;  ///< The connection shall carry nothing after this.
    ReceiveLimits limits;
};

}  // namespace rtrip
