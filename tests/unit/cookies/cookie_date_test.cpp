// SPDX-License-Identifier: MIT
#include "policy/cookie_date.hpp"

#include <chrono>

#include "support/catch.hpp"

using namespace rtrip;

namespace {

std::optional<long long> seconds_of(std::string_view text) {
    const auto time = parse_cookie_date(text);
    if (!time) return std::nullopt;
    return std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count();
}

}  // namespace

TEST_CASE("cookie date: the many ways in which servers write one moment", "[cookies]") {
    const std::string text =
        GENERATE("Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                 "06 Nov 1994 08:49:37", "6-nov-1994 8:49:37 GMT", "1994 November 6 08:49:37 UTC", "08:49:37 6 nov 94",
                 "Sun,06 Nov 94 08:49:37GMT", "Nov 06 1994 08:49:37 +0200", "06.Nov.1994;08:49:37");
    CAPTURE(text);
    CHECK(seconds_of(text) == 784111777);
}

TEST_CASE("cookie date: years of two digits end with 2069", "[cookies]") {
    CHECK(seconds_of("Thu, 01-Jan-70 00:00:00 GMT") == 0);
    CHECK(seconds_of("Fri, 31-Dec-69 23:59:59 GMT") == 3155759999);
    CHECK(seconds_of("01 Jan 00 00:00:00") == 946684800);
}

TEST_CASE("cookie date: what the clock cannot hold is as far as it goes", "[cookies]") {
    CHECK(*seconds_of("Fri, 31 Dec 9999 23:59:59 GMT") > 9000000000LL);
    CHECK(*seconds_of("01 Jan 1601 00:00:00") < -9000000000LL);
}

TEST_CASE("cookie date: what is no moment is none", "[cookies][hostile]") {
    const std::string text =
        GENERATE("", "0", "never", "06 Nov 1994", "08:49:37 Nov 1994", "06 08:49:37 1994", "06 Nov 08:49:37",
                 "32 Nov 1994 08:49:37", "31 Feb 2024 08:49:37", "06 Nov 1994 24:00:00", "06 Nov 1994 08:60:00",
                 "06 Nov 1994 08:49:60", "06 Nov 1600 08:49:37", "06 Nov 19941 08:49:37", "006 Nov 1994 08:49:37x",
                 "06 Nov 1994 008:49:37", "06 Nov 1994 08:49", "06 Nov 1994 08:49:377");
    CAPTURE(text);
    CHECK_FALSE(seconds_of(text));
}
