// SPDX-License-Identifier: MIT
#include <fstream>
#include <set>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/flag_table.hpp"
#include "cli/foreign_options.hpp"
#include "cli/help.hpp"
#include "cli/manual.hpp"
#include "support/catch.hpp"

using namespace rtrip::cli;

namespace {

std::string file(const std::string& name) {
    std::ifstream in(std::string(RTRIP_SOURCE_DIR) + "/" + name, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

struct Row {
    std::string name;  // Without dashes; "no-alpn" for switches that are on.
    char letter = '\0';
    std::string value;  // Its placeholder.
    std::string state;
};

std::vector<Row> rows() {
    std::vector<Row> out;
    std::istringstream text(file("docs/curl-compatibility.md"));
    for (std::string line; std::getline(text, line);) {
        const std::size_t start = line.find("`--");
        if (!line.starts_with("| `") || start == std::string::npos) continue;
        Row row;
        row.name = line.substr(start + 3, line.find('`', start + 1) - start - 3);
        if (line[4] != '-') row.letter = line[4];
        if (const std::size_t space = row.name.find(' '); space != std::string::npos) {
            row.value = row.name.substr(space + 1);
            row.name.resize(space);
            // A bar would end the cell.
            if (const std::size_t bar = row.value.find("\\|"); bar != std::string::npos) row.value.erase(bar, 1);
        }
        const std::size_t state = line.find(" | ", start) + 3;
        row.state = line.substr(state, line.find(' ', state) - state);
        out.push_back(row);
    }
    return out;
}

const Flag* flag_for(const Row& row) {
    if (const Flag* flag = find_flag(row.name)) return flag;
    if (!row.name.starts_with("no-")) return nullptr;
    return find_flag(std::string_view(row.name).substr(3));
}

}  // namespace

TEST_CASE("generated: man page and completions are those of the option table", "[cli]") {
    // `cmake --build BUILD --target generate` renews them.
    CHECK(file("man/rtrip.1") == man_page());
    CHECK(file("completions/rtrip.bash") == bash_completion());
    CHECK(file("completions/_rtrip") == zsh_completion());
    CHECK(file("completions/rtrip.fish") == fish_completion());
}

TEST_CASE("generated: the table of curl's options agrees with the option table", "[cli]") {
    std::set<std::string_view> documented;
    const std::vector<Row> table = rows();
    REQUIRE(table.size() > 100);
    for (const Row& row : table) {
        INFO(row.name);
        const Flag* flag = flag_for(row);
        CHECK((row.state == "same" || row.state == "differs" || row.state == "later"));
        CHECK((flag != nullptr) == (row.state != "later"));
        // A pasted command that has it is told so, and what to do.
        if (row.state == "later") CHECK((find_foreign(row.name) != nullptr && row.value.empty()));
        if (flag == nullptr) continue;
        CHECK(flag->short_name == row.letter);
        CHECK(flag->value == row.value);
        CHECK(documented.insert(flag->name).second);
    }
    for (const Flag& flag : flag_table()) {
        INFO(flag.name);
        CHECK(documented.contains(flag.name) == (flag.origin == Origin::curl));
    }
}

TEST_CASE("generated: every command stands in help, man page and completions", "[cli]") {
    for (const Command& command : commands()) {
        const std::string name(command.name);
        INFO(name);
        CHECK(help_text("")->find("rtrip " + name + " ") != std::string::npos);
        CHECK(man_page().find("\\fBrtrip " + name + "\\fR") != std::string::npos);
        for (const std::string& completion : {bash_completion(), zsh_completion(), fish_completion()}) {
            CHECK(completion.find(name) != std::string::npos);
        }
    }
}
