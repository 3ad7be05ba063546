// SPDX-License-Identifier: MIT
#include "probe/schedule.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using rtrip::Duration;
using rtrip::TimePoint;
using rtrip::probe::Schedule;

namespace {

const TimePoint kTickZero{5000s};

}  // namespace

TEST_CASE("schedule: ticks lie at whole multiples of the period, from the start on", "[schedule]") {
    struct Row {
        double per_second;
        std::uint64_t tick;
        Duration offset;
    };
    for (const Row& row : {Row{100, 0, 0s}, Row{100, 1, 10ms}, Row{100, 3000, 30s}, Row{3, 1, 333'333'333ns},
                           Row{3, 2, 666'666'667ns}, Row{3, 3, 1s}, Row{3, 3'000'000, 1'000'000s}, Row{0.5, 7, 14s},
                           Row{1.0 / 3600, 24, 24h}, Row{1e6, 1, 1us}, Row{1e6, 1'000'000, 1s}}) {
        INFO(row.per_second << " " << row.tick);
        CHECK((Schedule(kTickZero, row.per_second).at(row.tick) - kTickZero) == row.offset);
    }
    // However far away: no overflow.
    CHECK(Schedule(kTickZero, 1e-7).at(std::uint64_t{1} << 62) > kTickZero);
}

TEST_CASE("schedule: how many ticks are before a moment agrees with when they are", "[schedule]") {
    for (const double rate : {0.3, 1.0, 3.0, 7.0, 100.0, 999.9, 12345.6}) {
        const Schedule schedule(kTickZero, rate);
        CHECK(schedule.due_before(kTickZero - 1s) == 0);
        CHECK(schedule.due_before(kTickZero) == 0);
        CHECK(schedule.due_before(kTickZero + 1ns) == 1);
        for (std::uint64_t tick = 1; tick < 5000; tick += 7) {
            INFO(rate << " " << tick);
            CHECK(schedule.due_before(schedule.at(tick)) == tick);
            CHECK(schedule.due_before(schedule.at(tick) + 1ns) == tick + 1);
        }
    }
}
