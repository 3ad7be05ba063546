// SPDX-License-Identifier: MIT
#include <fstream>
#include <sstream>

#include "golden_cases.hpp"
#include "support/catch.hpp"

using rtrip::render::golden_cases;
using rtrip::render::GoldenCase;

namespace {

std::string read_golden(const std::string& name) {
    std::ifstream file(std::string(RTRIP_SOURCE_DIR) + "/tests/golden/" + name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("golden: reports look as they did; tools/update_goldens after a change that is meant", "[golden]") {
    for (const GoldenCase& golden : golden_cases()) {
        INFO("tests/golden/" << golden.file);
        CHECK(golden.text == read_golden(golden.file));
    }
}
