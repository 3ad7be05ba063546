// SPDX-License-Identifier: MIT
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "rtrip/error.hpp"
#include "support/catch.hpp"

namespace {

struct DocumentedError {
    std::string exit_code;
    std::string meaning;
    std::string remedy;
};

std::string trimmed(std::string text) {
    text.erase(0, text.find_first_not_of(' '));
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

// The rows of the table in docs/errors.md, by code.
std::map<std::string, DocumentedError> documented_errors() {
    std::ifstream file(std::string(RTRIP_SOURCE_DIR) + "/docs/errors.md");
    std::map<std::string, DocumentedError> out;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("| `")) continue;
        std::vector<std::string> cells;
        std::istringstream row(line.substr(1));
        for (std::string cell; std::getline(row, cell, '|');) cells.push_back(trimmed(cell));
        REQUIRE(cells.size() == 4);
        const std::string name = cells[0].substr(1, cells[0].size() - 2);
        INFO("documented twice: " << name);
        CHECK(out.emplace(name, DocumentedError{cells[1], cells[2], cells[3]}).second);
    }
    return out;
}

}  // namespace

TEST_CASE("errors: the report's schema admits every code", "[errors][docs]") {
    std::ifstream file(std::string(RTRIP_SOURCE_DIR) + "/docs/report.schema.json");
    const std::string schema{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    for (std::size_t i = 0; i < rtrip::kErrorCodeCount; ++i) {
        const std::string name(rtrip::error_code_name(static_cast<rtrip::ErrorCode>(i)));
        INFO("code " << name);
        CHECK(schema.find('"' + name + '"') != std::string::npos);
    }
}

TEST_CASE("errors: docs/errors.md documents every code as the table has it", "[errors][docs]") {
    std::map<std::string, DocumentedError> documented = documented_errors();
    REQUIRE_FALSE(documented.empty());
    for (std::size_t i = 0; i < rtrip::kErrorCodeCount; ++i) {
        const auto code = static_cast<rtrip::ErrorCode>(i);
        const std::string name(rtrip::error_code_name(code));
        INFO("code " << name);
        const auto row = documented.find(name);
        if (row == documented.end()) {
            FAIL_CHECK("not in docs/errors.md");
            continue;
        }
        CHECK(row->second.exit_code == std::to_string(rtrip::exit_code_of(code)));
        CHECK(row->second.remedy == rtrip::default_hint(code));
        CHECK_FALSE(row->second.meaning.empty());
        documented.erase(row);
    }
    for (const auto& [name, row] : documented) {
        INFO("documented but unknown: " << name);
        CHECK(false);
    }
}
