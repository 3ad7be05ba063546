// SPDX-License-Identifier: MIT
#include "fake_env.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;
using namespace std::chrono_literals;
using rtrip::test::FakeEnv;
using rtrip::test::refusal;

namespace {

Plan plan_of(const std::vector<std::string>& words) {
    std::vector<std::string> all{"http://a"};
    all.insert(all.end(), words.begin(), words.end());
    FakeEnv fake;
    Resolved resolved = fake.resolve(all);
    for (const Error& problem : resolved.problems) UNSCOPED_INFO(problem.message);
    REQUIRE(resolved.plan);
    return std::move(*resolved.plan);
}

}  // namespace

TEST_CASE("resolve series: each of four options makes one", "[cli]") {
    CHECK_FALSE(plan_of({}).series);
    CHECK(plan_of({"--count", "5"}).series->count == 5u);
    CHECK(plan_of({"--duration", "2s"}).series->duration == 2s);
    CHECK(plan_of({"--interval", "500ms"}).series->interval == 500ms);
    CHECK(plan_of({"--rate", "30/m"}).series->rate_per_second == Approx(0.5));
    const Plan all = plan_of({"--count", "5", "--duration", "1m", "--rate", "2", "--concurrency", "7", "--summary"});
    CHECK(all.series->concurrency == 7);
    CHECK(all.workers() == 7);
    CHECK(all.report.summary_alone);
}

TEST_CASE("resolve series: slots and idle connections", "[cli]") {
    struct Row {
        std::vector<std::string> words;
        std::size_t workers;
        std::size_t idle_per_host;
    };
    for (const Row& row : std::vector<Row>{
             {{"--count", "9"}, 1, 2},
             {{"--count", "9", "--concurrency", "1000"}, 1000, 1000},
             {{"--rate", "9"}, 50, 50},
             {{"--rate", "9", "--concurrency", "3"}, 3, 3},
             {{"--rate", "9", "--max-idle-per-host", "4"}, 50, 4},
             {{"--max-idle-per-host", "90", "--count", "9"}, 1, 90},
         }) {
        const Plan plan = plan_of(row.words);
        INFO(row.words[0] << " " << row.words.back());
        CHECK(plan.workers() == row.workers);
        CHECK(plan.pool.max_idle_per_host == row.idle_per_host);
        CHECK(plan.pool.max_idle >= row.workers);
    }
}

TEST_CASE("resolve series: what makes no sense is a usage error", "[cli]") {
    for (const std::vector<std::string>& row : std::vector<std::vector<std::string>>{
             {"--count", "0"},
             {"--count", "-1"},
             {"--count", "1.5"},
             {"--count", "many"},
             {"--count", "99999999999999"},
             {"--duration", "0"},
             {"--duration", "-1s"},
             {"--duration", "soon"},
             {"--interval", "0"},
             {"--interval", "1w"},
             {"--rate", "0"},
             {"--rate", "fast"},
             {"--rate", "1/w"},
             {"--count", "1", "--concurrency", "0"},
             {"--count", "1", "--concurrency", "1001"},
             {"--concurrency", "2"},
             {"--summary"},
             {"--rate", "1", "--interval", "1s"},
             {"--count", "2", "-Z"},
             {"--count", "2", "-T", "-"},
             {"--count", "2", "-T", "."},
             {"--count", "2", "-F", "a=@-"},
             {"--count", "2", "-F", "=(", "-F", "a=<-", "-F", "=)"},
         }) {
        std::vector<std::string> words{"http://a"};
        words.insert(words.end(), row.begin(), row.end());
        std::string shown;
        for (const std::string& word : row) shown += word + " ";
        INFO(shown);
        CHECK(refusal(words) == 2);
    }
    // Text that happens to be "-" is no standard input.
    CHECK(plan_of({"--count", "2", "-F", "a=-"}).series);
}
