// SPDX-License-Identifier: MIT
#pragma once

#include "rtrip/time.hpp"

namespace rtrip {

/// The source of every time in the record. Faked in tests; the real one is make_system_clock().
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual TimePoint now() const = 0;
    [[nodiscard]] virtual WallTime wall_now() const = 0;
};

/// The machine's monotonic and civil clocks. Lives for the whole program.
const Clock& system_clock();

}  // namespace rtrip
