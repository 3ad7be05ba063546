// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include "rtrip/client_trace.hpp"

namespace rtrip {

/// Fires one hook if there are hooks and this one is set.
template <class Hook, class... Args>
void emit(const ClientTrace* trace, Hook ClientTrace::* hook, Args&&... args) {
    if (trace != nullptr && trace->*hook) (trace->*hook)(std::forward<Args>(args)...);
}

}  // namespace rtrip
