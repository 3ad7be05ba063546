// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

namespace rtrip {

/// A limit as a person would have typed it: "2 s", "1.5 s", "250 ms", "10 us".
std::string duration_text(std::chrono::nanoseconds duration);

}  // namespace rtrip
