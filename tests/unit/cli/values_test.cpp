// SPDX-License-Identifier: MIT
#include "cli/values.hpp"

#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;
using namespace std::chrono_literals;

TEST_CASE("values: durations have units or are seconds", "[cli]") {
    CHECK(parse_duration("2") == 2s);
    CHECK(parse_duration("0.5") == 500ms);
    CHECK(parse_duration(".5") == 500ms);
    CHECK(parse_duration("2.") == 2s);
    CHECK(parse_duration("500ms") == 500ms);
    CHECK(parse_duration("1.5ms") == 1500us);
    CHECK(parse_duration("2s") == 2s);
    CHECK(parse_duration("1m") == 1min);
    CHECK(parse_duration("1h") == 1h);
    CHECK(parse_duration("0") == 0s);
    for (const char* text :
         {"", ".", "-1", "+1", "1x", "1 s", " 1", "1e3", "0x10", "1.2.3", "ms", "nan", "inf", "99999999999", "1,5"}) {
        INFO(text);
        CHECK_FALSE(parse_duration(text));
    }
}

TEST_CASE("values: sizes take suffixes of powers of 1024", "[cli]") {
    CHECK(parse_size("100") == 100u);
    CHECK(parse_size("5b") == 5u);
    CHECK(parse_size("2k") == 2048u);
    CHECK(parse_size("2K") == 2048u);
    CHECK(parse_size("1M") == 1048576u);
    CHECK(parse_size("3g") == 3221225472u);
    for (const char* text : {"", "k", "1x", "-1", "1kk", "1.5k", "99999999999999999999", "9999999999999g"}) {
        INFO(text);
        CHECK_FALSE(parse_size(text));
    }
}

TEST_CASE("values: rates are by the second unless they say otherwise", "[cli]") {
    CHECK(parse_rate("100") == Approx(100.0));
    CHECK(parse_rate("2.5/s") == Approx(2.5));
    CHECK(parse_rate("30/m") == Approx(0.5));
    CHECK(parse_rate("36/h") == Approx(0.01));
    CHECK(parse_rate("864/d") == Approx(0.01));
    CHECK(parse_rate("1000000/s") == Approx(1e6));
    for (const char* text : {"", "/s", "0", "0/s", "-1", "1/", "1/w", "1/ s", "1 /s", "1s", "1000001", "1e3", "nan",
                             "inf", "0.0000000001", "1/s/s", "99999999999999999999999999"}) {
        INFO(text);
        CHECK_FALSE(parse_rate(text));
    }
}

TEST_CASE("values: port ranges ascend", "[cli]") {
    CHECK(parse_port_range("80") == std::pair<std::uint16_t, std::uint16_t>(80, 80));
    CHECK(parse_port_range("8000-8010") == std::pair<std::uint16_t, std::uint16_t>(8000, 8010));
    for (const char* text : {"", "0", "65536", "9-8", "a", "1-", "-1", "1-2-3"}) CHECK_FALSE(parse_port_range(text));
}

TEST_CASE("values: a certificate's password follows a bare colon", "[cli]") {
    using Pair = std::pair<std::string, std::optional<std::string>>;
    CHECK(split_cert_password("a.pem") == Pair("a.pem", std::nullopt));
    CHECK(split_cert_password("a.pem:x:y") == Pair("a.pem", "x:y"));
    CHECK(split_cert_password("a\\:b:p") == Pair("a:b", "p"));
    CHECK(split_cert_password("a\\b") == Pair("a\\b", std::nullopt));
    CHECK(split_cert_password("a:") == Pair("a", ""));
}

TEST_CASE("values: percent-encoding both ways", "[cli]") {
    CHECK(percent_encode("a b/\xff~") == "a%20b%2F%FF~");
    CHECK(form_encode("a b+c") == "a+b%2Bc");
    CHECK(percent_decode("a%20b%2f%zz%") == "a b/%zz%");
    CHECK(percent_decode("%0a") == "\n");
}
