// SPDX-License-Identifier: MIT
#include "cli/series_progress.hpp"

#include "render/text.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using rtrip::TimePoint;
using rtrip::cli::SeriesProgress;

namespace {

constexpr std::string_view kErase = "\r\x1b[K";

std::string text_of(const std::string& line) {
    REQUIRE(line.starts_with(kErase));
    return line.substr(kErase.size());
}

}  // namespace

TEST_CASE("series progress: counts, the rate of the last span, failures, percentiles, a sparkline", "[cli]") {
    SeriesProgress progress;
    const TimePoint start{1000s};
    CHECK(progress.clear().empty());
    CHECK(text_of(progress.update(start, 200)) == "0 requests, 0.0/s, 0 failed  ");
    for (int i = 1; i <= 99; ++i) progress.add(i * 1ms, 0);
    progress.add(1s, 28);
    CHECK(text_of(progress.update(start + 500ms, 200)) ==
          "100 requests, 200.0/s, 1 failed, p50 50.02 ms, p99 99.01 ms  #");
    CHECK(progress.clear() == kErase);
    // A span in which nothing ends is a gap.
    CHECK(text_of(progress.update(start + 1s, 200)).ends_with("  # "));
    for (int i = 0; i < 50; ++i) progress.add(1ms, 0);
    CHECK(text_of(progress.update(start + 1500ms, 200)).ends_with("  # ="));
}

TEST_CASE("series progress: never wider than the terminal, however long it goes on", "[cli]") {
    SeriesProgress progress;
    progress.use_unicode();
    TimePoint now{1000s};
    for (int i = 0; i < 100; ++i) {
        for (int j = 0; j < i; ++j) progress.add(3ms, j % 2);
        now += 250ms;
        for (const std::size_t columns : {1U, 2U, 10U, 40U, 80U, 200U}) {
            const std::string line = text_of(progress.update(now, columns));
            CHECK(rtrip::render::display_width(line) <= std::max<std::size_t>(columns, 2) - 1);
        }
    }
}
