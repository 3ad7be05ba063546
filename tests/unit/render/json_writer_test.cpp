// SPDX-License-Identifier: MIT
#include "render/json_writer.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "support/catch.hpp"

using namespace rtrip::render;

TEST_CASE("json writer: any bytes become a valid string that another parser reads back", "[json]") {
    for (int first = 0; first < 256; ++first) {
        for (const int second : {0x00, 0x22, 0x5c, 0x7f, 0x80, 0x9b, 0xbf, 0xc3, 0xff}) {
            const std::string bytes{static_cast<char>(first), static_cast<char>(second), 'x'};
            const std::string written = json_string(bytes);
            INFO(written);
            REQUIRE(nlohmann::json::accept(written));
            if (first < 0x80 && second < 0x80) CHECK(nlohmann::json::parse(written).get<std::string>() == bytes);
        }
    }
}

TEST_CASE("json writer: what controls a terminal is written as an escape", "[json][hostile]") {
    CHECK(json_string("\x1b[0m\x7f") == R"("\u001b[0m\u007f")");
    CHECK(json_string("\xc2\x9b") == R"("\u009b")");
    CHECK(json_string("\x9b") == "\"\xef\xbf\xbd\"");
    CHECK(json_string("\xe2\x80\xae") == R"("\u202e")");
    CHECK(json_string("\xe2\x80\xa8") == R"("\u2028")");
    CHECK(json_string("a\"b\\c\n\t\r") == R"("a\"b\\c\n\t\r")");
    CHECK(json_string("gr\u00f6\u00dfe \u65e5\u672c \xf0\x9f\x98\x80") ==
          "\"gr\u00f6\u00dfe \u65e5\u672c \xf0\x9f\x98\x80\"");
}

TEST_CASE("json writer: milliseconds are exact", "[json]") {
    CHECK(json_milliseconds(0) == "0");
    CHECK(json_milliseconds(1) == "0.001");
    CHECK(json_milliseconds(10) == "0.01");
    CHECK(json_milliseconds(182400) == "182.4");
    CHECK(json_milliseconds(182437) == "182.437");
    CHECK(json_milliseconds(1000) == "1");
    CHECK(json_milliseconds(-1500) == "-1.5");
    CHECK(json_milliseconds(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775.808");
}

TEST_CASE("json writer: nesting, order and both styles", "[json]") {
    const auto write = [](JsonStyle style) {
        JsonWriter out(style);
        {
            const auto document = out.object();
            out.text("b", "1");
            out.null("a");
            {
                const auto list = out.array("list");
                out.text("x");
                const auto inner = out.object();
                out.flag("yes", true);
            }
            out.empty_array("none");
            out.count("n", std::uint64_t{18446744073709551615U});
        }
        return out.take();
    };
    CHECK(write(JsonStyle::compact) ==
          R"({"b":"1","a":null,"list":["x",{"yes":true}],"none":[],"n":18446744073709551615})");
    CHECK(write(JsonStyle::pretty) ==
          "{\n  \"b\": \"1\",\n  \"a\": null,\n  \"list\": [\n    \"x\",\n    {\n"
          "      \"yes\": true\n    }\n  ],\n  \"none\": [],\n"
          "  \"n\": 18446744073709551615\n}");
}
