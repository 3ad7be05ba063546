// SPDX-License-Identifier: MIT
#include <string>

#include "model/method.hpp"
#include "model/status.hpp"
#include "support/catch.hpp"

using namespace rtrip;

TEST_CASE("method: safe and idempotent are what RFC 9110 says", "[method]") {
    struct Row {
        std::string method;
        bool safe;
        bool idempotent;
    };
    const auto row = GENERATE(values<Row>({
        {"GET", true, true},
        {"HEAD", true, true},
        {"OPTIONS", true, true},
        {"TRACE", true, true},
        {"PUT", false, true},
        {"DELETE", false, true},
        {"POST", false, false},
        {"PATCH", false, false},
        {"CONNECT", false, false},
        {"get", false, false},
        {"BREW", false, false},
        {"", false, false},
    }));
    CAPTURE(row.method);
    CHECK(is_safe(row.method) == row.safe);
    CHECK(is_idempotent(row.method) == row.idempotent);
}

TEST_CASE("method: any token is one and nothing else is", "[method][hostile]") {
    CHECK(is_method("GET"));
    CHECK(is_method("m-search"));
    CHECK(is_method("!"));
    for (const std::string bad : {"", " ", "GET ", "GET\r\nX: y", "G(T", "G\xc3\xa9T", "a:b", "a/b"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_method(bad));
    }
}

TEST_CASE("status: registered codes have their phrase, others none", "[status]") {
    CHECK(default_reason(100) == "Continue");
    CHECK(default_reason(200) == "OK");
    CHECK(default_reason(308) == "Permanent Redirect");
    CHECK(default_reason(422) == "Unprocessable Content");
    CHECK(default_reason(511) == "Network Authentication Required");
    for (const int unknown : {-1, 0, 99, 199, 299, 306, 418, 430, 512, 599, 600, 999}) {
        CAPTURE(unknown);
        CHECK(default_reason(unknown).empty());
    }
}
