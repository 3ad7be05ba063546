// SPDX-License-Identifier: MIT
#include "cli/config_file.hpp"

#include "cli/parse.hpp"
#include "fake_env.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;

namespace {

std::string flat(std::string_view text) {
    std::string out;
    for (const ConfigLine& line : parse_config(text)) {
        out += std::to_string(line.number);
        for (const std::string& word : line.words) out += "|" + word;
        out += line.trailing_words ? "!;" : ";";
    }
    return out;
}

}  // namespace

TEST_CASE("config file: curl's grammar", "[cli]") {
    CHECK(flat("silent") == "1|--silent;");
    CHECK(flat("--silent\n-s") == "1|--silent;2|-s;");
    CHECK(flat("url = http://a/?b=c:d") == "1|--url|http://a/?b=c:d;");
    CHECK(flat("url=http://a") == "1|--url|http://a;");
    CHECK(flat("url: \"http://a b\"") == "1|--url|http://a b;");
    CHECK(flat("--url http://a") == "1|--url|http://a;");
    CHECK(flat("--url=http://a") == "1|--url=http://a;");
    CHECK(flat("-o file") == "1|-o|file;");
    CHECK(flat("-ofile") == "1|-ofile;");
    CHECK(flat("  header \"a: \\\"b\\\"\\t\\n\\\\\"") == "1|--header|a: \"b\"\t\n\\;");
    CHECK(flat("# comment\n\n/ too\n* and\ndata x # behind") == "5|--data|x;");
    CHECK(flat("data a b") == "1|--data|a!;");
    CHECK(flat("data \"\"") == "1|--data|;");
    CHECK(flat("data \"open") == "1|--data|open;");
    CHECK(flat("silent\r\ndata x\r\n") == "1|--silent;2|--data|x;");
    CHECK(flat("").empty());
}

TEST_CASE("config file: options stand where the file is named", "[cli]") {
    test::FakeEnv fake;
    fake.files["c"] = "max-time 5\nurl http://in-file\nno-pool";
    const Resolved resolved = fake.resolve({"-m", "1", "-K", "c", "http://after"});
    REQUIRE(resolved.plan);
    CHECK(resolved.plan->groups.at(0).timeouts.total == std::chrono::seconds(5));
    REQUIRE(resolved.plan->groups.at(0).urls.size() == 2);
    CHECK(resolved.plan->groups.at(0).urls[0].text == "http://in-file");
    CHECK_FALSE(resolved.plan->pool.enabled);
    CHECK(fake.resolve({"-K", "c", "-m", "1"}).plan->groups.at(0).timeouts.total == std::chrono::seconds(1));
}

TEST_CASE("config file: problems name file and line", "[cli]") {
    test::FakeEnv fake;
    fake.files["c"] = "silent\nfoo bar\nmax-time x\nsilent yes";
    const Resolved resolved = fake.resolve({"-K", "c", "http://a"});
    REQUIRE(resolved.problems.size() == 3);
    CHECK(resolved.problems[0].message == "c:2: option --foo: is unknown");
    CHECK(resolved.problems[1].message == "c:4: --silent takes no value");
    CHECK(resolved.problems[2].message.starts_with("c:3: --max-time: 'x' is not"));
}

TEST_CASE("config file: files that are missing or name others are refused", "[cli]") {
    test::FakeEnv fake;
    fake.files["c"] = "config c\nurl http://a";
    CHECK(test::refusal({"-K", "nope", "http://a"}) == 26);
    CHECK(test::refusal({"-K", "c"}, fake) == 2);
}
