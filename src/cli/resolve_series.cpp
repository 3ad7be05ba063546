// SPDX-License-Identifier: MIT
#include <algorithm>

#include "cli/draft.hpp"
#include "cli/values.hpp"

namespace rtrip::cli {
namespace {

constexpr std::size_t kMaxConcurrency = 1000;
/// Slots of a rate whose requests take longer than the time between two of them.
constexpr std::size_t kDefaultRateConcurrency = 50;
constexpr std::uint64_t kMaxCount = 1'000'000'000'000;

void set_count(const Occurrence& item, Draft& draft) {
    const std::optional<std::uint64_t> value = parse_number(item.value);
    if (!value || *value == 0 || *value > kMaxCount) return draft.bad_value(item, "a number from 1 on");
    draft.series.count = value;
}

void set_time(const Occurrence& item, std::optional<Duration>& time, Draft& draft) {
    const std::optional<Duration> value = parse_duration(item.value);
    if (!value || *value <= Duration{}) return draft.bad_value(item, "a time above 0 such as 500ms, 2s, 1m or 1h");
    time = value;
}

void set_rate(const Occurrence& item, Draft& draft) {
    const std::optional<double> value = parse_rate(item.value);
    if (!value) return draft.bad_value(item, "a rate such as 100/s, 30/m, 5/h or 2.5, and 1000000/s at most");
    draft.series.rate = value;
}

void set_concurrency(const Occurrence& item, Draft& draft) {
    const std::optional<std::uint64_t> value = parse_number(item.value);
    if (!value || *value == 0 || *value > kMaxConcurrency) return draft.bad_value(item, "a number from 1 to 1000");
    draft.series.concurrency = static_cast<std::size_t>(*value);
}

bool reads_standard_input(const std::vector<FormPart>& parts) {
    return std::any_of(parts.begin(), parts.end(), [](const FormPart& part) {
        const bool file = part.source == PartSource::file || part.source == PartSource::file_text;
        return (file && part.content == "-") || reads_standard_input(part.parts);
    });
}

/// What cannot be sent a second time cannot be sent in a series.
bool reads_standard_input(const Group& group) {
    const bool upload = std::any_of(group.urls.begin(), group.urls.end(),
                                    [](const UrlSpec& spec) { return spec.upload == "-" || spec.upload == "."; });
    return upload || reads_standard_input(group.request.form);
}

void check_series(Drafts& all) {
    const SeriesFlags& flags = all.series;
    const auto refuse = [&all](std::string text) { all.problems.emplace_back(ErrorCode::usage_invalid, text); };
    if (flags.rate && flags.interval) refuse("--rate and --interval both say when requests start; use one of them");
    if (all.plan.parallel) refuse("-Z and a series: use --concurrency to say how many requests run at a time");
    for (const Group& group : all.plan.groups) {
        if (reads_standard_input(group)) {
            refuse("a series cannot send standard input again and again; put it into a file");
            break;
        }
    }
}

}  // namespace

bool apply_series_flag(const Occurrence& item, Draft& draft) {
    switch (item.id) {
        case FlagId::count: set_count(item, draft); return true;
        case FlagId::duration: set_time(item, draft.series.duration, draft); return true;
        case FlagId::interval: set_time(item, draft.series.interval, draft); return true;
        case FlagId::rate: set_rate(item, draft); return true;
        case FlagId::concurrency: set_concurrency(item, draft); return true;
        case FlagId::summary: draft.series.summary = item.on; return true;
        default: return false;
    }
}

void finish_series(Drafts& all) {
    const SeriesFlags& flags = all.series;
    if (!flags.count && !flags.duration && !flags.interval && !flags.rate) {
        for (const auto& [given, name] :
             {std::pair(flags.concurrency.has_value(), "--concurrency"), std::pair(flags.summary, "--summary")}) {
            if (!given) continue;
            all.problems.emplace_back(
                ErrorCode::usage_invalid,
                std::string(name) + " is for a series: --count, --duration, --interval or --rate");
        }
        return;
    }
    check_series(all);
    probe::SeriesAsked asked;
    asked.count = flags.count;
    asked.duration = flags.duration;
    asked.interval = flags.interval;
    asked.rate_per_second = flags.rate;
    asked.concurrency = flags.concurrency.value_or(flags.rate ? kDefaultRateConcurrency : 1);
    all.plan.series = asked;
    all.plan.report.summary_alone = flags.summary;
    PoolOptions& pool = all.plan.pool;
    // Otherwise most slots would dial for each request.
    if (!flags.max_idle_given) pool.max_idle_per_host = std::max(pool.max_idle_per_host, asked.concurrency);
    pool.max_idle = std::max(pool.max_idle, 2 * asked.concurrency);
}

}  // namespace rtrip::cli
