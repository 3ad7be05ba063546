// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "layers/body_supply.hpp"
#include "layers/body_watch.hpp"
#include "rtrip/request.hpp"

namespace rtrip {

/// A request that a layer may send more than once: the caller's own until something of it has to differ.
class Resendable {
public:
    /// `request` must outlive this.
    explicit Resendable(const Request& request) : given_(request) {
        if (BodyWatch::is_needed(request)) watch_.emplace(edit());
    }

    [[nodiscard]] const Request& get() const { return own_ ? *own_ : given_; }
    /// A copy of the layer's own, made by the first call.
    [[nodiscard]] Request& edit() {
        if (!own_) own_.emplace(given_);
        return *own_;
    }
    /// What a further sending can have of the body.
    [[nodiscard]] BodySupply body() const { return watch_ ? watch_->supply(get()) : body_supply(get()); }

private:
    const Request& given_;
    std::optional<Request> own_;
    std::optional<BodyWatch> watch_;
};

}  // namespace rtrip
