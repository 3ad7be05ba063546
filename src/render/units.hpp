// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "render/style.hpp"
#include "rtrip/time.hpp"

namespace rtrip::render {

/// Unit and number of decimals in which a set of durations is printed, so that a column of them adds up.
struct Scale {
    std::int64_t step_us = 1;  ///< One unit of the last printed digit.
    int decimals = 0;
    enum class Unit : std::uint8_t { us, ms, s } unit = Unit::us;

    /// To the nearest step.
    [[nodiscard]] std::int64_t steps(std::int64_t microseconds) const;
    /// "12.34 ms" for a number of steps.
    [[nodiscard]] std::string format(std::int64_t step_count, Charset charset) const;
};

/// The scale for figures that sum up to `total_us`: microseconds below 1 ms, then milliseconds, then seconds, with 3
/// decimals while the total has one digit before the point, 2 while it has two, else 1.
Scale scale_for(std::int64_t total_us);

/// A single duration in its own scale: "412 us", "3.412 ms", "24.10 ms", "182.4 ms", "1.412 s".
std::string format_duration(Duration duration, Charset charset);

/// Three significant digits in powers of 1000: "312 B", "1.23 kB", "12.3 MB", "1.00 GB".
std::string format_bytes(std::uint64_t bytes);

/// "1 request", "2 requests".
std::string format_count(std::uint64_t count, std::string_view noun);

enum class TimePrecision : std::uint8_t { date, seconds, microseconds };
/// Civil time in UTC by RFC 3339: "2026-01-02", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678901Z".
std::string format_utc(WallTime time, TimePrecision precision);

/// Reads what format_utc() writes with seconds or microseconds. Absent for anything else, for days that no month has,
/// and for times that WallTime cannot hold, which ends in 2262.
std::optional<WallTime> parse_utc(std::string_view text);

/// Whole days from `from` until `until`, rounded down; negative once it is over.
std::int64_t days_between(WallTime from, WallTime until);

}  // namespace rtrip::render
