// SPDX-License-Identifier: MIT
#include "base/base64.hpp"

#include <string>

#include "support/catch.hpp"

using namespace rtrip;

TEST_CASE("base64: the test vectors of RFC 4648 section 10 hold both ways", "[base64]") {
    struct Row {
        std::string plain;
        std::string coded;
    };
    const auto row = GENERATE(Row{"", ""}, Row{"f", "Zg=="}, Row{"fo", "Zm8="}, Row{"foo", "Zm9v"},
                              Row{"foob", "Zm9vYg=="}, Row{"fooba", "Zm9vYmE="}, Row{"foobar", "Zm9vYmFy"},
                              Row{std::string("\x00\xff\xfe", 3), "AP/+"}, Row{":", "Og=="});
    CAPTURE(row.plain);
    CHECK(base64_encode(row.plain) == row.coded);
    CHECK(base64_decode(row.coded) == row.plain);
}

TEST_CASE("base64: every byte survives the way there and back", "[base64]") {
    std::string all;
    for (int i = 0; i < 256; ++i) {
        all += static_cast<char>(i);
        CHECK(base64_decode(base64_encode(all)) == all);
    }
}

TEST_CASE("base64: what is not well-formed is refused", "[base64]") {
    const std::string text =
        GENERATE("Zg", "Zg=", "Z===", "====", "=", "Zg==Zg==", "Zm9v\n", "Zm 9", "Zm-_", "Z=g=", "=Zg=", "Zm9v=");
    CAPTURE(text);
    CHECK_FALSE(base64_decode(text).has_value());
}
