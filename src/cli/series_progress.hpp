// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "probe/histogram.hpp"
#include "rtrip/time.hpp"

namespace rtrip::cli {

/// One line that says how a series is doing, for a terminal. Pure: whoever owns the terminal writes what it gives.
class SeriesProgress {
public:
    /// Spans of time whose rates the sparkline shows.
    static constexpr std::size_t kSpans = 20;

    /// A request ended.
    void add(Duration total, int exit_code);
    /// The line, less than `columns` wide: requests, rate since the last line, failures, p50, p99, and the rates of the
    /// last lines as a sparkline.
    [[nodiscard]] std::string update(TimePoint now, std::size_t columns);
    /// Text that removes the line again; empty when there is none.
    [[nodiscard]] std::string clear() const;

    void use_unicode() { unicode_ = true; }

private:
    [[nodiscard]] std::string sparkline() const;

    probe::Histogram totals_;
    std::uint64_t failed_ = 0;
    std::uint64_t shown_requests_ = 0;
    std::optional<TimePoint> started_;
    TimePoint shown_;
    std::array<double, kSpans> rates_{};
    std::size_t spans_ = 0;
    bool unicode_ = false;
};

}  // namespace rtrip::cli
