// SPDX-License-Identifier: MIT
#include "model/http_date.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/ascii.hpp"

namespace rtrip {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> kLongDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};

struct Civil {
    unsigned year = 0;
    unsigned month = 0;
    unsigned day = 0;
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;
};

// Takes pieces off the front of a text; the first that does not fit makes it fail for good.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    void expect(std::string_view text) {
        if (!rest_.starts_with(text)) return fail();
        rest_.remove_prefix(text.size());
    }
    unsigned digits(std::size_t count) {
        if (rest_.size() < count) return fail(), 0U;
        unsigned value = 0;
        for (const char c : rest_.substr(0, count)) {
            if (!ascii::is_digit(c)) return fail(), 0U;
            value = value * 10 + static_cast<unsigned>(c - '0');
        }
        rest_.remove_prefix(count);
        return value;
    }
    // The day of asctime: two places, the first may be a space.
    unsigned padded_day() {
        if (!rest_.starts_with(' ')) return digits(2);
        rest_.remove_prefix(1);
        return digits(1);
    }
    unsigned month() {
        const std::string_view name = rest_.substr(0, 3);
        const auto* const found = std::find(kMonths.begin(), kMonths.end(), name);
        if (found == kMonths.end()) return fail(), 0U;
        rest_.remove_prefix(3);
        return static_cast<unsigned>(found - kMonths.begin()) + 1;
    }
    void time_of_day(Civil& civil) {
        civil.hour = digits(2);
        expect(":");
        civil.minute = digits(2);
        expect(":");
        civil.second = digits(2);
    }
    [[nodiscard]] bool at_end() const { return !failed_ && rest_.empty(); }

private:
    void fail() { failed_ = true; }

    std::string_view rest_;
    bool failed_ = false;
};

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& names) {
    return std::find(names.begin(), names.end(), text) != names.end();
}

std::optional<WallTime> to_time(const Civil& civil) {
    using namespace std::chrono;
    const year_month_day date{year(static_cast<int>(civil.year)), month(civil.month), day(civil.day)};
    if (!date.ok() || civil.hour > 23 || civil.minute > 59 || civil.second > 60) return std::nullopt;
    // The clock counts nanoseconds in 64 bits and ends in 2262; what is later is as good as that.
    const auto seconds_of_day = hours(civil.hour) + minutes(civil.minute) + seconds(std::min(civil.second, 59U));
    const sys_seconds time = sys_days(date) + seconds_of_day;
    const auto first = time_point_cast<seconds>(WallTime::min()) + seconds(1);
    const auto last = time_point_cast<seconds>(WallTime::max()) - seconds(1);
    return WallTime(std::clamp(time, first, last));
}

std::optional<WallTime> parse_imf_fixdate(std::string_view text) {
    Cursor cursor(text);
    Civil civil;
    civil.day = cursor.digits(2);
    cursor.expect(" ");
    civil.month = cursor.month();
    cursor.expect(" ");
    civil.year = cursor.digits(4);
    cursor.expect(" ");
    cursor.time_of_day(civil);
    cursor.expect(" GMT");
    return cursor.at_end() ? to_time(civil) : std::nullopt;
}

std::optional<WallTime> parse_rfc850(std::string_view text) {
    Cursor cursor(text);
    Civil civil;
    civil.day = cursor.digits(2);
    cursor.expect("-");
    civil.month = cursor.month();
    cursor.expect("-");
    const unsigned short_year = cursor.digits(2);
    civil.year = short_year + (short_year < 70 ? 2000 : 1900);
    cursor.expect(" ");
    cursor.time_of_day(civil);
    cursor.expect(" GMT");
    return cursor.at_end() ? to_time(civil) : std::nullopt;
}

std::optional<WallTime> parse_asctime(std::string_view text) {
    Cursor cursor(text);
    Civil civil;
    civil.month = cursor.month();
    cursor.expect(" ");
    civil.day = cursor.padded_day();
    cursor.expect(" ");
    cursor.time_of_day(civil);
    cursor.expect(" ");
    civil.year = cursor.digits(4);
    return cursor.at_end() ? to_time(civil) : std::nullopt;
}

void append_padded(std::string& out, unsigned value, unsigned width) {
    const std::string digits = std::to_string(value);
    if (digits.size() < width) out.append(width - digits.size(), '0');
    out += digits;
}

}  // namespace

std::optional<WallTime> parse_http_date(std::string_view text) {
    text = ascii::trim_ows(text);
    const std::size_t comma = text.find(", ");
    if (comma != std::string_view::npos) {
        const std::string_view day = text.substr(0, comma);
        const std::string_view rest = text.substr(comma + 2);
        if (is_one_of(day, kDays)) return parse_imf_fixdate(rest);
        if (is_one_of(day, kLongDays)) return parse_rfc850(rest);
        return std::nullopt;
    }
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos || !is_one_of(text.substr(0, space), kDays)) return std::nullopt;
    return parse_asctime(text.substr(space + 1));
}

std::string format_http_date(WallTime time) {
    using namespace std::chrono;
    const auto whole_seconds = floor<seconds>(time);
    const auto days_since_epoch = floor<days>(whole_seconds);
    const year_month_day date{days_since_epoch};
    const hh_mm_ss clock{whole_seconds - days_since_epoch};
    std::string out(kDays[weekday(days_since_epoch).c_encoding()]);
    out += ", ";
    append_padded(out, static_cast<unsigned>(date.day()), 2);
    out += ' ';
    out += kMonths[static_cast<unsigned>(date.month()) - 1];
    out += ' ';
    append_padded(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    out += ' ';
    append_padded(out, static_cast<unsigned>(clock.hours().count()), 2);
    out += ':';
    append_padded(out, static_cast<unsigned>(clock.minutes().count()), 2);
    out += ':';
    append_padded(out, static_cast<unsigned>(clock.seconds().count()), 2);
    out += " GMT";
    return out;
}

}  // namespace rtrip
