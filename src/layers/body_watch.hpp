// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "policy/redirect_rules.hpp"
#include "rtrip/request.hpp"

namespace rtrip {

/// Knows whether a request that was tried can be sent with its body again.
///
/// A source that can be read once is still whole while nobody has read from it: the connect failed, or the server
/// answered in place of "100 Continue".
class BodyWatch {
public:
    /// Puts itself between `request` and its source where that can be read once only.
    explicit BodyWatch(Request& request);
    /// Whether it would: what can be rewound or is not there needs no watch.
    [[nodiscard]] static bool is_needed(const Request& request) { return request.body && !request.body->rewindable(); }
    /// What a further attempt of this request, or of one made out of it, can have.
    [[nodiscard]] BodySupply supply(const Request& request) const;

private:
    std::shared_ptr<bool> touched_;  // null: nothing was put between
};

}  // namespace rtrip
