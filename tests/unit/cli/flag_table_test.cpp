// SPDX-License-Identifier: MIT
#include "cli/flag_table.hpp"

#include <set>

#include "cli/help.hpp"
#include "fake_env.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;

TEST_CASE("flag table: names and letters are used once", "[cli]") {
    std::set<std::string_view> names;
    std::set<char> letters;
    std::set<FlagId> ids;
    for (const Flag& flag : flag_table()) {
        CHECK(names.insert(flag.name).second);
        CHECK(ids.insert(flag.id).second);
        if (flag.short_name != '\0') CHECK(letters.insert(flag.short_name).second);
        CHECK_FALSE(flag.summary.empty());
        CHECK(flag.text.ends_with('.'));
        CHECK_FALSE(flag.summary.ends_with('.'));
    }
}

TEST_CASE("flag table: every enumerator has its row", "[cli]") {
    for (int id = 0; id <= static_cast<int>(FlagId::version); ++id) {
        CHECK(flag_of(static_cast<FlagId>(id)).id == static_cast<FlagId>(id));
    }
}

TEST_CASE("flag table: every option is understood by resolve", "[cli]") {
    for (const Flag& flag : flag_table()) {
        if (flag.id == FlagId::help || flag.id == FlagId::version || flag.id == FlagId::config) continue;
        INFO(flag.name);
        test::FakeEnv fake;
        std::vector<std::string> words{"http://h/", "--" + std::string(flag.name)};
        if (flag.takes_value()) words.emplace_back("1");
        for (const Error& problem : fake.resolve(words).problems) CHECK(problem.code != ErrorCode::internal);
    }
}

TEST_CASE("help: every option stands in 'all', categories have theirs, others are refused", "[cli]") {
    const Result<std::string> all = help_text("all");
    REQUIRE(all);
    for (const Flag& flag : flag_table()) CHECK(all->find("-" + std::string(flag.name)) != std::string::npos);
    CHECK(help_text("tls")->find("--cacert FILE") != std::string::npos);
    CHECK(help_text("tls")->find("--output") == std::string::npos);
    CHECK(help_text("")->find("--header") != std::string::npos);
    CHECK(help_text("category")->find("pool") != std::string::npos);
    CHECK_FALSE(help_text("nonsense"));
}
