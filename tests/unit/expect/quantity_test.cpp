// SPDX-License-Identifier: MIT
#include "expect/quantity.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace rtrip::expect;

TEST_CASE("quantity: numbers with and without units", "[expect]") {
    struct Row {
        std::string text;
        double value;
        Dimension dimension;
    };
    const std::vector<Row> rows{
        {"200", 200, Dimension::none},
        {"-1.5", -1.5, Dimension::none},
        {"+2", 2, Dimension::none},
        {"1e3", 1000, Dimension::none},
        {".5", 0.5, Dimension::none},
        {"5.", 5, Dimension::none},
        {"10us", 1e4, Dimension::time},
        {"1.5ms", 1.5e6, Dimension::time},
        {"2s", 2e9, Dimension::time},
        {"1m", 60e9, Dimension::time},
        {"1h", 3600e9, Dimension::time},
        {"14d", 14 * 86400e9, Dimension::time},
        {"5B", 5, Dimension::bytes},
        {"1.5kB", 1500, Dimension::bytes},
        {"1KiB", 1024, Dimension::bytes},
        {"1MB", 1e6, Dimension::bytes},
        {"1MiB", 1048576, Dimension::bytes},
        {"1GB", 1e9, Dimension::bytes},
        {"2GiB", 2147483648.0, Dimension::bytes},
        {"1%", 1, Dimension::percent},
        {"0.5%", 0.5, Dimension::percent},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        const auto quantity = parse_quantity(row.text);
        REQUIRE(quantity);
        CHECK(quantity->value == Approx(row.value));
        CHECK(quantity->dimension == row.dimension);
    }
    for (const std::string text : {"", "-", ".", "x", "5 ms", "5mS", "5K", "5kb", "ms", "1e999", "1e308d", "0x10",
                                   "inf", "nan", "1.2.3", "5%%", "--1", "1e"}) {
        INFO(text);
        CHECK_FALSE(parse_quantity(text));
    }
}

TEST_CASE("quantity: whole numbers of any length compare digit by digit", "[expect]") {
    CHECK(compare_digits("9007199254740993", "9007199254740992") == 1);
    CHECK(compare_digits("-9007199254740993", "-9007199254740992") == -1);
    CHECK(compare_digits("00042", "42") == 0);
    CHECK(compare_digits("-0", "0") == 0);
    CHECK(compare_digits(std::string(400, '9'), "1" + std::string(400, '0')) == -1);
    CHECK(compare_digits("1.5", "1.50") == 0);
    CHECK(compare_digits("1e2", "100") == 0);
    CHECK(compare_digits("2", "10") == -1);
    CHECK_FALSE(compare_digits("1e999", "1.5"));
    CHECK_FALSE(compare_digits("x", "1"));
}

TEST_CASE("quantity: times of different units are equal when they are", "[expect]") {
    const KeyUnit ms = unit_of_key("wait_ms");
    CHECK(compare_quantity("182.4", ms, *parse_quantity("182400us")) == 0);
    CHECK(compare_quantity("182.4", ms, *parse_quantity("0.1824s")) == 0);
    CHECK(compare_quantity("0.003", ms, *parse_quantity("3us")) == 0);
    CHECK(compare_quantity("0.003", ms, *parse_quantity("2.999us")) == 1);
    CHECK(compare_quantity("200", ms, *parse_quantity("200")) == 0);
    CHECK_FALSE(compare_quantity("200", ms, *parse_quantity("200B")));
    CHECK(compare_quantity("14", unit_of_key("expires_in_days"), *parse_quantity("336h")) == 0);
    CHECK(compare_quantity("1024", unit_of_key("wire_bytes"), *parse_quantity("1KiB")) == 0);
}
