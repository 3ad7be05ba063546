// SPDX-License-Identifier: MIT
#include "model/percent.hpp"

#include <string>

#include "support/catch.hpp"

using namespace rtrip;

TEST_CASE("percent: unsafe bytes are encoded, encoding that is there stays", "[percent]") {
    CHECK(encode_unsafe("a b") == "a%20b");
    CHECK(encode_unsafe("a b", SpaceAs::plus) == "a+b");
    CHECK(encode_unsafe("%20%zz%+\"<>\\") == "%20%zz%+\"<>\\");
    CHECK(encode_unsafe("\xc3\xa9\x7f\r\n") == "%c3%a9%7f%0d%0a");
    CHECK(encode_unsafe("").empty());
}

TEST_CASE("percent: a value is encoded but for unreserved characters", "[percent]") {
    CHECK(percent_encode("AZaz09-._~") == "AZaz09-._~");
    CHECK(percent_encode(" /?&=+%\xc3\xa9") == "%20%2F%3F%26%3D%2B%25%C3%A9");
    CHECK(percent_encode(std::string(1, '\0')) == "%00");
}

TEST_CASE("percent: decoding takes whole pairs alone", "[percent]") {
    CHECK(percent_decode("%41%2e%c3%A9") == "A.\xc3\xa9");
    CHECK(percent_decode("%%41%4%zz%") == "%A%4%zz%");
    CHECK(percent_decode("%2541") == "%41");
    CHECK(percent_decode_strict("a%00b") == std::string("a\0b", 3));
    for (const std::string broken : {"%", "%4", "a%zz", "%4g", "%%41"}) {
        CAPTURE(broken);
        CHECK_FALSE(percent_decode_strict(broken).has_value());
    }
}

TEST_CASE("percent: every byte survives the way there and back", "[percent]") {
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    CHECK(percent_decode(percent_encode(all)) == all);
}
