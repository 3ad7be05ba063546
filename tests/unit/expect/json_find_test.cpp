// SPDX-License-Identifier: MIT
#include "expect/json_find.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace rtrip::expect;

namespace {

std::vector<JsonStep> steps(const std::vector<std::string>& names) {
    std::vector<JsonStep> out;
    for (const std::string& name : names) out.push_back({name == "$" ? "" : name, name == "$"});
    return out;
}

}  // namespace

TEST_CASE("json find: the value that a path leads to", "[expect][json]") {
    struct Row {
        std::string text;
        std::vector<std::string> path;
        std::string found;  // Its text; empty: nothing.
    };
    const std::vector<Row> rows{
        {"1", {}, "1"},
        {" [ ] ", {}, "[ ]"},
        {"\xef\xbb\xbf{}", {}, "{}"},
        {R"({"a":{"b":[1,{"c":"x"}]}})", {"a", "b", "1", "c"}, "\"x\""},
        {R"({"a":{"b":[1,{"c":"x"}]}})", {"a", "b", "1"}, R"({"c":"x"})"},
        {R"({"a":{"b":[1,{"c":"x"}]}})", {"a", "b", "2"}, ""},
        {R"({"a":{"b":[1,{"c":"x"}]}})", {"a", "b", "01"}, ""},
        {R"({"a":{"b":[1,{"c":"x"}]}})", {"b"}, ""},
        {R"([[1,2],[3,4]])", {"$", "$"}, "4"},
        {R"([[1,2],[]])", {"$", "$"}, ""},
        {R"([])", {"$"}, ""},
        {R"({"0":"member"})", {"0"}, "\"member\""},
        {R"({"$":1})", {"$"}, ""},
        {R"({"":{"":5}})", {"", ""}, "5"},
        // The last of several members with one name counts, also when it leads nowhere.
        {R"({"a":1,"a":2})", {"a"}, "2"},
        {R"({"a":{"b":1},"a":{"c":2}})", {"a", "b"}, ""},
        {R"({"a":{"b":1},"a":{"b":[3]}})", {"a", "b", "0"}, "3"},
        {R"({"a":{"b":1},"c":{"b":2}})", {"a", "b"}, "1"},
        {R"({"x":{"a":1},"a":{"a":2}})", {"a", "a"}, "2"},
        {R"({"a\"":1})", {"a\""}, "1"},
        {"{\"\\u00e9\":7}", {"\xc3\xa9"}, "7"},
        {"{\"\xc3\xa9\":7}", {"\xc3\xa9"}, "7"},
        {R"({"a":"]}\"{["})", {"a"}, R"("]}\"{[")"},
        {R"([true,false,null,-0.5e+10])", {"3"}, "-0.5e+10"},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        const auto path = steps(row.path);
        const JsonResult result = find_json(row.text, path);
        CHECK_FALSE(result.fault);
        CHECK(result.found.has_value() == !row.found.empty());
        if (result.found) CHECK(std::string(result.found->in(row.text)) == row.found);
    }
}

TEST_CASE("json find: what is no JSON, and where", "[expect][json]") {
    struct Row {
        std::string text;
        std::size_t offset;
    };
    const std::vector<Row> rows{
        {"", 0},      {"  ", 2},        {"x", 0},         {"nul", 0},         {"1 2", 2},     {"[1,]", 3},
        {"[1 2]", 3}, {"[1", 2},        {"{\"a\" 1}", 5}, {"{\"a\":1,}", 7},  {"{a:1}", 1},   {"{\"a\":}", 5},
        {"[1}", 2},   {"{\"a\":1]", 6}, {"01", 1},        {"-", 1},           {"1.", 2},      {"1e", 2},
        {"\"abc", 4}, {"\"a\nb\"", 2},  {"\"\\x\"", 2},   {"\"\\u12g4\"", 5}, {"+1", 0},      {".5", 0},
        {"NaN", 0},   {"'a'", 0},       {"\"\\", 2},      {"[1]]", 3},        {"\"\\u12", 5},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        const JsonResult result = find_json(row.text, {});
        CHECK_FALSE(nlohmann::json::accept(row.text));
        REQUIRE(result.fault);
        CHECK_FALSE(result.found);
        CHECK(result.fault->offset == row.offset);
        CHECK_FALSE(result.fault->what.empty());
    }
}

TEST_CASE("json find: every beginning of a document is refused at its end", "[expect][json]") {
    const std::string text = R"({"a":[1.5e3,"\u00e9\n",{"b":null}],"c":true})";
    for (std::size_t length = 0; length < text.size(); ++length) {
        const JsonResult result = find_json(std::string_view(text).substr(0, length), {});
        INFO(length);
        REQUIRE(result.fault);
        CHECK(result.fault->offset <= length);
    }
    CHECK(find_json(text, {}).found);
}

TEST_CASE("json find: nesting has a bound, and none of it is on the stack", "[expect][json]") {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(find_json(nested(kMaxJsonDepth), {}).found);
    CHECK(find_json(nested(kMaxJsonDepth + 1), {}).fault);
    CHECK(find_json(std::string(10'000'000, '['), {}).fault);
    CHECK(find_json(std::string(10'000'000, '{'), {}).fault);
}

TEST_CASE("json find: children are told in order, those of the target alone", "[expect][json]") {
    const std::string text = R"([[9],{"a":[1,[2,3],"x",{"b":4}]},[8]])";
    std::vector<std::string> seen;
    const auto path = steps({"1", "a"});
    const JsonResult result = find_json(text, path, [&](const JsonSpan& span) { seen.emplace_back(span.in(text)); });
    REQUIRE(result.found);
    CHECK(result.found->children == 4);
    CHECK(seen == std::vector<std::string>{"1", "[2,3]", "\"x\"", R"({"b":4})"});
}

TEST_CASE("json find: how far a path led", "[expect][json]") {
    const std::string text = R"({"a":{"b":5}})";
    const auto path = steps({"a", "b", "c"});
    const JsonResult result = find_json(text, path);
    CHECK(result.steps == 2);
    CHECK(result.nearest.kind == JsonKind::number);
    CHECK(result.nearest.begin == 10);
}

TEST_CASE("json find: characters of strings, as another reader has them", "[expect][json]") {
    for (const std::string text :
         {R"("")", R"("a\"\\\/\b\f\n\r\t")", R"("\u0041\u00e9\u20ac\ud83d\ude00")", R"("x\u0000y")"}) {
        INFO(text);
        CHECK(json_characters(text) == nlohmann::json::parse(text).get<std::string>());
    }
    CHECK(json_characters(R"("\ud800")") == "\xef\xbf\xbd");
    CHECK(json_characters(R"("\ud800\u0041")") == "\xef\xbf\xbd\x41");
    CHECK(json_characters(R"("\udc00")") == "\xef\xbf\xbd");
}
