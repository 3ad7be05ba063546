// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "render/redact.hpp"
#include "render/summary.hpp"
#include "render/units.hpp"
#include "rtrip/error.hpp"

namespace rtrip::render {
namespace {

using probe::Distribution;
using probe::Latencies;
using probe::Percentile;
using probe::SeriesSummary;

void write_distribution(JsonWriter& out, std::string_view key, const Distribution& values) {
    // What never happened has no figures.
    if (values.count == 0) return out.null(key);
    const auto object = out.object(key);
    out.count("count", values.count);
    out.microseconds("min", values.min_us);
    out.microseconds("mean", values.mean_us);
    for (const Percentile p : probe::kPercentiles) out.microseconds(probe::percentile_name(p), values.at(p));
    out.microseconds("max", values.max_us);
    const auto unsupported = out.array("unsupported");
    for (const Percentile p : probe::kPercentiles) {
        if (!values.supports(p)) out.text(probe::percentile_name(p));
    }
}

void write_latencies(JsonWriter& out, const Latencies& times) {
    write_distribution(out, "total_ms", times.total);
    write_distribution(out, "ttfb_ms", times.ttfb);
    {
        const auto phases = out.object("phases");
        for (std::size_t i = 0; i < kPhaseCount; ++i) {
            write_distribution(out, std::string(phase_name(static_cast<Phase>(i))) + "_ms", times.phases[i]);
        }
    }
    write_distribution(out, "intended_total_ms", times.intended_total);
    write_distribution(out, "start_delay_ms", times.start_delay);
}

void write_asked(JsonWriter& out, const probe::SeriesAsked& asked) {
    const auto object = out.object("asked");
    out.count("count", asked.count);
    out.duration("duration_ms", asked.duration);
    out.duration("interval_ms", asked.interval);
    if (asked.rate_per_second) {
        out.decimal("rate_per_s", *asked.rate_per_second);
    } else {
        out.null("rate_per_s");
    }
    out.count("concurrency", asked.concurrency);
}

void write_counts(JsonWriter& out, const SeriesSummary& summary) {
    {
        const auto object = out.object("requests");
        out.count("count", summary.requests);
        out.count("ok", summary.ok);
        out.count("failed", summary.failed);
        out.count("abandoned", summary.abandoned);
        out.count("cold", summary.cold);
        out.count("warm", summary.warm);
    }
    out.count("round_trips", summary.round_trips);
    out.count("redirects", summary.redirects);
    out.count("retries", summary.retries);
    if (summary.asked.rate_per_second) {
        const auto ticks = out.object("ticks");
        out.count("missed", summary.missed_ticks);
        out.count("dropped", summary.dropped_ticks);
    } else {
        out.null("ticks");
    }
    {
        const auto statuses = out.object("statuses");
        for (const auto& status : summary.statuses) out.count(std::to_string(status.status), status.count);
    }
    {
        const auto errors = out.object("errors");
        for (const auto& error : summary.errors) out.count(error_code_name(error.code), error.count);
    }
    const auto messages = out.object("first_errors");
    for (const auto& error : summary.errors) out.text(error_code_name(error.code), mask_urls(error.first_message));
}

void write_reasons(JsonWriter& out, std::string_view key, const std::vector<probe::ReasonCount>& reasons) {
    const auto object = out.object(key);
    for (const auto& reason : reasons) out.count(reason.reason, reason.count);
}

void write_pool(JsonWriter& out, const SeriesSummary& summary) {
    const auto object = out.object("pool");
    out.count("dialed", summary.dialed);
    out.count("reused", summary.reused);
    out.count("returned", summary.returned);
    write_reasons(out, "new_because", summary.new_because);
    write_reasons(out, "not_returned_because", summary.not_returned_because);
}

void write_histogram(JsonWriter& out, const SeriesSummary& summary) {
    const auto bins = out.array("histogram");
    for (const probe::HistogramBin& bin : summary.histogram) {
        const auto object = out.object();
        out.microseconds("above_ms", bin.above_us);
        out.microseconds("up_to_ms", bin.up_to_us);
        out.count("count", bin.count);
    }
}

}  // namespace

std::string to_json(const SeriesSummary& summary, JsonStyle style) {
    JsonWriter out(style);
    {
        const auto document = out.object();
        out.text("schema", "rtrip.summary/1");
        {
            const auto urls = out.array("urls");
            for (const std::string& url : summary.urls) out.text(mask_urls(url));
        }
        out.flag("ok", summary.exit_code == 0 && !summary.interrupted);
        out.number("exit_code", summary.exit_code);
        out.flag("interrupted", summary.interrupted);
        out.text("started_at", format_utc(summary.started_at, TimePrecision::microseconds));
        out.duration("duration_ms", summary.duration);
        write_asked(out, summary.asked);
        out.decimal("rate_per_s", summary.achieved_per_second());
        write_counts(out, summary);
        write_pool(out, summary);
        out.count("sent_bytes", summary.sent_bytes);
        out.count("received_bytes", summary.received_bytes);
        write_latencies(out, summary.all);
        {
            const auto cold = out.object("cold");
            write_latencies(out, summary.cold_latencies);
        }
        {
            const auto warm = out.object("warm");
            write_latencies(out, summary.warm_latencies);
        }
        write_distribution(out, "failed_total_ms", summary.failed_total);
        write_histogram(out, summary);
        out.microseconds("silence_ms", summary.silence_us);
        out.microseconds("silence_at_ms", summary.silence_at_us);
        out.text_or_null("note", summary_note(summary, Charset::ascii));
    }
    return out.take();
}

}  // namespace rtrip::render
