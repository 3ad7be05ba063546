// SPDX-License-Identifier: MIT
#include "render/units.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/ascii.hpp"

namespace rtrip::render {
namespace {

void append_padded(std::string& out, std::int64_t value, std::size_t digits) {
    const std::string text = std::to_string(value);
    if (text.size() < digits) out.append(digits - text.size(), '0');
    out += text;
}

std::int64_t power_of_ten(int exponent) {
    std::int64_t value = 1;
    for (int i = 0; i < exponent; ++i) value *= 10;
    return value;
}

std::string fixed(std::int64_t steps, int decimals) {
    const std::int64_t one = power_of_ten(decimals);
    std::string out = std::to_string(steps / one);
    if (decimals > 0) {
        out += '.';
        append_padded(out, steps % one, static_cast<std::size_t>(decimals));
    }
    return out;
}

std::string_view unit_name(Scale::Unit unit, Charset charset) {
    switch (unit) {
        case Scale::Unit::us: return charset == Charset::unicode ? "\u00b5s" : "us";
        case Scale::Unit::ms: return "ms";
        case Scale::Unit::s: return "s";
    }
    return "";
}

}  // namespace

std::int64_t Scale::steps(std::int64_t microseconds) const {
    return (microseconds + step_us / 2) / step_us;
}

std::string Scale::format(std::int64_t step_count, Charset charset) const {
    std::string out = fixed(step_count, decimals);
    out += ' ';
    out += unit_name(unit, charset);
    return out;
}

Scale scale_for(std::int64_t total_us) {
    if (total_us < 1'000) return {1, 0, Scale::Unit::us};
    if (total_us < 10'000) return {1, 3, Scale::Unit::ms};
    if (total_us < 100'000) return {10, 2, Scale::Unit::ms};
    if (total_us < 1'000'000) return {100, 1, Scale::Unit::ms};
    if (total_us < 10'000'000) return {1'000, 3, Scale::Unit::s};
    if (total_us < 100'000'000) return {10'000, 2, Scale::Unit::s};
    return {100'000, 1, Scale::Unit::s};
}

std::string format_duration(Duration duration, Charset charset) {
    if (duration < Duration::zero()) return "-" + format_duration(-duration, charset);
    const std::int64_t us = std::chrono::floor<std::chrono::microseconds>(duration).count();
    const Scale scale = scale_for(us);
    return scale.format(scale.steps(us), charset);
}

std::string format_bytes(std::uint64_t bytes) {
    constexpr std::array<std::string_view, 6> kUnits{"kB", "MB", "GB", "TB", "PB", "EB"};
    if (bytes < 1000) return std::to_string(bytes) + " B";
    // Hundredths of the unit, rounded once from the exact count; a carry to 1000 moves on to the next unit.
    std::uint64_t divisor = 1000;
    for (std::size_t i = 0; i < kUnits.size(); ++i, divisor *= 1000) {
        const bool last = i + 1 == kUnits.size();
        for (int decimals = 2; decimals >= 0; --decimals) {
            const std::uint64_t step = divisor / static_cast<std::uint64_t>(power_of_ten(decimals));
            const std::uint64_t steps = bytes / step + (bytes % step >= step - step / 2 ? 1 : 0);
            if (steps < 1000 || (last && decimals == 0)) {
                return fixed(static_cast<std::int64_t>(steps), decimals) + " " + std::string(kUnits[i]);
            }
        }
    }
    return {};
}

std::string format_count(std::uint64_t count, std::string_view noun) {
    std::string out = std::to_string(count) + " " + std::string(noun);
    if (count != 1) out += 's';
    return out;
}

std::string format_utc(WallTime time, TimePrecision precision) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    std::string out;
    append_padded(out, static_cast<int>(date.year()), 4);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.day()), 2);
    if (precision == TimePrecision::date) return out;
    const hh_mm_ss clock(floor<microseconds>(time) - day);
    out += 'T';
    append_padded(out, clock.hours().count(), 2);
    out += ':';
    append_padded(out, clock.minutes().count(), 2);
    out += ':';
    append_padded(out, clock.seconds().count(), 2);
    if (precision == TimePrecision::microseconds) {
        out += '.';
        append_padded(out, clock.subseconds().count(), 6);
    }
    out += 'Z';
    return out;
}

std::optional<WallTime> parse_utc(std::string_view text) {
    using namespace std::chrono;
    // The places of the digits, and what stands between them.
    constexpr std::string_view kForm = "0000-00-00T00:00:00";
    if (text.size() < kForm.size() + 1 || !text.ends_with('Z')) return std::nullopt;
    for (std::size_t i = 0; i < kForm.size(); ++i) {
        if (kForm[i] == '0' ? !ascii::is_digit(text[i]) : text[i] != kForm[i]) return std::nullopt;
    }
    const auto number = [text](std::size_t begin, std::size_t length) {
        int value = 0;
        for (const char c : text.substr(begin, length)) value = 10 * value + (c - '0');
        return value;
    };
    const std::string_view rest = text.substr(kForm.size(), text.size() - kForm.size() - 1);
    const bool fraction = rest.size() == 7 && rest.front() == '.' &&
                          std::all_of(rest.begin() + 1, rest.end(), [](char c) { return ascii::is_digit(c); });
    if (!rest.empty() && !fraction) return std::nullopt;
    const year_month_day date(year(number(0, 4)), month(static_cast<unsigned>(number(5, 2))),
                              day(static_cast<unsigned>(number(8, 2))));
    if (!date.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59) return std::nullopt;
    const sys_seconds whole = sys_days(date) + hours(number(11, 2)) + minutes(number(14, 2)) + seconds(number(17, 2));
    constexpr auto kMost = floor<seconds>(WallTime::max()) - seconds(1);
    if (whole > kMost || whole < -kMost.time_since_epoch() + sys_seconds()) return std::nullopt;
    return WallTime(whole) + microseconds(fraction ? number(kForm.size() + 1, 6) : 0);
}

std::int64_t days_between(WallTime from, WallTime until) {
    // In microseconds, since the nanoseconds between the ends of what WallTime holds don't fit.
    using std::chrono::floor;
    using std::chrono::microseconds;
    return floor<std::chrono::days>(floor<microseconds>(until) - floor<microseconds>(from)).count();
}

}  // namespace rtrip::render
