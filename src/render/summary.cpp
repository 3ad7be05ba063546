// SPDX-License-Identifier: MIT
#include "render/summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "render/palette.hpp"
#include "render/redact.hpp"
#include "render/text.hpp"
#include "render/units.hpp"

namespace rtrip::render {
namespace {

using probe::Distribution;
using probe::Latencies;
using probe::Percentile;
using probe::SeriesSummary;

constexpr std::size_t kIndent = 2;
constexpr std::size_t kLabelWidth = 11;
constexpr std::size_t kCellWidth = 8;
constexpr std::size_t kFactWidth = 13;
constexpr std::size_t kMaxBar = 40;
/// Fewer requests are no distribution that a picture would show.
constexpr std::uint64_t kMinForHistogram = 20;
constexpr std::string_view kFootnote =
    "* of too few requests to say more than the largest (p90 needs 10, p95 20, p99 100, p99.9 1000)";

/// A column of the table.
struct Column {
    std::string_view name;
    std::size_t rank;  ///< The last ones are left out where there is no room for all.
    std::int64_t (*value)(const Distribution& values);
    std::optional<Percentile> percentile;
};

template <Percentile P>
std::int64_t percentile_of(const Distribution& values) {
    return values.at(P);
}

constexpr std::array kColumns{
    Column{"min", 4, [](const Distribution& values) { return values.min_us; }, {}},
    Column{"mean", 7, [](const Distribution& values) { return values.mean_us; }, {}},
    Column{"p50", 0, percentile_of<Percentile::p50>, Percentile::p50},
    Column{"p90", 5, percentile_of<Percentile::p90>, Percentile::p90},
    Column{"p95", 8, percentile_of<Percentile::p95>, Percentile::p95},
    Column{"p99", 2, percentile_of<Percentile::p99>, Percentile::p99},
    Column{"p99.9", 6, percentile_of<Percentile::p999>, Percentile::p999},
    Column{"max", 1, [](const Distribution& values) { return values.max_us; }, {}},
};
constexpr std::size_t kCountRank = 3;

std::string time_text(std::int64_t us, Charset charset) {
    return format_duration(std::chrono::microseconds(us), charset);
}

/// Milliseconds in at most seven characters.
std::string cell(std::int64_t us) {
    const int decimals = us < 10'000 ? 3 : us < 100'000 ? 2 : us < 1'000'000 ? 1 : 0;
    std::int64_t step = 1000;
    for (int i = 0; i < decimals; ++i) step /= 10;
    const std::int64_t steps = (us + step / 2) / step;
    const std::int64_t one = 1000 / step;
    std::string out = std::to_string(steps / one);
    if (decimals == 0) return out;
    const std::string fraction = std::to_string(steps % one);
    return out + "." + std::string(static_cast<std::size_t>(decimals) - fraction.size(), '0') + fraction;
}

/// With one decimal, unless it is a whole number.
std::string number(double value) {
    const std::int64_t tenths = std::llround(value * 10);
    const std::string whole = std::to_string(tenths / 10);
    return tenths % 10 == 0 ? whole : whole + "." + std::to_string(tenths % 10);
}

/// Rounded down, so that all but one are not all.
std::string percent(std::uint64_t part, std::uint64_t whole) {
    const double share = static_cast<double>(part) / static_cast<double>(whole);
    return number(std::floor(share * 1000) / 10) + "%";
}

/// A rate in the unit in which it is at least one.
std::string rate_text(double per_second) {
    if (per_second >= 1 || per_second <= 0) return number(per_second) + "/s";
    if (per_second * 60 >= 1) return number(per_second * 60) + "/min";
    return number(per_second * 3600) + "/h";
}

/// On requests that started late.
std::string delay_note(const SeriesSummary& summary, Charset charset) {
    // Timers are late by some tenths of a millisecond; that is no news.
    constexpr std::int64_t kNews = 2'000;
    const Latencies& all = summary.all;
    if (all.intended_total.count == 0 || all.start_delay.max_us < kNews) return {};
    // The percentile that the sample supports, or what stands in for it.
    const bool supported = all.total.supports(Percentile::p99);
    const std::int64_t due = supported ? all.intended_total.at(Percentile::p99) : all.intended_total.max_us;
    const std::int64_t actual = supported ? all.total.at(Percentile::p99) : all.total.max_us;
    std::string out =
        "Requests were delayed by up to " + time_text(all.start_delay.max_us, charset) + " beyond their intended start";
    // Nobody else can have kept a request from a slot that was free.
    if (summary.missed_ticks == 0) out += ", although a slot was free: this machine was busy";
    out += ". From the intended start, " + std::string(supported ? "p99" : "the longest") + " is " +
           time_text(due, charset) + "; from the actual start it is ";
    if (due - actual >= kNews) out += "only ";
    return out + time_text(actual, charset) + ".";
}

std::string dropped_note(const SeriesSummary& summary) {
    if (summary.dropped_ticks == 0) return {};
    return format_count(summary.dropped_ticks, "request") +
           " that had become due had not started when the series ended, and are in no figure.";
}

/// On a stall, which few of many requests may be all there is to see of.
std::string silence_note(const SeriesSummary& summary, Charset charset) {
    constexpr std::int64_t kLong = 100'000;
    constexpr std::int64_t kTimesTypical = 10;
    constexpr std::uint64_t kEnoughRequests = 20;
    const std::int64_t typical = summary.all.total.at(Percentile::p50);
    if (summary.requests < kEnoughRequests || summary.silence_us < std::max(kLong, kTimesTypical * typical)) return {};
    return "For " + time_text(summary.silence_us, charset) + ", from " + time_text(summary.silence_at_us, charset) +
           " after the start on, no request ended although one was under way; half of all requests took " +
           time_text(typical, charset) + " at most.";
}

/// Writes one summary, top to bottom.
class Writer {
public:
    Writer(const SeriesSummary& summary, const HumanStyle& style)
        : summary_(summary),
          style_(style),
          palette_(style.color),
          width_(static_cast<std::size_t>(std::max(style.width, kMinWidth))) {}

    std::string write() {
        head();
        if (summary_.all.total.count > 0) {
            table();
            if (summary_.requests >= kMinForHistogram) histogram();
        }
        facts();
        return std::move(out_);
    }

private:
    [[nodiscard]] std::string shown(std::string_view text) const { return printable(mask_urls(text), style_.charset); }

    void line(std::string text) { out_ += std::move(text) + "\n"; }

    void paragraph(std::string_view text, Tone tone) {
        for (const std::string& one : wrap(text, width_ - 2)) line("  " + palette_.paint(tone, one));
    }

    void head() {
        std::string what = format_count(summary_.requests, "request");
        if (summary_.failed > 0) what += ", " + std::to_string(summary_.failed) + " failed";
        what += ", " + format_duration(summary_.duration, style_.charset) + ", " +
                rate_text(summary_.achieved_per_second());
        if (summary_.asked.rate_per_second) what += " (asked: " + rate_text(*summary_.asked.rate_per_second) + ")";
        if (summary_.asked.concurrency > 1)
            what += ", at most " + std::to_string(summary_.asked.concurrency) + " at a time";
        if (summary_.interrupted) what += "; interrupted";
        const Tone tone = summary_.failed > 0 ? Tone::bad : Tone::strong;
        for (const std::string& one : wrap(what, width_)) line(palette_.paint(tone, one));
        for (const std::string& url : summary_.urls) line("  " + fit(shown(url), width_ - 2, style_.charset));
        if (summary_.abandoned > 0) {
            paragraph(format_count(summary_.abandoned, "request") + " under way at the end: in no figure", Tone::warn);
        }
        line("");
    }

    /// How many columns there is room for; the count's is one wider.
    [[nodiscard]] std::size_t room() const { return (width_ - kIndent - kLabelWidth - 1) / kCellWidth; }

    void row(std::string_view label, const Distribution& values, Tone tone = Tone::plain) {
        if (values.count == 0) return;
        std::string text(kIndent, ' ');
        text += pad_right(label, kLabelWidth);
        if (kCountRank < room()) text += pad_left(std::to_string(values.count), kCellWidth + 1);
        for (const Column& column : kColumns) {
            if (column.rank >= room()) continue;
            const bool weak = column.percentile && !values.supports(*column.percentile);
            marked_ = marked_ || weak;
            text += pad_left(cell(column.value(values)) + (weak ? "*" : ""), kCellWidth);
        }
        line(palette_.paint(tone, text));
    }

    void table() {
        std::string heads(kIndent, ' ');
        heads += pad_right("ms", kLabelWidth);
        if (kCountRank < room()) heads += pad_left("count", kCellWidth + 1);
        for (const Column& column : kColumns) {
            if (column.rank < room()) heads += pad_left(column.name, kCellWidth);
        }
        line(palette_.paint(Tone::label, heads));
        for (std::size_t i = 0; i < kPhaseCount; ++i) {
            row(phase_name(static_cast<Phase>(i)), summary_.all.phases[i]);
        }
        row("first byte", summary_.all.ttfb);
        row("total", summary_.all.total, Tone::strong);
        row("from due", summary_.all.intended_total, Tone::strong);
        row("cold total", summary_.cold_latencies.total);
        row("warm total", summary_.warm_latencies.total);
        row("failed", summary_.failed_total, Tone::bad);
        if (marked_) paragraph(kFootnote, Tone::label);
        line("");
    }

    void histogram() {
        std::uint64_t most = 1;
        std::size_t digits = 1;
        std::size_t ends = 1;
        for (const auto& bin : summary_.histogram) {
            most = std::max(most, bin.count);
            digits = std::max(digits, std::to_string(bin.count).size());
            ends = std::max(ends, cell(bin.up_to_us).size());
        }
        const std::size_t used = 2 + 3 + ends + 3 + 2 + digits + 2;
        const std::size_t room = std::min(kMaxBar, width_ > used + 8 ? width_ - used : 8);
        for (const auto& bin : summary_.histogram) {
            const double share = static_cast<double>(bin.count) / static_cast<double>(most);
            auto cells = static_cast<std::size_t>(std::llround(share * static_cast<double>(room)));
            if (bin.count > 0) cells = std::max<std::size_t>(cells, 1);
            std::string bar;
            for (std::size_t i = 0; i < cells; ++i) bar += style_.charset == Charset::unicode ? "\u2588" : "#";
            std::string text =
                "  <= " + pad_left(cell(bin.up_to_us), ends) + " ms  " + pad_left(std::to_string(bin.count), digits);
            if (!bar.empty()) text += "  " + palette_.paint(Phase::wait, bar);
            line(std::move(text));
        }
        line("");
    }

    void fact(std::string_view label, const std::string& text, Tone tone = Tone::plain) {
        bool first = true;
        for (const std::string& one : wrap(text, width_ - 2 - kFactWidth)) {
            const std::string name = pad_right(first ? label : "", kFactWidth);
            line("  " + palette_.paint(Tone::label, name) + palette_.paint(tone, one));
            first = false;
        }
    }

    static std::string reasons(const std::vector<probe::ReasonCount>& counts, Charset charset) {
        std::string out;
        for (const auto& one : counts) {
            if (!out.empty()) out += ", ";
            out += printable(one.reason, charset) + " " + std::to_string(one.count);
        }
        return out;
    }

    void facts() {
        std::string statuses;
        for (const auto& one : summary_.statuses) {
            if (!statuses.empty()) statuses += ", ";
            statuses += std::to_string(one.status) + ": " + std::to_string(one.count);
        }
        if (!statuses.empty()) fact("statuses", statuses);
        for (const auto& error : summary_.errors) {
            fact("error",
                 std::string(error_code_name(error.code)) + ": " + std::to_string(error.count) +
                     ", the first: " + shown(error.first_message),
                 Tone::bad);
        }
        std::string pool = std::to_string(summary_.dialed) + " dialed, " + std::to_string(summary_.reused) + " reused";
        if (summary_.dialed + summary_.reused > 0) {
            pool += " (" + percent(summary_.reused, summary_.dialed + summary_.reused) + ")";
        }
        fact("connections", pool);
        if (!summary_.new_because.empty()) fact("new because", reasons(summary_.new_because, style_.charset));
        if (!summary_.not_returned_because.empty()) {
            fact("not kept", reasons(summary_.not_returned_because, style_.charset));
        }
        if (summary_.redirects > 0) fact("redirects", std::to_string(summary_.redirects));
        if (summary_.retries > 0) fact("retries", std::to_string(summary_.retries));
        fact("bytes",
             format_bytes(summary_.sent_bytes) + " sent, " + format_bytes(summary_.received_bytes) + " received");
        if (summary_.asked.rate_per_second) {
            fact("ticks", std::to_string(summary_.missed_ticks) + " missed (all slots were busy), " +
                              std::to_string(summary_.dropped_ticks) + " never started");
        }
        const std::string note = summary_note(summary_, style_.charset);
        if (note.empty()) return;
        line("");
        paragraph(note, Tone::warn);
    }

    const SeriesSummary& summary_;
    const HumanStyle& style_;
    Palette palette_;
    std::size_t width_;
    bool marked_ = false;
    std::string out_;
};

}  // namespace

std::string summary_note(const SeriesSummary& summary, Charset charset) {
    std::string out;
    for (const std::string& sentence :
         {delay_note(summary, charset), dropped_note(summary), silence_note(summary, charset)}) {
        if (!out.empty() && !sentence.empty()) out += " ";
        out += sentence;
    }
    return out;
}

std::string render_summary(const SeriesSummary& summary, const HumanStyle& style) {
    return Writer(summary, style).write();
}

std::string render_request_line(const Report& report, std::uint64_t number, const HumanStyle& style) {
    const Trace& trace = *report.trace;
    const Palette palette(style.color);
    const auto width = static_cast<std::size_t>(std::max(style.width, kMinWidth));
    const RoundTrip* last = trace.round_trips.empty() ? nullptr : &trace.round_trips.back();
    std::string text = pad_left(std::to_string(number), 6) + "  ";
    Tone tone = Tone::plain;
    const Error* error = final_error(trace);
    if (last != nullptr && last->received) {
        text += std::to_string(last->received->status) + "  ";
        tone = status_tone(last->received->status);
    } else {
        text += "---  ";
    }
    text += pad_left(time_text(final_total_microseconds(trace), style.charset), 10) + "  ";
    text += last != nullptr && last->connection && last->connection->reused ? "warm  " : "cold  ";
    if (error != nullptr) {
        tone = Tone::bad;
        text += std::string(error_code_name(error->code)) + ": " +
                printable(Redactor(report).text(error->message), style.charset);
    } else {
        text += printable(Redactor(report).url(trace.url), style.charset);
    }
    return palette.paint(tone, fit(text, width, style.charset)) + "\n";
}

}  // namespace rtrip::render
