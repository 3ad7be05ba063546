// SPDX-License-Identifier: MIT
#include "process.hpp"
#include "support/catch.hpp"

using namespace rtrip::test;

TEST_CASE("cli: bad command lines are refused with one clear line each", "[cli]") {
    struct Row {
        std::vector<std::string> words;
        int status;
        std::string err;
    };
    const std::vector<Row> rows{
        {{}, 2, "rtrip: (2) no URL given\n"},
        {{"--foo", "http://h/"}, 2, "rtrip: (2) option --foo: is unknown\n"},
        {{"--http3", "http://h/"}, 2, "rtrip: (2) option --http3: is unknown\n"},
        {{"--retry", "x", "http://h/"}, 2, "rtrip: (2) --retry: 'x' is not a number of retries"},
        {{"--retry-on", "5yy", "http://h/"}, 2, "rtrip: (2) --retry-on: "},
        {{"-m", "abc", "http://h/"}, 2, "rtrip: (2) --max-time: 'abc' is not a time"},
        {{"-o"}, 2, "rtrip: (2) option -o: needs a value (FILE)\n"},
        {{"http://h:99999/"}, 3, "rtrip: (3) 'http://h:99999/': "},
        {{"http://h/{"}, 3, "rtrip: (3) 'http://h/{': unmatched '{'"},
        {{"gopher://h/"}, 1, "rtrip: (1) 'gopher://h/'"},
        {{"-K", "missing", "http://h/"}, 26, "rtrip: (26) cannot read missing: No such file"},
        {{"-d", "@missing", "http://h/"}, 26, "rtrip: (26) --data: cannot read missing"},
        {{"--help", "nonsense"}, 2, "rtrip: no help on 'nonsense'"},
    };
    const Directory directory;
    for (const Row& row : rows) {
        const Finished finished = directory.run(row.words);
        INFO(finished.err);
        CHECK(finished.status == row.status);
        CHECK(finished.err.starts_with(row.err));
        CHECK(finished.out.empty());
    }
}

TEST_CASE("cli: every problem of a command line is told in one go", "[cli]") {
    const Directory directory;
    const Finished finished = directory.run({"-m", "x", "--report", "xml", "http://a b/"});
    CHECK(finished.status == 2);
    CHECK(std::count(finished.err.begin(), finished.err.end(), '\n') == 4);
    CHECK(finished.err.ends_with("rtrip: see 'rtrip --help'\n"));
}

TEST_CASE("cli: help and version go to standard output and are checked", "[cli]") {
    const Directory directory;
    CHECK(directory.run({"--help"}).out.starts_with("Usage: rtrip"));
    CHECK(directory.run({"--help", "all"}).out.find("--cacert FILE") != std::string::npos);
    CHECK(directory.run({"--version"}).out.starts_with("rtrip "));
    RunOptions full;
    full.out = StandardOutput::full;
    CHECK(directory.run({"--version"}, full).status == 23);
}

TEST_CASE("cli: messages show no password", "[cli]") {
    const Directory directory;
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"http://u:hunter2@h:x/"}, {"--nope=hunter2"}, {"-j", "http://u:hunter2@h:x/"}, {"-u", "u:hunter2"}}) {
        const Finished finished = directory.run(words);
        CHECK(finished.status != 0);
        CHECK((finished.out + finished.err).find("hunter2") == std::string::npos);
    }
}

TEST_CASE("cli: a malformed URL has its document under -j", "[cli]") {
    const Directory directory;
    const Finished finished = directory.run({"-j", "http://h:x/"});
    CHECK(finished.status == 3);
    CHECK(finished.out.find("\"code\":\"url.malformed\"") != std::string::npos);
    CHECK(finished.out.find("\"exit_code\":3") != std::string::npos);
    CHECK(finished.out.ends_with("}\n"));
}

TEST_CASE("cli: -s keeps usage errors quiet, -S brings them back", "[cli]") {
    const Directory directory;
    CHECK(directory.run({"-s", "http://h:x/"}).err.empty());
    CHECK_FALSE(directory.run({"-sS", "http://h:x/"}).err.empty());
}
