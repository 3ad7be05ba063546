// SPDX-License-Identifier: MIT
#include "expect/series.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::expect;

TEST_CASE("expectations: held against a series", "[expect][series]") {
    probe::SeriesSummary summary;
    summary.requests = 200;
    summary.failed = 2;
    summary.ok = 198;
    summary.dialed = 10;
    summary.reused = 190;
    probe::Distribution& total = summary.all.total;
    total = {200, 1'500, 20'250, {12'000, 30'000, 40'000, 80'004, 99'000}, 100'000};
    summary.all.phases[static_cast<std::size_t>(Phase::dns)] = {10, 100, 200, {150, 300, 300, 300, 300}, 300};

    struct Row {
        std::string text;
        bool ok;
        std::string actual;
    };
    const std::vector<Row> rows{
        {"requests==200", true, "200"},
        {"requests<200", false, "200"},
        {"errors<1%", false, "1.000"},
        {"errors<=1%", true, "1.000"},
        {"errors==2", true, "2"},
        {"errors==0", false, "2"},
        {"pool.reused>90%", true, "95.000"},
        {"pool.reused>96%", false, "95.000"},
        {"min.total>=1500us", true, "1.500"},
        {"mean.total<20ms", false, "20.250"},
        {"p50.total<20ms", true, "12.000"},
        {"p99.total==80.004ms", true, "80.004"},
        {"p999.total<1s", false, ""},
        {"max.total<=100ms", true, "100.000"},
        {"p50.dns<1ms", true, "0.150"},
        {"p95.dns<1ms", false, ""},
        {"max.tls<1s", false, ""},
        {"max.tls!exists", true, ""},
        {"max.dns exists", true, "0.300"},
        {"max.ttfb<1s", false, ""},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        const Result<Expression> expression = parse_expression(row.text, Severity::fault);
        REQUIRE(expression);
        const Judgement judgement = evaluate_series(*expression, summary);
        INFO(judgement.reason);
        CHECK(judgement.ok == row.ok);
        CHECK(judgement.actual.text == row.actual);
        if (!row.ok && row.actual.empty()) CHECK_FALSE(judgement.reason.empty());
    }
    const Result<Expression> tail = parse_expression("p999.total<1s", Severity::warn);
    CHECK(evaluate_series(*tail, summary).reason == "there are 200 values, and p999 takes 1000");
}
