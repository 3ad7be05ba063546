// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace rtrip::render {

/// A file of tests/golden and what stands in it.
struct GoldenCase {
    std::string file;
    std::string text;
};

std::vector<GoldenCase> golden_cases();

}  // namespace rtrip::render
