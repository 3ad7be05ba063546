// SPDX-License-Identifier: MIT
#include "policy/retry_after.hpp"

#include "model/http_date.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace std::chrono_literals;

namespace {

const WallTime kWallNow = *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");

}  // namespace

TEST_CASE("retry-after: seconds", "[retry_after]") {
    CHECK(parse_retry_after("0", kWallNow) == Duration(0s));
    CHECK(parse_retry_after("120", kWallNow) == Duration(120s));
    CHECK(parse_retry_after(" 5\t", kWallNow) == Duration(5s));
    CHECK(parse_retry_after("0007", kWallNow) == Duration(7s));
}

TEST_CASE("retry-after: more than can be waited is held at the bound, without overflow", "[retry_after]") {
    for (const char* text :
         {"1000000001", "9223372036854775807", "18446744073709551616", "99999999999999999999999999"}) {
        INFO(text);
        CHECK(parse_retry_after(text, kWallNow) == kLongestRetryAfter);
    }
    CHECK(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", kWallNow) == kLongestRetryAfter);
    CHECK(TimePoint{} + kLongestRetryAfter > TimePoint{});
}

TEST_CASE("retry-after: dates in their three forms; the past is zero", "[retry_after]") {
    CHECK(parse_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", kWallNow) == Duration(60s));
    CHECK(parse_retry_after("Sunday, 06-Nov-94 08:49:47 GMT", kWallNow) == Duration(10s));
    CHECK(parse_retry_after("Sun Nov  6 08:49:38 1994", kWallNow) == Duration(1s));
    CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", kWallNow) == Duration(0s));
    CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:36 GMT", kWallNow) == Duration(0s));
    CHECK(parse_retry_after("Thu, 01 Jan 1970 00:00:00 GMT", kWallNow) == Duration(0s));
    // The clock has fractions, the date has none.
    CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:39 GMT", kWallNow + 250ms) == Duration(1750ms));
    CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:38 GMT", kWallNow + 1500ms) == Duration(0s));
}

TEST_CASE("retry-after: nonsense means nothing", "[retry_after]") {
    for (const char* text : {"", " ", "-1", "+5", "5.5", "5s", "0x10", "1e3", "5, 10", "soon",
                             "Sun, 31 Feb 2027 08:49:37 GMT", "Sun, 06 Nov 1994", "\xef\xbc\x95", "5\v"}) {
        INFO(text);
        CHECK_FALSE(parse_retry_after(text, kWallNow));
    }
}
