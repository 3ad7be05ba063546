// SPDX-License-Identifier: MIT
#include "model/ip_text.hpp"

#include <string>

#include "support/catch.hpp"

using namespace rtrip;

TEST_CASE("ip text: the strict dotted quad has four plain numbers", "[ip]") {
    CHECK(parse_ipv4("1.2.3.4") == Ipv4Bytes{1, 2, 3, 4});
    CHECK(parse_ipv4("0.0.0.0") == Ipv4Bytes{});
    CHECK(parse_ipv4("255.255.255.255") == Ipv4Bytes{255, 255, 255, 255});
    const std::string bad =
        GENERATE("", "1", "1.2.3", "1.2.3.4.5", "1.2.3.4.", ".1.2.3.4", "1..3.4", "256.1.1.1", "01.2.3.4", "1.2.3.04",
                 "1.2.3.0x4", "1.2.3.4 ", " 1.2.3.4", "+1.2.3.4", "1.2.3.-4", "a.b.c.d", "1.2.3.1000");
    CAPTURE(bad);
    CHECK_FALSE(parse_ipv4(bad).has_value());
}

TEST_CASE("ip text: the numeric forms fill the address from the left", "[ip]") {
    CHECK(format_ipv4(*parse_ipv4_numeric("1")) == "0.0.0.1");
    CHECK(format_ipv4(*parse_ipv4_numeric("4294967295")) == "255.255.255.255");
    CHECK(format_ipv4(*parse_ipv4_numeric("1.16777215")) == "1.255.255.255");
    CHECK(format_ipv4(*parse_ipv4_numeric("00.0x0.0377")) == "0.0.0.255");
    const std::string bad =
        GENERATE("", ".", "1.", ".1", "4294967296", "1.16777216", "1.2.65536", "1.2.3.256", "256.1", "1.2.3.4.5", "0x",
                 "0xg", "08", "1a", "+1", "-1", " 1", "99999999999999999999999999");
    CAPTURE(bad);
    CHECK_FALSE(parse_ipv4_numeric(bad).has_value());
}

TEST_CASE("ip text: IPv6 has one canonical form", "[ip]") {
    struct Row {
        std::string text;
        std::string canonical;
    };
    const auto row = GENERATE(values<Row>({
        {"::", "::"},
        {"::1", "::1"},
        {"1::", "1::"},
        {"0:0:0:0:0:0:0:0", "::"},
        {"2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"},
        {"2001:0db8::0001", "2001:db8::1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},      // one group is not shortened
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},               // the longest run
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},         // the first of equals
        {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
        {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
        {"1:0:0:0:0:0:0:0", "1::"},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
        {"::FFFF:c000:0201", "::ffff:192.0.2.1"},
        {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
        {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
        {"::1.2.3.4", "::102:304"},
    }));
    CAPTURE(row.text);
    const auto bytes = parse_ipv6(row.text);
    REQUIRE(bytes.has_value());
    CHECK(format_ipv6(*bytes) == row.canonical);
    CHECK(parse_ipv6(row.canonical) == bytes);
}

TEST_CASE("ip text: what is not IPv6 is refused", "[ip][hostile]") {
    const std::string bad = GENERATE(
        "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1::2::3",
        "12345::", "g::", "1:", ":1", "1:2:3:4:5:6:7:", "::1.2.3", "::1.2.3.4.5", "::1.2.3.256", "1.2.3.4::", "1.2.3.4",
        "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3.4:5", " ::1", "::1 ", "::%1", "[::1]", "::-1", "::+1", "::0x1");
    CAPTURE(bad);
    CHECK_FALSE(parse_ipv6(bad).has_value());
}
