// SPDX-License-Identifier: MIT
#include "cli/glob.hpp"

#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;

namespace {

std::string all(std::string_view pattern) {
    Result<Glob> glob = Glob::parse(pattern, GlobMode::expand);
    if (!glob) return "error";
    std::string out = glob->current();
    while (glob->advance()) out += " " + glob->current();
    return out;
}

}  // namespace

TEST_CASE("glob: sets and ranges as in curl", "[cli]") {
    CHECK(all("http://a/") == "http://a/");
    CHECK(all("{a,b}{c,d}") == "ac ad bc bd");
    CHECK(all("x{a,,b}y") == "xay xy xby");
    CHECK(all("[1-3]") == "1 2 3");
    CHECK(all("[08-11]") == "08 09 10 11");
    CHECK(all("[001-003:2]") == "001 003");
    CHECK(all("[1-10:4]") == "1 5 9");
    CHECK(all("[5-5]") == "5");
    CHECK(all("[a-e:2]") == "a c e");
    CHECK(all("[a-c]{1,2}") == "a1 a2 b1 b2 c1 c2");
    CHECK(all("a\\{b\\}\\[c\\]") == "a{b}[c]");
    CHECK(all("{a\\,b,c}") == "a,b c");
    CHECK(all("http://[::1]/") == "http://[::1]/");
    CHECK(all("http://[fe80::1%25lo]:80/[1-2]") == "http://[fe80::1%25lo]:80/1 http://[fe80::1%25lo]:80/2");
    CHECK(all("a[]b") == "a[]b");
}

TEST_CASE("glob: malformed patterns are refused with their place", "[cli]") {
    for (const char* pattern : {"{a", "a}", "[1-3", "a]", "{}", "[5-1]", "[a-Z]", "[a-z:30]", "[1-x]", "[-]", "[1-]",
                                "[a-]", "[1-5:0]", "{a{b}}", "[1-99999999999999999999]", "[5-6:3]", "[1]", "{a]}"}) {
        INFO(pattern);
        CHECK(all(pattern) == "error");
    }
    const Result<Glob> bad = Glob::parse("http://a/{b", GlobMode::expand);
    REQUIRE_FALSE(bad);
    CHECK(bad.error().code == ErrorCode::url_malformed);
    CHECK(bad.error().message.find("byte 10") != std::string::npos);
}

TEST_CASE("glob: -g takes everything literally", "[cli]") {
    const Result<Glob> glob = Glob::parse("a{b,c}[1-2]\\", GlobMode::literal);
    REQUIRE(glob);
    CHECK(glob->current() == "a{b,c}[1-2]\\");
    CHECK(glob->count() == 1);
}

TEST_CASE("glob: huge ranges cost nothing until they are used", "[cli]") {
    Result<Glob> glob = Glob::parse("[0-9223372036854775806][0-9223372036854775806]", GlobMode::expand);
    REQUIRE(glob);
    CHECK(glob->count() == std::numeric_limits<std::uint64_t>::max());
    CHECK(glob->advance());
    CHECK(glob->current() == "01");
}

TEST_CASE("glob: #N in an output name stands for the N-th part", "[cli]") {
    Result<Glob> glob = Glob::parse("http://{a,b}/[1-2]", GlobMode::expand);
    REQUIRE(glob);
    glob->advance();
    CHECK(glob->substitute("f#1_#2.#3#0#") == "fa_2.#3#0#");
    CHECK(glob->substitute("#12") == "#12");
}
