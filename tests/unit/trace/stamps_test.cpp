// SPDX-License-Identifier: MIT
// Kernel time stamps: which byte an acknowledgement is of, and what time it was by our clock.
#include "support/catch.hpp"
#include "trace/acknowledgements.hpp"
#include "trace/clock_offset.hpp"

using namespace std::chrono_literals;
using rtrip::Duration;
using rtrip::TimePoint;
using rtrip::WallTime;
using rtrip::trace::Acknowledgements;
using rtrip::trace::clock_offset;
using rtrip::trace::ClockSample;
using rtrip::trace::to_monotonic;

namespace {

const WallTime kNoon = WallTime(std::chrono::seconds(1'700'000'000));

ClockSample sample(Duration monotonic, Duration width, Duration wall) {
    const TimePoint before = TimePoint(monotonic);
    return ClockSample{before, kNoon + wall, before + width};
}

}  // namespace

TEST_CASE("acknowledgements: the one of a write answers for it and for all before", "[stamps]") {
    Acknowledgements acks;
    CHECK_FALSE(acks.covering(84));
    acks.add(83, 84, kNoon + 1ms);
    CHECK(acks.covering(84) == kNoon + 1ms);
    CHECK(acks.covering(1) == kNoon + 1ms);
    CHECK_FALSE(acks.covering(85));
    CHECK(acks.has(84));
    CHECK_FALSE(acks.has(83));
    acks.add(183, 184, kNoon + 9ms);
    CHECK(acks.covering(84) == kNoon + 1ms);
    CHECK(acks.covering(100) == kNoon + 9ms);
}

TEST_CASE("acknowledgements: the earliest that covers counts, in whatever order they are read", "[stamps]") {
    Acknowledgements acks;
    acks.add(299, 300, kNoon + 5ms);
    acks.add(99, 300, kNoon + 5ms);
    acks.add(199, 300, kNoon + 7ms);  // stamped later than one that includes it
    CHECK(acks.covering(150) == kNoon + 5ms);
    acks.add(199, 300, kNoon + 1ms);  // a repetition changes nothing
    CHECK(acks.covering(150) == kNoon + 5ms);
}

TEST_CASE("acknowledgements: numbers wrap at 4 GiB", "[stamps]") {
    constexpr std::uint64_t kFourGiB = std::uint64_t{1} << 32;
    Acknowledgements acks;
    acks.add(0xFFFFFFFFU, kFourGiB + 10, kNoon);
    CHECK(acks.has(kFourGiB));
    acks.add(9, kFourGiB + 10, kNoon + 1ms);
    CHECK(acks.has(kFourGiB + 10));
    CHECK(acks.covering(kFourGiB + 1) == kNoon + 1ms);
    // A number of what was never written.
    Acknowledgements odd;
    odd.add(84, 84, kNoon);
    CHECK_FALSE(odd.covering(1));
}

TEST_CASE("acknowledgements: memory is bounded, and the newest stay", "[stamps]") {
    Acknowledgements acks;
    for (std::uint32_t i = 1; i <= 10'000; ++i) acks.add(i * 100 - 1, std::uint64_t{i} * 100, kNoon + i * 1us);
    CHECK(acks.has(1'000'000));
    CHECK(acks.has(999'000));
    CHECK_FALSE(acks.has(100));
}

TEST_CASE("clock offset: both looks agree to within their width", "[stamps]") {
    struct Row {
        const char* name;
        ClockSample first, second;
        bool fine;
    };
    for (const Row& row : {
             Row{"the same distance", sample(1s, 100ns, 0s), sample(3s, 100ns, 2s), true},
             Row{"differs by what the looks allow", sample(1s, 10us, 0s), sample(3s, 10us, 2s + 11us), true},
             Row{"differs by more", sample(1s, 10us, 0s), sample(3s, 10us, 2s + 12us), false},
             Row{"set forwards", sample(1s, 100ns, 0s), sample(3s, 100ns, 3600s), false},
             Row{"set backwards", sample(1s, 100ns, 0s), sample(3s, 100ns, -1s), false},
             Row{"set back by a hair", sample(1s, 100ns, 0s), sample(3s, 100ns, 2s - 2us), false},
             Row{"the first look was interrupted", sample(1s, 101us, 0s), sample(3s, 100ns, 2s), false},
             Row{"the second look was interrupted", sample(1s, 100ns, 0s), sample(3s, 5ms, 2s), false},
         }) {
        INFO(row.name);
        CHECK(clock_offset(row.first, row.second).has_value() == row.fine);
    }
}

TEST_CASE("clock offset: the narrower look decides, and its middle", "[stamps]") {
    const auto offset = clock_offset(sample(1s, 40us, 0s), sample(3s, 2us, 2s));
    REQUIRE(offset);
    CHECK(to_monotonic(kNoon + 2s, *offset) == TimePoint(3s + 1us));
    CHECK(to_monotonic(kNoon + 1s, *offset) == TimePoint(2s + 1us));
}
