// SPDX-License-Identifier: MIT
#include "render/budget.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "render/json_writer.hpp"
#include "render/text.hpp"
#include "render/units.hpp"

namespace rtrip::render {
namespace {

using expect::BudgetFigure;
using expect::BudgetVerdict;

void write_center(JsonWriter& out, std::string_view key, const std::optional<expect::Center>& center) {
    if (!center) return out.null(key);
    const auto object = out.object(key);
    out.count("count", center->count);
    out.microseconds("median_ms", center->median_us);
    out.microseconds("low_ms", center->low_us);
    out.microseconds("high_ms", center->high_us);
}

std::string time_text(std::int64_t us, Charset charset) {
    return format_duration(std::chrono::microseconds(us), charset);
}

std::string verdict_words(const BudgetFigure& figure) {
    switch (figure.verdict) {
        case BudgetVerdict::within: return "within";
        case BudgetVerdict::over: return "OVER";
        case BudgetVerdict::undecided: return "undecided";
        case BudgetVerdict::too_few: break;
    }
    return "too few values (" + std::to_string(figure.before.count) + ", " + std::to_string(figure.now.count) + ")";
}

}  // namespace

std::string baseline_json(const expect::Baseline& baseline) {
    JsonWriter out(JsonStyle::compact);
    {
        const auto document = out.object();
        out.text("schema", "rtrip.baseline/1");
        out.text("saved_at", baseline.saved_at);
        out.text("method", baseline.method);
        out.text("url", baseline.url);
        for (std::size_t kind = 0; kind < expect::kKindCount; ++kind) {
            const auto object = out.object(expect::kind_name(static_cast<expect::ConnectionKind>(kind)));
            for (std::size_t i = 0; i < expect::kFigureCount; ++i) {
                write_center(out, expect::figure_name(i), baseline.centers[kind][i]);
            }
        }
    }
    return out.take() + "\n";
}

std::string budget_json(const expect::Baseline& baseline, const expect::Budget& budget,
                        const expect::BudgetOutcome& outcome) {
    JsonWriter out(JsonStyle::compact);
    {
        const auto document = out.object();
        out.text("schema", "rtrip.budget/1");
        out.flag("ok", outcome.verdict != BudgetVerdict::over);
        out.text("verdict", expect::verdict_name(outcome.verdict));
        out.text("budget", budget.text);
        {
            const auto object = out.object("baseline");
            out.text("saved_at", baseline.saved_at);
            out.text("method", baseline.method);
            out.text("url", baseline.url);
        }
        const auto figures = out.array("figures");
        for (const BudgetFigure& figure : outcome.figures) {
            const auto object = out.object();
            out.text("connection", expect::kind_name(figure.kind));
            out.text("name", expect::figure_name(figure.figure));
            out.text("verdict", expect::verdict_name(figure.verdict));
            write_center(out, "before", figure.before);
            write_center(out, "now", figure.now);
            out.microseconds("limit_ms", figure.limit_us);
        }
    }
    return out.take() + "\n";
}

std::string budget_sentence(const expect::Budget& budget, const expect::BudgetOutcome& outcome) {
    const auto count = [&outcome](BudgetVerdict verdict) {
        return static_cast<std::uint64_t>(
            std::count_if(outcome.figures.begin(), outcome.figures.end(),
                          [verdict](const BudgetFigure& figure) { return figure.verdict == verdict; }));
    };
    const std::string of = "budget " + escape_for_terminal(budget.text) + ": ";
    if (outcome.verdict == BudgetVerdict::over) {
        const auto figure = std::find_if(outcome.figures.begin(), outcome.figures.end(),
                                         [](const BudgetFigure& each) { return each.verdict == BudgetVerdict::over; });
        std::string out = of + "exceeded by " + std::string(expect::figure_name(figure->figure)) + " (" +
                          std::string(expect::kind_name(figure->kind)) + "), " +
                          time_text(figure->before.median_us, Charset::ascii) + " before and " +
                          time_text(figure->now.median_us, Charset::ascii) + " now";
        const std::uint64_t others = count(BudgetVerdict::over) - 1;
        return others > 0 ? out + ", and by " + format_count(others, "other") : out;
    }
    const std::uint64_t undecided = count(BudgetVerdict::undecided);
    if (outcome.verdict == BudgetVerdict::within) {
        std::string out = of + "kept";
        return undecided > 0 ? out + "; " + format_count(undecided, "figure") + " undecided" : out;
    }
    if (outcome.figures.empty()) return of + "no verdict, the runs have nothing in common";
    if (undecided == 0) {
        return of + "no verdict, it takes " + std::to_string(expect::kLeastCount) + " requests of a kind in both runs";
    }
    return of + "no verdict, the times vary too much for so few requests";
}

std::string budget_text(const expect::Budget& budget, const expect::BudgetOutcome& outcome, Charset charset) {
    constexpr std::size_t kWord = 6;
    constexpr std::size_t kName = 9;
    constexpr std::size_t kTime = 12;
    std::string out;
    if (!outcome.figures.empty()) {
        out += "  " + std::string(kWord + kName, ' ') + pad_left("before", kTime) + pad_left("now", kTime) +
               pad_left("limit", kTime) + "\n";
    }
    for (const BudgetFigure& figure : outcome.figures) {
        out += "  " + pad_right(expect::kind_name(figure.kind), kWord) +
               pad_right(expect::figure_name(figure.figure), kName) +
               pad_left(time_text(figure.before.median_us, charset), kTime) +
               pad_left(time_text(figure.now.median_us, charset), kTime) +
               pad_left(time_text(figure.limit_us, charset), kTime) + "  " + verdict_words(figure) + "\n";
    }
    return out + budget_sentence(budget, outcome) + "\n";
}

}  // namespace rtrip::render
