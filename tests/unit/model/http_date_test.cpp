// SPDX-License-Identifier: MIT
#include "model/http_date.hpp"

#include <chrono>
#include <string>

#include "support/catch.hpp"

using namespace rtrip;

namespace {

std::optional<long long> seconds_of(std::string_view text) {
    const auto time = parse_http_date(text);
    if (!time) return std::nullopt;
    return std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count();
}

}  // namespace

TEST_CASE("http date: the three forms of RFC 9110 mean one second", "[http_date]") {
    const std::string text = GENERATE("Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                                      "Sun Nov  6 08:49:37 1994", " Sun, 06 Nov 1994 08:49:37 GMT\t");
    CAPTURE(text);
    CHECK(seconds_of(text) == 784111777);
}

TEST_CASE("http date: edges of the calendar", "[http_date]") {
    struct Row {
        std::string text;
        long long seconds;
    };
    const auto row = GENERATE(values<Row>({
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Wed, 31 Dec 1969 23:59:59 GMT", -1},
        {"Tue, 29 Feb 2000 12:00:00 GMT", 951825600},
        {"Thu Feb 29 12:00:00 2024", 1709208000},
        {"Friday, 01-Jan-70 00:00:00 GMT", 0},
        {"Friday, 01-Jan-69 00:00:00 GMT", 3124224000},
        {"Sat, 31 Dec 2016 23:59:60 GMT", 1483228799},
        {"Tue, 19 Jan 2038 03:14:08 GMT", 2147483648},
        {"Mon, 06 Nov 1994 08:49:37 GMT", 784111777},
    }));
    CAPTURE(row.text);
    CHECK(seconds_of(row.text) == row.seconds);
}

TEST_CASE("http date: years that the clock does not reach are as far as it goes", "[http_date]") {
    const auto late = parse_http_date("Fri, 31 Dec 9999 23:59:59 GMT");
    REQUIRE(late.has_value());
    CHECK(*late > *parse_http_date("Thu, 01 Jan 2260 00:00:00 GMT"));
    const auto early = parse_http_date("Sat, 01 Jan 0000 00:00:00 GMT");
    REQUIRE(early.has_value());
    CHECK(*early < *parse_http_date("Fri, 01 Jan 1700 00:00:00 GMT"));
}

TEST_CASE("http date: what is no date is refused", "[http_date][hostile]") {
    const std::string text = GENERATE(
        "", "0", "-1", "120", "Sun", "Sun,", "Sun, ", "06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 GMT+1", "Sun, 30 Feb 1994 08:49:37 GMT", "Sun, 29 Feb 1900 00:00:00 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "Sunday, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT", "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun Nov 6 08:49:37 1994",
        "Sun Nov 06 08:49:37 1994 GMT", "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 19940 08:49:37 GMT");
    CAPTURE(text);
    CHECK_FALSE(parse_http_date(text).has_value());
}

TEST_CASE("http date: a formatted date is read back", "[http_date][property]") {
    using namespace std::chrono;
    CHECK(format_http_date(WallTime(seconds(784111777) + milliseconds(999))) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(format_http_date(WallTime(seconds(-1))) == "Wed, 31 Dec 1969 23:59:59 GMT");
    for (long long t = -5'000'000'000; t < 9'000'000'000; t += 97'654'321) {
        const WallTime time{seconds(t)};
        CAPTURE(t);
        CHECK(parse_http_date(format_http_date(time)) == time);
    }
}
