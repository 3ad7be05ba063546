// SPDX-License-Identifier: MIT
#include "base/escape.hpp"

#include <string>

#include "support/catch.hpp"

using namespace rtrip;

TEST_CASE("escape: nothing that a terminal obeys gets through", "[escape]") {
    struct Row {
        std::string bytes;
        std::string shown;
    };
    const auto row = GENERATE(values<Row>({
        {"plain \\ text", "plain \\ text"},
        {"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"},
        {"\x1b[31m", "\\x1b[31m"},
        {std::string("a\0b", 3), "a\\x00b"},
        {"\r\n\t", "\\r\\n\\t"},
        {"\x7f\x08", "\\x7f\\x08"},
        {"\xc2\x9b"
         "31m",
         "\\xc2\\x9b"
         "31m"},           // CSI as a C1 control
        {"\x9b"
         "31m",
         "\\x9b"
         "31m"},                    // and as a stray byte
        {"\xe2\x80\xae"
         "txt",
         "\\xe2\\x80\\xae"
         "txt"},  // right-to-left override
        {"\xe2\x81\xa6", "\\xe2\\x81\\xa6"},              // isolate
        {"\xe2\x80\xa8", "\\xe2\\x80\\xa8"},              // line separator
        {"\xc0\xaf", "\\xc0\\xaf"},                       // overlong
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},              // surrogate
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},     // beyond Unicode
        {"\xe2\x82", "\\xe2\\x82"},                       // cut short
        {"\xc3(", "\\xc3("},
        {"", ""},
    }));
    CAPTURE(row.shown);
    CHECK(escape_for_terminal(row.bytes) == row.shown);
}

TEST_CASE("escape: text of several lines keeps its newlines and tabs", "[escape]") {
    CHECK(escape_lines_for_terminal("a\r\n\tb\x1b") == "a\\r\n\tb\\x1b");
}

TEST_CASE("escape: every byte alone comes out as printable ASCII", "[escape]") {
    for (int i = 0; i < 256; ++i) {
        const std::string shown = escape_for_terminal(std::string(1, static_cast<char>(i)));
        CAPTURE(i);
        for (const char c : shown) CHECK((c >= 0x20 && c < 0x7f));
        CHECK_FALSE(shown.empty());
    }
}

TEST_CASE("escape: a prefix says that it was cut", "[escape]") {
    CHECK(escape_prefix("abc", 3) == "abc");
    CHECK(escape_prefix("abcd", 3) == "abc...");
    CHECK(escape_prefix("a\n", 1) == "a...");
    // A character cut in two is shown by its bytes.
    CHECK(escape_prefix("\xc3\xa9x", 1) == "\\xc3...");
}

TEST_CASE("escape: what is not UTF-8 becomes the replacement character", "[escape]") {
    CHECK(to_valid_utf8("caf\xc3\xa9") == "caf\xc3\xa9");
    CHECK(to_valid_utf8("caf\xe9!") == "caf\xef\xbf\xbd!");
    CHECK(to_valid_utf8("\xed\xa0\x80") == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(to_valid_utf8(std::string("\0\x1b", 2)) == std::string("\0\x1b", 2));
    CHECK(to_valid_utf8("\xf0\x9f\x98") == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}
