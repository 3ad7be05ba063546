// SPDX-License-Identifier: MIT
#include "cli/series_progress.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "render/text.hpp"
#include "render/units.hpp"

namespace rtrip::cli {
namespace {

constexpr std::array<std::string_view, 8> kBars{"\u2581", "\u2582", "\u2583", "\u2584",
                                                "\u2585", "\u2586", "\u2587", "\u2588"};
constexpr std::array<std::string_view, 8> kAsciiBars{"_", ".", ":", "-", "=", "+", "*", "#"};

std::string one_decimal(double value) {
    const std::int64_t tenths = std::llround(value * 10);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

}  // namespace

void SeriesProgress::add(Duration total, int exit_code) {
    totals_.record(std::chrono::floor<std::chrono::microseconds>(total).count());
    if (exit_code != 0) ++failed_;
}

std::string SeriesProgress::sparkline() const {
    const std::size_t known = std::min(spans_, kSpans);
    const double most = *std::max_element(rates_.begin(), rates_.end());
    std::string out;
    for (std::size_t i = spans_ - known; i < spans_; ++i) {
        const double rate = rates_[i % kSpans];
        // A span in which nothing ended is a gap, however low the others are.
        if (rate <= 0) {
            out += ' ';
            continue;
        }
        const auto level = static_cast<std::size_t>(std::llround(rate / most * static_cast<double>(kBars.size() - 1)));
        out += (unicode_ ? kBars : kAsciiBars)[std::min(level, kBars.size() - 1)];
    }
    return out;
}

std::string SeriesProgress::update(TimePoint now, std::size_t columns) {
    if (!started_) started_ = shown_ = now;
    const double seconds = std::chrono::duration<double>(now - shown_).count();
    const double rate = seconds > 0 ? static_cast<double>(totals_.count() - shown_requests_) / seconds : 0;
    if (seconds > 0) rates_[spans_++ % kSpans] = rate;
    shown_ = now;
    shown_requests_ = totals_.count();

    const render::Charset charset = unicode_ ? render::Charset::unicode : render::Charset::ascii;
    const auto time = [charset](std::int64_t us) {
        return render::format_duration(std::chrono::microseconds(us), charset);
    };
    std::string line = render::format_count(totals_.count(), "request") + ", " + one_decimal(rate) + "/s, " +
                       std::to_string(failed_) + " failed";
    if (totals_.count() > 0) {
        line += ", p50 " + time(totals_.percentile_us(500)) + ", p99 " + time(totals_.percentile_us(990));
    }
    line += "  " + sparkline();
    return "\r\x1b[K" + render::fit(line, columns > 1 ? columns - 1 : 1, charset);
}

std::string SeriesProgress::clear() const {
    return started_ ? "\r\x1b[K" : "";
}

}  // namespace rtrip::cli
