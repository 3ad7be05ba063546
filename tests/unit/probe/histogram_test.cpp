// SPDX-License-Identifier: MIT
#include "probe/histogram.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include "support/catch.hpp"

using rtrip::probe::Histogram;

TEST_CASE("histogram: empty", "[histogram]") {
    const Histogram histogram;
    CHECK(histogram.count() == 0);
    CHECK(histogram.min_us() == 0);
    CHECK(histogram.mean_us() == 0);
    CHECK(histogram.max_us() == 0);
    CHECK(histogram.percentile_us(500) == 0);
    CHECK(histogram.count_up_to(Histogram::kMaxUs) == 0);
}

TEST_CASE("histogram: what is short is exact", "[histogram]") {
    Histogram histogram;
    for (std::int64_t value = 1; value <= 1000; ++value) histogram.record(value);
    struct Row {
        unsigned per_mille;
        std::int64_t value;
    };
    for (const Row& row : {Row{0, 1}, Row{1, 1}, Row{500, 500}, Row{900, 900}, Row{990, 990}, Row{999, 999},
                           Row{1000, 1000}, Row{5000, 1000}}) {
        INFO(row.per_mille);
        CHECK(histogram.percentile_us(row.per_mille) == row.value);
    }
    CHECK(histogram.min_us() == 1);
    CHECK(histogram.max_us() == 1000);
    CHECK(histogram.mean_us() == 501);  // 500.5
    CHECK(histogram.count_up_to(0) == 0);
    CHECK(histogram.count_up_to(1) == 1);
    CHECK(histogram.count_up_to(999) == 999);
}

TEST_CASE("histogram: a percentile is the nearest rank's value", "[histogram]") {
    struct Row {
        std::vector<std::int64_t> values;
        unsigned per_mille;
        std::int64_t value;
    };
    const std::vector<Row> rows{
        {{7}, 1, 7},
        {{7}, 999, 7},
        {{1, 2}, 500, 1},
        {{1, 2}, 501, 2},
        {{1, 2, 3}, 500, 2},
        {{1, 2, 3}, 990, 3},
        {{0, 0, 9}, 500, 0},
        {{0, 0, 9}, 667, 9},
        {{5, 5, 5, 5}, 999, 5},
        {{4, 1, 3, 2}, 750, 3},
        {{4, 1, 3, 2}, 751, 4},
    };
    for (const Row& row : rows) {
        Histogram histogram;
        for (const std::int64_t value : row.values) histogram.record(value);
        CHECK(histogram.percentile_us(row.per_mille) == row.value);
    }
}

TEST_CASE("histogram: every value lies in a bucket no wider than a thousandth of it", "[histogram]") {
    std::vector<std::int64_t> values{0, 1, 2047, 2048, 2049, 4095, 4096, 65535, 65536, Histogram::kMaxUs};
    std::mt19937_64 random(1);
    for (int i = 0; i < 2000; ++i)
        values.push_back(static_cast<std::int64_t>(random() % Histogram::kMaxUs) >> (i % 32));
    for (const std::int64_t value : values) {
        Histogram histogram;
        histogram.record(value);
        histogram.record(Histogram::kMaxUs);  // So that the largest is not the answer.
        const std::int64_t got = histogram.percentile_us(500);
        INFO(value << " " << got);
        CHECK(got >= value);
        CHECK(static_cast<double>(got - value) <= static_cast<double>(value) / 1000);
        // And the count up to the end of the bucket has it, that below the value has not.
        if (value == Histogram::kMaxUs) continue;
        CHECK(histogram.count_up_to(got) == 1);
        CHECK(histogram.count_up_to(value - value / 500 - 1) == 0);
    }
}

TEST_CASE("histogram: percentiles against a sorted list", "[histogram]") {
    std::mt19937_64 random(7);
    std::lognormal_distribution<double> times(8, 2);
    Histogram histogram;
    std::vector<std::int64_t> sorted;
    for (int i = 0; i < 20000; ++i) {
        sorted.push_back(static_cast<std::int64_t>(times(random)));
        histogram.record(sorted.back());
    }
    std::sort(sorted.begin(), sorted.end());
    for (const unsigned per_mille : {1U, 100U, 500U, 900U, 950U, 990U, 999U}) {
        const auto exact = static_cast<double>(sorted[(sorted.size() * per_mille + 999) / 1000 - 1]);
        const auto got = static_cast<double>(histogram.percentile_us(per_mille));
        CHECK(got >= exact);
        CHECK(got <= exact * 1.001 + 1);
    }
}

TEST_CASE("histogram: what is out of range is held at its ends, extremes and mean stay exact", "[histogram]") {
    Histogram histogram;
    histogram.record(-5);
    histogram.record(2 * Histogram::kMaxUs);
    CHECK(histogram.count() == 2);
    CHECK(histogram.min_us() == 0);
    CHECK(histogram.max_us() == 2 * Histogram::kMaxUs);
    CHECK(histogram.mean_us() == Histogram::kMaxUs);
    CHECK(histogram.percentile_us(500) == 0);
    CHECK(histogram.count_up_to(2 * Histogram::kMaxUs) == 2);
}

TEST_CASE("histogram: merged is as if all had been recorded in one", "[histogram]") {
    Histogram one;
    Histogram other;
    Histogram both;
    for (std::int64_t i = 0; i < 5000; ++i) {
        (i % 3 == 0 ? one : other).record(i * 37);
        both.record(i * 37);
    }
    one.merge(other);
    one.merge(Histogram());
    CHECK(one.count() == both.count());
    CHECK(one.min_us() == both.min_us());
    CHECK(one.max_us() == both.max_us());
    CHECK(one.mean_us() == both.mean_us());
    for (const unsigned per_mille : {10U, 500U, 999U}) {
        CHECK(one.percentile_us(per_mille) == both.percentile_us(per_mille));
    }
    Histogram empty;
    empty.merge(both);
    CHECK(empty.min_us() == both.min_us());
}
