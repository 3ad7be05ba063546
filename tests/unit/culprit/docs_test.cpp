// SPDX-License-Identifier: MIT
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "culprit/rules.hpp"
#include "support/catch.hpp"

using namespace rtrip::culprit;

namespace {

struct Row {
    std::string culprit;
    std::string needs;
    std::string threshold;
};

// "| a | b |" as {"a", "b"}
std::vector<std::string> cells(const std::string& line) {
    std::vector<std::string> out;
    std::size_t begin = 2;
    for (std::size_t end = line.find(" |", begin); end != std::string::npos; end = line.find(" |", begin)) {
        out.push_back(line.substr(begin, end - begin));
        begin = end + 3;
    }
    return out;
}

}  // namespace

TEST_CASE("findings: docs/findings.md has exactly the rules of the table, and says what each means", "[culprit]") {
    std::ifstream in(std::string(RTRIP_SOURCE_DIR) + "/docs/findings.md");
    REQUIRE(in);
    std::map<std::string, Row> rows;
    std::set<std::string> sections;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("| `")) {
            const auto cell = cells(line);
            REQUIRE(cell.size() == 4);
            rows[cell[0].substr(1, cell[0].size() - 2)] = Row{cell[1], cell[2], cell[3]};
        } else if (line.starts_with("**`")) {
            sections.insert(line.substr(3, line.find('`', 3) - 3));
        }
    }
    CHECK(rows.size() == rules().size());
    for (const Rule& rule : rules()) {
        INFO(rule.id);
        const auto row = rows.find(std::string(rule.id));
        REQUIRE(row != rows.end());
        CHECK(row->second.culprit == culprit_name(rule.culprit));
        CHECK(row->second.needs == rule.needs);
        CHECK(row->second.threshold == rule.threshold);
        CHECK(sections.contains(std::string(rule.id)));
        CHECK((rule.run == nullptr) == (rule.scope == Scope::failure));
    }
    CHECK(sections.size() == rules().size());
}
