// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "client/prepared_request.hpp"
#include "rtrip/body.hpp"

namespace rtrip {

/// What an exchange of any HTTP version is made of.
struct ExchangeInput {
    std::shared_ptr<const PreparedRequest> prepared;  ///< Never null.
    std::unique_ptr<BodyReader> reader;               ///< Null: no body.
};

}  // namespace rtrip
