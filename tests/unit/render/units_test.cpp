// SPDX-License-Identifier: MIT
#include "render/units.hpp"

#include <chrono>
#include <cstdint>

#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::render;
using std::chrono::microseconds;

TEST_CASE("units: a duration is shown with three to four digits in its own unit", "[units]") {
    struct Row {
        std::int64_t us;
        const char* text;
    };
    const auto row = GENERATE(values<Row>({{0, "0 \u00b5s"},
                                           {999, "999 \u00b5s"},
                                           {1'000, "1.000 ms"},
                                           {9'999, "9.999 ms"},
                                           {24'104, "24.10 ms"},
                                           {24'105, "24.11 ms"},
                                           {182'437, "182.4 ms"},
                                           {999'999, "1000.0 ms"},
                                           {1'412'000, "1.412 s"},
                                           {61'000'000, "61.00 s"},
                                           {7'200'000'000, "7200.0 s"},
                                           {-1'500, "-1.500 ms"}}));
    CHECK(format_duration(microseconds(row.us), Charset::unicode) == row.text);
}

TEST_CASE("units: without Unicode microseconds are us", "[units]") {
    CHECK(format_duration(microseconds(12), Charset::ascii) == "12 us");
}

TEST_CASE("units: bytes are shown with three digits in powers of 1000", "[units]") {
    struct Row {
        std::uint64_t bytes;
        const char* text;
    };
    const auto row = GENERATE(values<Row>({{0, "0 B"},
                                           {999, "999 B"},
                                           {1'000, "1.00 kB"},
                                           {1'234, "1.23 kB"},
                                           {1'235, "1.24 kB"},
                                           {9'994, "9.99 kB"},
                                           {9'995, "10.0 kB"},
                                           {99'949, "99.9 kB"},
                                           {99'950, "100 kB"},
                                           {999'499, "999 kB"},
                                           {999'500, "1.00 MB"},
                                           {1'073'741'824, "1.07 GB"},
                                           {UINT64_MAX, "18.4 EB"}}));
    CHECK(format_bytes(row.bytes) == row.text);
}

TEST_CASE("units: civil time is RFC 3339 in UTC", "[units]") {
    const WallTime time{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + std::chrono::hours(23) +
                        microseconds(7)};
    CHECK(format_utc(time, TimePrecision::date) == "2026-03-01");
    CHECK(format_utc(time, TimePrecision::seconds) == "2026-03-01T23:00:00Z");
    CHECK(format_utc(time, TimePrecision::microseconds) == "2026-03-01T23:00:00.000007Z");
    const WallTime before_epoch = WallTime{} - microseconds(1);
    CHECK(format_utc(before_epoch, TimePrecision::microseconds) == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("units: days are whole and negative as soon as the moment has passed", "[units]") {
    const WallTime now{std::chrono::hours(1'000'000)};
    CHECK(days_between(now, now + std::chrono::hours(47)) == 1);
    CHECK(days_between(now, now) == 0);
    CHECK(days_between(now, now - std::chrono::seconds(1)) == -1);
}
