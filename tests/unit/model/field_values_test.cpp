// SPDX-License-Identifier: MIT
#include "model/field_values.hpp"

#include <chrono>
#include <string>

#include "support/catch.hpp"

using namespace rtrip;

TEST_CASE("field values: a list separates at commas outside quotes", "[field_values]") {
    struct Row {
        std::string value;
        std::vector<std::string_view> elements;
    };
    const auto row = GENERATE(values<Row>({
        {"", {}},
        {" , ,\t", {}},
        {"a", {"a"}},
        {"a,b , c", {"a", "b", "c"}},
        {",a,,b,", {"a", "b"}},
        {"a b;c=\"d,e\", f", {"a b;c=\"d,e\"", "f"}},
        {"\"a\\\",b\",c", {"\"a\\\",b\"", "c"}},
        {"\"open, a", {"\"open, a"}},
        {"a\\,b", {"a\\", "b"}},
        {"\"x\\", {"\"x\\"}},
    }));
    CAPTURE(row.value);
    CHECK(split_list(row.value) == row.elements);
}

TEST_CASE("field values: a token is an element, not a part of one", "[field_values]") {
    CHECK(list_has_token("gzip, Chunked", "chunked"));
    CHECK_FALSE(list_has_token("xchunked", "chunked"));
    CHECK_FALSE(list_has_token("chunked;q=1", "chunked"));
    CHECK_FALSE(list_has_token("", "chunked"));
    CHECK_FALSE(list_has_token("\"chunked\"", "chunked"));
}

TEST_CASE("field values: a quoted string is one from its first byte to its last", "[field_values]") {
    CHECK(unquote("\"\"") == "");
    CHECK(unquote("\"a b\"") == "a b");
    CHECK(unquote("\"a\\\"b\\\\\"") == "a\"b\\");
    CHECK(unquote("\"\\a\"") == "a");
    for (const std::string bad : {"", "a", "\"", "\"a", "a\"", "\"a\"b", "\"a\\\"", "\"\\", " \"a\""}) {
        CAPTURE(bad);
        CHECK_FALSE(unquote(bad).has_value());
    }
}

TEST_CASE("field values: parameters are split, folded and unquoted", "[field_values]") {
    const auto parsed = parse_parameters(" text/html ; Charset=\"utf-8; x\" ;; b = c;flag; e=;charset=second ");
    CHECK(parsed.value == "text/html");
    CHECK(parsed.parameters ==
          std::vector<Parameter>{{"charset", "utf-8; x"}, {"b", "c"}, {"flag", ""}, {"e", ""}, {"charset", "second"}});
    CHECK(parsed.parameter("CHARSET") == "utf-8; x");
    CHECK(parsed.parameter("flag") == "");
    CHECK_FALSE(parsed.parameter("none").has_value());
}

TEST_CASE("field values: a parameter that is not well quoted keeps its text", "[field_values]") {
    CHECK(parse_parameters("a;b=\"open").parameter("b") == "\"open");
    CHECK(parse_parameters("a;b=\"x\"y").parameter("b") == "\"x\"y");
    CHECK(parse_parameters("").value.empty());
    CHECK(parse_parameters(";a=b").parameter("a") == "b");
    CHECK(parse_parameters("x;a=b=c").parameter("a") == "b=c");
}

TEST_CASE("field values: long values cost linear time", "[field_values][hostile]") {
    const auto start = std::chrono::steady_clock::now();
    const std::size_t n = 500'000;
    CHECK(split_list(std::string(n, ',')).empty());
    CHECK(split_list(std::string(n, '"')).size() == 1);
    CHECK_FALSE(list_has_token(std::string(n, '\\') + std::string(n, ','), "x"));
    CHECK(parse_parameters(std::string(n, ';')).parameters.empty());
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}
