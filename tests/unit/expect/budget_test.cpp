// SPDX-License-Identifier: MIT
#include "expect/budget.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "render/budget.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::expect;

namespace {

constexpr std::size_t kTotal = kPhaseCount;

/// As many values as asked for around a middle, spread by so much to both sides.
Center spread(std::size_t count, std::int64_t middle_us, std::int64_t width_us) {
    std::vector<std::int64_t> times;
    for (std::size_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::int64_t>(i);
        times.push_back(middle_us - width_us +
                        2 * width_us * at / static_cast<std::int64_t>(std::max<std::size_t>(count - 1, 1)));
    }
    return center_of(times);
}

Baseline baseline_of(const Center& total) {
    Baseline out;
    out.saved_at = "2026-01-02T03:04:05Z";
    out.method = "GET";
    out.url = "https://example.com/a\"b\\";
    out.centers[0][kTotal] = total;
    return out;
}

BudgetVerdict verdict_of(const Center& before, const Center& now, const std::string& budget) {
    Centers centers;
    centers[0][kTotal] = now;
    const BudgetOutcome outcome = hold_against(baseline_of(before), *parse_budget(budget), centers);
    REQUIRE(outcome.figures.size() == 1);
    return outcome.figures.front().verdict;
}

}  // namespace

TEST_CASE("budget: where the middle of a sample lies", "[expect][budget]") {
    CHECK(center_of({}).count == 0);
    CHECK(center_of({5}).median_us == 5);
    CHECK(center_of({8, 2}).median_us == 5);
    CHECK(center_of({3, 1, 2}).median_us == 2);
    CHECK_FALSE(center_of({1, 2, 3, 4, 5}).is_known());
    // The ranks of published tables (binomial, at least 95 % but for rounding): 6: 1 and 6, 10: 2 and 9, 20: 6 and 15.
    struct Row {
        std::int64_t count, low, high;
    };
    for (const Row& row : std::vector<Row>{{6, 1, 6}, {8, 1, 8}, {10, 2, 9}, {20, 6, 15}, {100, 40, 61}}) {
        std::vector<std::int64_t> times;
        for (std::int64_t i = row.count; i > 0; --i) times.push_back(i);
        const Center center = center_of(times);
        INFO(row.count);
        CHECK(center.low_us == row.low);
        CHECK(center.high_us == row.high);
    }
}

TEST_CASE("budget: the range holds the true median as often as it says", "[expect][budget]") {
    std::mt19937 random(7);
    std::exponential_distribution<double> skewed(1.0);
    const double median = 1000 * 0.6931471805599453;
    for (const std::size_t count : {6U, 12U, 30U, 101U}) {
        int held = 0;
        constexpr int kRuns = 2000;
        for (int run = 0; run < kRuns; ++run) {
            std::vector<std::int64_t> times;
            for (std::size_t i = 0; i < count; ++i) times.push_back(static_cast<std::int64_t>(1000 * skewed(random)));
            const Center center = center_of(times);
            if (static_cast<double>(*center.low_us) <= median && median <= static_cast<double>(*center.high_us) + 1)
                ++held;
        }
        INFO(count << " values: " << held << " of " << kRuns);
        CHECK(held > kRuns * 93 / 100);
    }
}

TEST_CASE("budget: what is typed", "[expect][budget]") {
    CHECK(parse_budget("+20%")->limit_us(1000) == 1200);
    CHECK(parse_budget("+5ms")->limit_us(1000) == 6000);
    CHECK(parse_budget("+20%,5ms")->limit_us(1000) == 6200);
    CHECK(parse_budget("+0%")->limit_us(1000) == 1000);
    for (const std::string text : {"", "+", "20%", "-20%", "+-5%", "+20", "+20%,", "+20%,5", "+5ms,20%", "+20%,+-5ms",
                                   "+5MB", "+20%,5ms,1", "+1e99%", "+20% ", "+1e300s"}) {
        INFO(text);
        CHECK_FALSE(parse_budget(text));
    }
}

TEST_CASE("budget: a verdict only where the samples leave no other", "[expect][budget]") {
    const Center before = spread(31, 10'000, 500);
    CHECK(verdict_of(before, spread(31, 10'100, 500), "+20%") == BudgetVerdict::within);
    CHECK(verdict_of(before, spread(31, 5'000, 500), "+0%") == BudgetVerdict::within);
    CHECK(verdict_of(before, spread(31, 15'000, 500), "+20%") == BudgetVerdict::over);
    CHECK(verdict_of(before, spread(31, 15'000, 500), "+20%,10ms") == BudgetVerdict::within);
    // At the limit, and far above it with times that are anywhere.
    CHECK(verdict_of(before, spread(31, 12'000, 500), "+20%") == BudgetVerdict::undecided);
    CHECK(verdict_of(before, spread(8, 20'000, 18'000), "+20%") == BudgetVerdict::undecided);
    CHECK(verdict_of(before, spread(5, 90'000, 10), "+20%") == BudgetVerdict::too_few);
    CHECK(verdict_of(spread(5, 10'000, 10), spread(31, 90'000, 10), "+20%") == BudgetVerdict::too_few);
}

TEST_CASE("budget: one figure over is the whole over, none decided is no verdict", "[expect][budget]") {
    Baseline baseline = baseline_of(spread(31, 10'000, 100));
    baseline.centers[1][kTotal] = spread(31, 1'000, 10);
    const Budget budget = *parse_budget("+20%");
    Centers now;
    CHECK(hold_against(baseline, budget, now).figures.empty());
    CHECK(render::budget_sentence(budget, hold_against(baseline, budget, now)) ==
          "budget +20%: no verdict, the runs have nothing in common");
    now[0][kTotal] = spread(31, 10'000, 100);
    CHECK(hold_against(baseline, budget, now).verdict == BudgetVerdict::within);
    CHECK(render::budget_sentence(budget, hold_against(baseline, budget, now)) == "budget +20%: kept");
    now[1][kTotal] = spread(31, 2'000, 10);
    const BudgetOutcome over = hold_against(baseline, budget, now);
    CHECK(over.verdict == BudgetVerdict::over);
    CHECK(render::budget_sentence(budget, over) ==
          "budget +20%: exceeded by total (warm), 1.000 ms before and 2.000 ms now");
    now[0][kTotal] = spread(3, 10'000, 100);
    now[1][kTotal].reset();
    CHECK(hold_against(baseline, budget, now).verdict == BudgetVerdict::undecided);
    CHECK(render::budget_sentence(budget, hold_against(baseline, budget, now)) ==
          "budget +20%: no verdict, it takes 6 requests of a kind in both runs");
}

TEST_CASE("budget: a baseline is read as it was written", "[expect][budget]") {
    Baseline baseline = baseline_of(spread(31, 10'123, 77));
    baseline.centers[1][0] = spread(3, 55, 1);
    baseline.centers[1][1] = spread(9, 0, 0);
    const std::string text = render::baseline_json(baseline);
    const Result<Baseline> read = read_baseline(text);
    INFO((read ? "" : read.error().message));
    REQUIRE(read);
    CHECK(read->url == baseline.url);
    CHECK(read->method == "GET");
    CHECK(render::baseline_json(*read) == text);
    // Cut anywhere it is refused.
    for (std::size_t length = 0; length + 2 < text.size(); ++length) {
        const Result<Baseline> cut = read_baseline(std::string_view(text).substr(0, length));
        REQUIRE_FALSE(cut);
        CHECK(cut.error().code == ErrorCode::config_unreadable);
    }
}

TEST_CASE("budget: a baseline that contradicts itself is refused", "[expect][budget]") {
    const std::string good = render::baseline_json(baseline_of(spread(31, 10'000, 100)));
    const auto with = [&good](const std::string& old, const std::string& fresh) {
        std::string text = good;
        const std::size_t at = text.find(old);
        REQUIRE(at != std::string::npos);
        return text.replace(at, old.size(), fresh);
    };
    for (const std::string& text :
         {with("rtrip.baseline/1", "rtrip.baseline/2"), with("\"count\":31", "\"count\":-31"),
          with("\"count\":31", "\"count\":0"), with("\"count\":31", "\"count\":1e30"),
          with("\"count\":31", "\"count\":\"30\""), with("\"count\":31", "\"count\":5"),
          with("\"median_ms\":10", "\"median_ms\":99"), with("\"median_ms\":10", "\"median_ms\":-1"),
          with("\"median_ms\":10", "\"median_ms\":1e30"), with("\"method\":\"GET\"", "\"method\":5"),
          with("\"warm\":{", "\"worm\":{"), with("\"dns\":null,", ""), with("\"dns\":null", "\"dns\":[]"),
          "[]" + good}) {
        INFO(text);
        CHECK_FALSE(read_baseline(text));
    }
    CHECK_FALSE(read_baseline(good + std::string(std::size_t{64} << 10U, ' ')));
}
