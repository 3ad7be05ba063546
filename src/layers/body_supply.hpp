// SPDX-License-Identifier: MIT
#pragma once

#include "policy/redirect_rules.hpp"
#include "rtrip/request.hpp"

namespace rtrip {

/// Whether a request that was tried once can be sent with its body again.
inline BodySupply body_supply(const Request& request) {
    if (!request.body) return BodySupply::none;
    return request.body->rewindable() ? BodySupply::rewindable : BodySupply::gone;
}

}  // namespace rtrip
