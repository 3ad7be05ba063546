// SPDX-License-Identifier: MIT
#include "cli/date_text.hpp"

#include <array>
#include <chrono>
#include <cstdint>

#include "base/ascii.hpp"

namespace rtrip::cli {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> kDays{"monday", "tuesday",  "wednesday", "thursday",
                                                "friday", "saturday", "sunday"};
/// Nobody writes more; a parser of numbers need not look at more digits.
constexpr std::size_t kMaxText = 100;

/// Whether `word` is `name` or its first three letters.
bool names(std::string_view word, std::string_view name) {
    return ascii::iequals(word, name) || (word.size() == 3 && ascii::iequals(word, name.substr(0, 3)));
}

class DateParser {
public:
    explicit DateParser(std::string_view text) : text_(text) {}

    std::optional<WallTime> parse() {
        if (text_.size() > kMaxText) return std::nullopt;
        while (position_ < text_.size()) {
            if (!part()) return std::nullopt;
        }
        if (!year_ || !month_ || !day_) return std::nullopt;
        // The clock ends in 2262; month and day are kept in bytes by the calendar.
        if (*year_ < 1900 || *year_ > 2261 || *month_ > 12 || *day_ > 31) return std::nullopt;
        const std::chrono::year_month_day date{std::chrono::year(*year_), std::chrono::month(unsigned(*month_)),
                                               std::chrono::day(unsigned(*day_))};
        if (!date.ok()) return std::nullopt;
        const std::chrono::seconds moment =
            time_.value_or(std::chrono::seconds(0)) - zone_.value_or(std::chrono::minutes(0));
        return std::chrono::time_point_cast<WallTime::duration>(std::chrono::sys_days(date) + moment);
    }

private:
    [[nodiscard]] char at(std::size_t offset) const {
        return position_ + offset < text_.size() ? text_[position_ + offset] : '\0';
    }

    bool part() {
        const char c = at(0);
        if (c == ' ' || c == ',' || c == '\t') {
            ++position_;
            return true;
        }
        if (ascii::is_alpha(c)) return word();
        if ((c == '+' || c == '-') && time_ && ascii::is_digit(at(1))) return offset();
        return ascii::is_digit(c) && number();
    }

    bool word() {
        const std::size_t start = position_;
        while (ascii::is_alpha(at(0))) ++position_;
        const std::string_view word = text_.substr(start, position_ - start);
        for (const std::string_view day : kDays) {
            if (names(word, day)) return true;
        }
        for (std::size_t i = 0; i < kMonths.size(); ++i) {
            if (!names(word, kMonths[i])) continue;
            // "06-Nov-94"
            if (at(0) == '-') ++position_;
            return set(month_, static_cast<int>(i) + 1);
        }
        // "1994-11-06T08:49:37Z"
        if (ascii::iequals(word, "T")) return day_ && !time_;
        const bool utc = ascii::iequals(word, "GMT") || ascii::iequals(word, "UTC") || ascii::iequals(word, "Z");
        return utc && set(zone_, std::chrono::minutes(0));
    }

    /// "+0100" or "+01:00"
    bool offset() {
        const int sign = at(0) == '-' ? -1 : 1;
        ++position_;
        const std::size_t start = position_;
        const int first = digits();
        std::size_t count = position_ - start;
        int minutes = first % 100;
        int hours = first / 100;
        if (count == 2 && at(0) == ':') {
            ++position_;
            hours = first;
            minutes = digits();
            count = position_ - start - 1;
        }
        if (count != 4 || hours > 14 || minutes > 59) return false;
        return set(zone_, std::chrono::minutes(sign * (hours * 60 + minutes)));
    }

    bool number() {
        const std::size_t start = position_;
        const int value = digits();
        const std::size_t count = position_ - start;
        if (at(0) == ':') return clock(value);
        if (count == 8) return set(year_, value / 10000) && set(month_, value / 100 % 100) && set(day_, value % 100);
        if (count == 4 && at(0) == '-' && ascii::is_digit(at(1))) return iso(value);
        if (count == 4) return set(year_, value);
        if (count > 2) return false;
        // "06-Nov-94": the day comes first, and a year of two digits is from 1970 to 2069.
        if (at(0) == '-' && ascii::is_alpha(at(1))) ++position_;
        if (!day_) return set(day_, value);
        return count == 2 && set(year_, value + (value < 70 ? 2000 : 1900));
    }

    /// "1994-11-06"
    bool iso(int year) {
        ++position_;
        const int month = digits();
        if (at(0) != '-' || !ascii::is_digit(at(1))) return false;
        ++position_;
        const int day = digits();
        return set(year_, year) && set(month_, month) && set(day_, day);
    }

    bool clock(int hours) {
        ++position_;
        const int minutes = digits();
        int seconds = 0;
        if (at(0) == ':') {
            ++position_;
            seconds = digits();
        }
        if (hours > 23 || minutes > 59 || seconds > 60) return false;
        return set(time_, std::chrono::seconds(hours * 3600 + minutes * 60 + seconds));
    }

    /// The number here; too large for anything when there is none or it has more than eight digits.
    int digits() {
        const std::size_t start = position_;
        int value = 0;
        while (ascii::is_digit(at(0))) {
            if (position_ - start < 8) value = value * 10 + (at(0) - '0');
            ++position_;
        }
        const std::size_t count = position_ - start;
        return count == 0 || count > 8 ? 99'999'999 : value;
    }

    template <typename T>
    static bool set(std::optional<T>& target, T value) {
        if (target) return false;
        target = value;
        return true;
    }

    std::string_view text_;
    std::size_t position_ = 0;
    std::optional<int> year_;
    std::optional<int> month_;
    std::optional<int> day_;
    std::optional<std::chrono::seconds> time_;
    std::optional<std::chrono::minutes> zone_;
};

}  // namespace

std::optional<WallTime> parse_date_text(std::string_view text) {
    return DateParser(text).parse();
}

}  // namespace rtrip::cli
