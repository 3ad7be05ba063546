// SPDX-License-Identifier: MIT
#include "base/ascii.hpp"

#include <string>

#include "support/catch.hpp"

using namespace rtrip;

TEST_CASE("ascii: a byte belongs to the classes of its table", "[ascii]") {
    const std::string separators = "()<>@,;:\\\"/[]?={} \t";
    for (int i = 0; i < 256; ++i) {
        const char c = static_cast<char>(i);
        CAPTURE(i);
        const bool visible = i > 0x20 && i < 0x7f;
        CHECK(ascii::is_tchar(c) == (visible && separators.find(c) == std::string::npos));
        CHECK(ascii::is_control(c) == (i < 0x20 || i == 0x7f));
        CHECK(ascii::is_ows(c) == (i == ' ' || i == '\t'));
        CHECK(ascii::is_digit(c) == (i >= '0' && i <= '9'));
        CHECK(ascii::is_hex(c) == (visible && std::string("0123456789abcdefABCDEF").find(c) != std::string::npos));
    }
}

TEST_CASE("ascii: case is folded for letters alone", "[ascii]") {
    CHECK(ascii::lower("AZaz@[`{\xc4") == "azaz@[`{\xc4");
    CHECK(ascii::to_upper('z') == 'Z');
    CHECK(ascii::to_upper('{') == '{');
    CHECK(ascii::iequals("Content-Length", "cONTENT-lENGTH"));
    CHECK_FALSE(ascii::iequals("a", "ab"));
    CHECK_FALSE(ascii::iequals("@", "`"));
    CHECK(ascii::istarts_with("HTTP/1.1", "http/"));
    CHECK_FALSE(ascii::istarts_with("HTT", "http/"));
    CHECK(ascii::istarts_with("x", ""));
}

TEST_CASE("ascii: hexadecimal digits have their value in both cases", "[ascii]") {
    CHECK(ascii::hex_value('0') == 0);
    CHECK(ascii::hex_value('9') == 9);
    CHECK(ascii::hex_value('a') == 10);
    CHECK(ascii::hex_value('F') == 15);
}

TEST_CASE("ascii: only space and tab are trimmed", "[ascii]") {
    CHECK(ascii::trim_ows(" \t x y\t ") == "x y");
    CHECK(ascii::trim_ows(" \t ").empty());
    CHECK(ascii::trim_ows("").empty());
    CHECK(ascii::trim_ows("\r x\v") == "\r x\v");
    CHECK(ascii::trim_ows("\xa0x\x85") == "\xa0x\x85");
}

TEST_CASE("ascii: a token has at least one character and no separators", "[ascii]") {
    CHECK(ascii::is_token("M-SEARCH"));
    CHECK(ascii::is_token("!#$%&'*+-.^_`|~09"));
    CHECK_FALSE(ascii::is_token(""));
    CHECK_FALSE(ascii::is_token("GET "));
    CHECK_FALSE(ascii::is_token("a:b"));
    CHECK_FALSE(ascii::is_token("\xc3\xa9"));
}
