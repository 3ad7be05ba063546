// SPDX-License-Identifier: MIT
#include "policy/cookie_date.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/ascii.hpp"

namespace rtrip {
namespace {

struct TimeOfDay {
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;
};

struct Parts {
    std::optional<TimeOfDay> time;
    std::optional<unsigned> day;
    std::optional<unsigned> month;
    std::optional<unsigned> year;
};

bool is_delimiter(char c) {
    const auto u = static_cast<unsigned char>(c);
    return u == 0x09 || (u >= 0x20 && u <= 0x2f) || (u >= 0x3b && u <= 0x40) || (u >= 0x5b && u <= 0x60) ||
           (u >= 0x7b && u <= 0x7e);
}

// Takes a number of `least` to `most` digits off the front; a digit behind them makes it none.
std::optional<unsigned> take_number(std::string_view& text, std::size_t least, std::size_t most) {
    std::size_t n = 0;
    unsigned value = 0;
    while (n < text.size() && n <= most && ascii::is_digit(text[n])) {
        value = value * 10 + static_cast<unsigned>(text[n] - '0');
        ++n;
    }
    if (n < least || n > most) return std::nullopt;
    text.remove_prefix(n);
    return value;
}

std::optional<TimeOfDay> parse_time(std::string_view token) {
    TimeOfDay time;
    for (unsigned* part : {&time.hour, &time.minute, &time.second}) {
        if (part != &time.hour) {
            if (!token.starts_with(':')) return std::nullopt;
            token.remove_prefix(1);
        }
        const auto number = take_number(token, 1, 2);
        if (!number) return std::nullopt;
        *part = *number;
    }
    return time;
}

std::optional<unsigned> parse_month(std::string_view token) {
    constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
    for (unsigned i = 0; i < kMonths.size(); ++i) {
        if (ascii::istarts_with(token, kMonths[i])) return i + 1;
    }
    return std::nullopt;
}

// The first token that can be a part is that part.
void read_token(std::string_view token, Parts& parts) {
    if (!parts.time) {
        parts.time = parse_time(token);
        if (parts.time) return;
    }
    std::string_view rest = token;
    if (!parts.day) {
        parts.day = take_number(rest, 1, 2);
        if (parts.day) return;
    }
    if (!parts.month) {
        parts.month = parse_month(token);
        if (parts.month) return;
    }
    if (!parts.year) {
        parts.year = take_number(rest, 2, 4);
        if (parts.year && *parts.year < 100) *parts.year += *parts.year < 70 ? 2000 : 1900;
    }
}

}  // namespace

std::optional<WallTime> parse_cookie_date(std::string_view text) {
    using namespace std::chrono;
    Parts parts;
    while (!text.empty()) {
        const auto* const start = std::find_if_not(text.begin(), text.end(), is_delimiter);
        const auto* const end = std::find_if(start, text.end(), is_delimiter);
        if (start != end) read_token(std::string_view(start, end), parts);
        text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
    }
    if (!parts.time || !parts.day || !parts.month || !parts.year || *parts.year < 1601) return std::nullopt;
    const year_month_day date{year(static_cast<int>(*parts.year)), month(*parts.month), day(*parts.day)};
    if (!date.ok() || parts.time->hour > 23 || parts.time->minute > 59 || parts.time->second > 59) return std::nullopt;
    const sys_seconds time =
        sys_days(date) + hours(parts.time->hour) + minutes(parts.time->minute) + seconds(parts.time->second);
    const auto first = time_point_cast<seconds>(WallTime::min()) + seconds(1);
    const auto last = time_point_cast<seconds>(WallTime::max()) - seconds(1);
    return WallTime(std::clamp(time, first, last));
}

}  // namespace rtrip
