// SPDX-License-Identifier: MIT
#include "expect/budget.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "expect/json_find.hpp"
#include "expect/quantity.hpp"

namespace rtrip::expect {
namespace {

// The limits of what a file may say: a count and a time that are beyond any run.
constexpr std::uint64_t kMaxCount = 1'000'000'000'000;
constexpr double kMaxMilliseconds = 1e9;
constexpr double kMaxPercent = 1e6;
constexpr std::size_t kMaxFileBytes = std::size_t{64} << 10U;
constexpr std::size_t kMaxText = 8192;

Result<Baseline> broken(const std::string& what) {
    return fail(ErrorCode::config_unreadable, "it is no baseline of rtrip's: " + what);
}

/// Reads single values out of one document.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    std::optional<JsonSpan> find(std::initializer_list<std::string_view> names) {
        path_.clear();
        for (const std::string_view name : names) path_.push_back({std::string(name), false});
        return find_json(text_, path_).found;
    }

    std::optional<std::string> text(std::initializer_list<std::string_view> names) {
        const auto span = find(names);
        if (!span || span->kind != JsonKind::text || span->end - span->begin > kMaxText) return std::nullopt;
        return json_characters(span->in(text_));
    }

    std::optional<std::uint64_t> count(std::initializer_list<std::string_view> names) {
        const auto span = find(names);
        if (!span || span->kind != JsonKind::number) return std::nullopt;
        const std::string_view digits = span->in(text_);
        std::uint64_t value = 0;
        const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc{} || stop != digits.data() + digits.size() || value > kMaxCount) return std::nullopt;
        return value;
    }

    std::optional<std::int64_t> time_us(std::initializer_list<std::string_view> names) {
        const auto span = find(names);
        if (!span || span->kind != JsonKind::number) return std::nullopt;
        const auto quantity = parse_quantity(span->in(text_));
        if (!quantity || !(quantity->value >= 0 && quantity->value <= kMaxMilliseconds)) return std::nullopt;
        return std::llround(quantity->value * 1000);
    }

private:
    std::string_view text_;
    std::vector<JsonStep> path_;
};

/// A center, null, or what is wrong with it.
Result<std::optional<Center>> read_center(Reader& reader, std::string_view kind, std::string_view figure) {
    const auto at = reader.find({kind, figure});
    const std::string name = std::string(kind) + "." + std::string(figure);
    const auto wrong = [&name](std::string_view what) {
        return fail(ErrorCode::config_unreadable, name + " " + std::string(what));
    };
    if (!at) return wrong("is missing");
    if (at->kind == JsonKind::null) return std::optional<Center>();
    Center out;
    const auto count = reader.count({kind, figure, "count"});
    const auto median = reader.time_us({kind, figure, "median_ms"});
    if (!count || *count == 0 || !median) return wrong("has no count or no median_ms");
    out.count = *count;
    out.median_us = *median;
    out.low_us = reader.time_us({kind, figure, "low_ms"});
    out.high_us = reader.time_us({kind, figure, "high_ms"});
    const bool ordered = out.low_us && out.high_us && *out.low_us <= out.median_us && out.median_us <= *out.high_us;
    if (out.count < kLeastCount) {
        if (out.low_us || out.high_us) return wrong("has low_ms or high_ms, which so few values don't give");
    } else if (!ordered) {
        return wrong("has no low_ms and high_ms with median_ms between them");
    }
    return std::optional(out);
}

}  // namespace

Result<Baseline> read_baseline(std::string_view text) {
    if (text.size() > kMaxFileBytes) return broken("it is longer than one");
    const JsonResult document = find_json(text, {});
    if (document.fault) {
        return broken("at offset " + std::to_string(document.fault->offset) + " " + std::string(document.fault->what));
    }
    Reader reader(text);
    if (reader.text({"schema"}) != "rtrip.baseline/1") return broken("its schema is not \"rtrip.baseline/1\"");
    Baseline out;
    const auto saved_at = reader.text({"saved_at"});
    const auto method = reader.text({"method"});
    const auto url = reader.text({"url"});
    if (!saved_at || !method || !url) return broken("saved_at, method or url is missing");
    out.saved_at = *saved_at;
    out.method = *method;
    out.url = *url;
    for (std::size_t kind = 0; kind < kKindCount; ++kind) {
        for (std::size_t i = 0; i < kFigureCount; ++i) {
            const std::string_view name = kind_name(static_cast<ConnectionKind>(kind));
            Result<std::optional<Center>> center = read_center(reader, name, figure_name(i));
            if (!center) return broken(center.error().message);
            out.centers[kind][i] = *center;
        }
    }
    return out;
}

std::int64_t Budget::limit_us(std::int64_t before_us) const {
    return std::llround(static_cast<double>(before_us) * (1 + percent / 100)) + slack_us;
}

Result<Budget> parse_budget(std::string_view text) {
    Budget out;
    out.text = std::string(text);
    const auto bad = [] { return fail(ErrorCode::usage_invalid, "+20%, +5ms or +20%,5ms is wanted"); };
    if (!text.starts_with('+')) return bad();
    std::string_view rest = text.substr(1);
    const std::size_t comma = rest.find(',');
    const auto first = parse_quantity(rest.substr(0, comma));
    if (!first || first->value < 0) return bad();
    std::optional<Quantity> slack;
    if (first->dimension == Dimension::percent) {
        if (first->value > kMaxPercent) return bad();
        out.percent = first->value;
        if (comma == std::string_view::npos) return out;
        slack = parse_quantity(rest.substr(comma + 1));
    } else if (comma == std::string_view::npos) {
        slack = first;
    }
    if (!slack || slack->dimension != Dimension::time ||
        !(slack->value >= 0 && slack->value <= kMaxMilliseconds * 1e6)) {
        return bad();
    }
    out.slack_us = std::llround(slack->value / 1000);
    return out;
}

std::string_view verdict_name(BudgetVerdict verdict) {
    constexpr std::array<std::string_view, 4> kNames{"within", "over", "undecided", "too_few"};
    return kNames[static_cast<std::size_t>(verdict)];
}

BudgetOutcome hold_against(const Baseline& baseline, const Budget& budget, const Centers& now) {
    BudgetOutcome out;
    bool over = false;
    bool within = false;
    for (std::size_t kind = 0; kind < kKindCount; ++kind) {
        for (std::size_t i = 0; i < kFigureCount; ++i) {
            if (!baseline.centers[kind][i] || !now[kind][i]) continue;
            BudgetFigure figure;
            figure.kind = static_cast<ConnectionKind>(kind);
            figure.figure = i;
            figure.before = *baseline.centers[kind][i];
            figure.now = *now[kind][i];
            figure.limit_us = budget.limit_us(figure.before.median_us);
            if (figure.before.is_known() && figure.now.is_known()) {
                figure.verdict = BudgetVerdict::undecided;
                // Either is said only when the ranges of both medians leave nothing else.
                if (*figure.now.low_us > budget.limit_us(*figure.before.high_us)) figure.verdict = BudgetVerdict::over;
                if (*figure.now.high_us <= budget.limit_us(*figure.before.low_us))
                    figure.verdict = BudgetVerdict::within;
            }
            over = over || figure.verdict == BudgetVerdict::over;
            within = within || figure.verdict == BudgetVerdict::within;
            out.figures.push_back(figure);
        }
    }
    out.verdict = over ? BudgetVerdict::over : within ? BudgetVerdict::within : BudgetVerdict::undecided;
    return out;
}

}  // namespace rtrip::expect
