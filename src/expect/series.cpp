// SPDX-License-Identifier: MIT
#include "expect/series.hpp"

#include <charconv>

#include "expect/compare.hpp"

namespace rtrip::expect {
namespace {

std::string digits_of(double number) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed, 3);
    return std::string(buffer.data(), end.ptr);
}

std::string milliseconds(std::int64_t us) {
    return std::to_string(us / 1000) + "." + std::to_string(1000 + us % 1000).substr(1);
}

const probe::Distribution& distribution_of(const probe::SeriesSummary& summary, std::string_view time) {
    for (std::size_t i = 0; i < kPhaseCount; ++i) {
        if (phase_name(static_cast<Phase>(i)) == time) return summary.all.phases[i];
    }
    return time == "ttfb" ? summary.all.ttfb : summary.all.total;
}

/// A figure, or why there is none.
struct Figure {
    std::string digits;
    std::string reason;
};

Figure time_figure(const SeriesFigure& figure, const probe::SeriesSummary& summary) {
    const probe::Distribution& times = distribution_of(summary, figure.time);
    if (times.count == 0) return {{}, "no request had it"};
    if (figure.statistic == "min") return {milliseconds(times.min_us), {}};
    if (figure.statistic == "mean") return {milliseconds(times.mean_us), {}};
    for (const probe::Percentile percentile : probe::kPercentiles) {
        if (probe::percentile_name(percentile) != figure.statistic) continue;
        if (times.supports(percentile)) return {milliseconds(times.at(percentile)), {}};
        return {{},
                "there are " + std::to_string(times.count) + " values, and " + figure.statistic + " takes " +
                    std::to_string(probe::samples_needed(percentile))};
    }
    return {milliseconds(times.max_us), {}};
}

Figure share(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return {{}, "there was no request"};
    return {digits_of(100.0 * static_cast<double>(part) / static_cast<double>(whole)), {}};
}

Figure figure_of(const Subject& subject, const probe::SeriesSummary& summary) {
    const bool percent = subject.unit.dimension == Dimension::percent;
    switch (subject.figure.of) {
        case SeriesFigure::Of::requests: return {std::to_string(summary.requests), {}};
        case SeriesFigure::Of::errors:
            return percent ? share(summary.failed, summary.requests) : Figure{std::to_string(summary.failed), {}};
        case SeriesFigure::Of::pool_reused: return share(summary.reused, summary.reused + summary.dialed);
        case SeriesFigure::Of::time: break;
    }
    return time_figure(subject.figure, summary);
}

}  // namespace

Judgement evaluate_series(const Expression& expression, const probe::SeriesSummary& summary) {
    Judgement out;
    out.expr = expression.text;
    out.severity = expression.severity;
    Figure figure = figure_of(expression.subject, summary);
    if (figure.digits.empty()) {
        out.ok = expression.op == Operator::absent;
        if (!out.ok) out.reason = std::move(figure.reason);
        return out;
    }
    Value value;
    value.kind = JsonKind::number;
    value.text = figure.digits;
    out.actual = {JsonKind::number, false, std::move(figure.digits), false};
    out.unit = std::string(expression.subject.unit.name);
    Comparison comparison = compare(expression, value);
    out.ok = comparison.holds;
    out.reason = std::move(comparison.reason);
    return out;
}

}  // namespace rtrip::expect
