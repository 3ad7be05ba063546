// SPDX-License-Identifier: MIT
#include "render/text.hpp"

#include "support/catch.hpp"

using namespace rtrip::render;

TEST_CASE("text: columns are counted, not bytes", "[text]") {
    CHECK(display_width("") == 0);
    CHECK(display_width("abc") == 3);
    CHECK(display_width("gr\u00f6\u00dfe") == 5);
    CHECK(display_width("\u65e5\u672c") == 4);
    CHECK(display_width("e\xcc\x81") == 1);   // e and a combining acute
    CHECK(display_width("\xf0\x9f\x98\x80") == 2);  // an emoji
}

TEST_CASE("text: a text that is too long is cut at a character and says so", "[text]") {
    CHECK(fit("abcdef", 6, Charset::unicode) == "abcdef");
    CHECK(fit("abcdefg", 6, Charset::unicode) == "abcde\u2026");
    CHECK(fit("abcdefg", 6, Charset::ascii) == "abc...");
    CHECK(fit("\u65e5\u672c\u8a9e", 5, Charset::unicode) == "\u65e5\u672c\u2026");
    CHECK(fit("\u65e5\u672c\u8a9e", 4, Charset::unicode) == "\u65e5\u2026");
    CHECK(fit("abcdef", 2, Charset::ascii) == "ab");
}

TEST_CASE("text: padding counts columns", "[text]") {
    CHECK(pad_right("\u65e5", 4) == "\u65e5  ");
    CHECK(pad_left("\u65e5", 4) == "  \u65e5");
    CHECK(pad_left("12345", 4) == "12345");
}

TEST_CASE("text: lines break at spaces, and inside words that are longer than a line", "[text]") {
    CHECK(wrap("", 10) == std::vector<std::string>{""});
    CHECK(wrap("one two three", 7) == std::vector<std::string>{"one two", "three"});
    CHECK(wrap("abcdefghij", 4) == std::vector<std::string>{"abcd", "efgh", "ij"});
    CHECK(wrap("a bcdefghij k", 4) == std::vector<std::string>{"a", "bcde", "fghi", "j k"});
    CHECK(wrap("\u65e5\u672c\u8a9e", 5) == std::vector<std::string>{"\u65e5\u672c", "\u8a9e"});
}

TEST_CASE("text: what hangs is aligned behind its first word", "[text]") {
    CHECK(hang("ab: ", "one two", 8) == "ab: one\n    two\n");
}

TEST_CASE("text: nothing that controls a terminal is printable", "[text]") {
    CHECK(printable("a\x1b[31m\xc2\x9b\xff\x9b", Charset::unicode) == "a\\x1b[31m\\xc2\\x9b\\xff\\x9b");
    CHECK(printable("gr\xc3\xb6\xc3\x9f"
                    "e",
                    Charset::unicode) == "gr\u00f6\u00dfe");
    CHECK(printable("gr\xc3\xb6\xc3\x9f"
                    "e",
                    Charset::ascii) == "gr\\xc3\\xb6\\xc3\\x9fe");
    CHECK(printable(printable("\x1b\xff", Charset::ascii), Charset::ascii) == "\\x1b\\xff");
}
