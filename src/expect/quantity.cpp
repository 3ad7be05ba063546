// SPDX-License-Identifier: MIT
#include "expect/quantity.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "base/ascii.hpp"

namespace rtrip::expect {
namespace {

struct UnitName {
    std::string_view name;
    Dimension dimension;
    double scale;
};

constexpr double kMinute = 60e9;
constexpr std::array kUnits{
    UnitName{"us", Dimension::time, 1e3},
    UnitName{"ms", Dimension::time, 1e6},
    UnitName{"s", Dimension::time, 1e9},
    UnitName{"m", Dimension::time, kMinute},
    UnitName{"h", Dimension::time, 60 * kMinute},
    UnitName{"d", Dimension::time, 24 * 60 * kMinute},
    UnitName{"B", Dimension::bytes, 1},
    UnitName{"kB", Dimension::bytes, 1e3},
    UnitName{"MB", Dimension::bytes, 1e6},
    UnitName{"GB", Dimension::bytes, 1e9},
    UnitName{"KiB", Dimension::bytes, 1024},
    UnitName{"MiB", Dimension::bytes, 1024.0 * 1024},
    UnitName{"GiB", Dimension::bytes, 1024.0 * 1024 * 1024},
    UnitName{"%", Dimension::percent, 1},
};

// How much of `text` is a decimal number; no infinity, no hexadecimal.
std::size_t number_length(std::string_view text) {
    std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    const auto digits = [&] {
        const std::size_t begin = at;
        while (at < text.size() && ascii::is_digit(text[at])) ++at;
        return at > begin;
    };
    bool any = digits();
    if (at < text.size() && text[at] == '.') {
        ++at;
        any = digits() || any;
    }
    if (!any) return 0;
    // An exponent, unless its "e" belongs to a word.
    const std::size_t mantissa = at;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
        if (!digits()) at = mantissa;
    }
    return at;
}

std::optional<double> to_double(std::string_view digits) {
    if (digits.starts_with('+')) digits.remove_prefix(1);
    double value = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || stop != digits.data() + digits.size()) return std::nullopt;
    return value;
}

/// A whole number apart: whether it is below 0, and its digits without leading zeros.
struct Whole {
    bool negative = false;
    std::string_view digits;
};

std::optional<Whole> whole_number(std::string_view text) {
    Whole out;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        out.negative = text[0] == '-';
        text.remove_prefix(1);
    }
    if (text.empty()) return std::nullopt;
    for (const char c : text) {
        if (!ascii::is_digit(c)) return std::nullopt;
    }
    const std::size_t first = text.find_first_not_of('0');
    out.digits = first == std::string_view::npos ? std::string_view() : text.substr(first);
    if (out.digits.empty()) out.negative = false;
    return out;
}

int compare_whole(const Whole& a, const Whole& b) {
    if (a.negative != b.negative) return a.negative ? -1 : 1;
    int order = 0;
    if (a.digits.size() != b.digits.size()) {
        order = a.digits.size() < b.digits.size() ? -1 : 1;
    } else {
        order = a.digits.compare(b.digits);
    }
    return a.negative ? -order : order;
}

int compare_doubles(double a, double b) {
    return a < b ? -1 : a > b ? 1 : 0;
}

}  // namespace

std::string_view dimension_text(Dimension dimension) {
    constexpr std::array<std::string_view, 4> kTexts{"a number", "a time with its unit, such as 500ms or 14d",
                                                     "a size, such as 64KiB", "percent, such as 1%"};
    return kTexts[static_cast<std::size_t>(dimension)];
}

std::optional<Quantity> parse_quantity(std::string_view text) {
    const std::size_t length = number_length(text);
    if (length == 0) return std::nullopt;
    const std::optional<double> value = to_double(text.substr(0, length));
    if (!value) return std::nullopt;
    Quantity out{std::string(text.substr(0, length)), *value, Dimension::none};
    const std::string_view unit = text.substr(length);
    if (unit.empty()) return out;
    for (const UnitName& known : kUnits) {
        if (unit != known.name) continue;
        out.dimension = known.dimension;
        out.value *= known.scale;
        if (!std::isfinite(out.value)) return std::nullopt;
        return out;
    }
    return std::nullopt;
}

KeyUnit unit_of_key(std::string_view name) {
    if (name.ends_with("_ms") || name == "ms") return {Dimension::time, 1e6, "ms"};
    if (name.ends_with("_s")) return {Dimension::time, 1e9, "s"};
    if (name.ends_with("_days")) return {Dimension::time, 24 * 60 * kMinute, "days"};
    if (name.ends_with("_bytes") || name == "bytes") return {Dimension::bytes, 1, "bytes"};
    return {};
}

std::optional<int> compare_digits(std::string_view a, std::string_view b) {
    const std::optional<Whole> whole_a = whole_number(a);
    const std::optional<Whole> whole_b = whole_number(b);
    if (whole_a && whole_b) return compare_whole(*whole_a, *whole_b);
    if (number_length(a) != a.size() || number_length(b) != b.size()) return std::nullopt;
    const std::optional<double> value_a = to_double(a);
    const std::optional<double> value_b = to_double(b);
    if (!value_a || !value_b) return std::nullopt;
    return compare_doubles(*value_a, *value_b);
}

std::optional<int> compare_quantity(std::string_view digits, const KeyUnit& unit, const Quantity& quantity) {
    if (quantity.dimension == Dimension::none) return compare_digits(digits, quantity.digits);
    if (quantity.dimension != unit.dimension) return std::nullopt;
    const std::optional<double> value = to_double(digits);
    if (!value) return std::nullopt;
    // Whole nanoseconds: 182.4 ms are 182400 us, whatever a double makes of either.
    const bool time = unit.dimension == Dimension::time;
    const double a = *value * unit.scale;
    return time ? compare_doubles(std::round(a), std::round(quantity.value)) : compare_doubles(a, quantity.value);
}

}  // namespace rtrip::expect
