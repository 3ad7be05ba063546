// SPDX-License-Identifier: MIT
#include "cli/values.hpp"

#include <charconv>
#include <cmath>

#include "base/ascii.hpp"

namespace rtrip::cli {
namespace {

constexpr double kMaxSeconds = 1e9;
constexpr double kMaxRate = 1e6;
constexpr double kMinRate = 1e-7;

/// Digits with an optional fraction; the view is moved behind them.
std::optional<double> take_decimal(std::string_view& text) {
    std::size_t end = 0;
    std::size_t points = 0;
    while (end < text.size() && (ascii::is_digit(text[end]) || text[end] == '.')) {
        if (text[end] == '.') ++points;
        ++end;
    }
    if (end == points || points > 1) return std::nullopt;
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + end, value, std::chars_format::fixed);
    if (error != std::errc{} || stop != text.data() + end) return std::nullopt;
    text.remove_prefix(end);
    return value;
}

std::optional<double> seconds_per(std::string_view unit) {
    if (unit.empty() || unit == "s") return 1;
    if (unit == "ms") return 1e-3;
    if (unit == "us") return 1e-6;
    if (unit == "m") return 60;
    if (unit == "h") return 3600;
    return std::nullopt;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
    const std::optional<double> number = take_decimal(text);
    const std::optional<double> unit = seconds_per(text);
    if (!number || !unit) return std::nullopt;
    const double seconds = *number * *unit;
    if (!(seconds <= kMaxSeconds)) return std::nullopt;
    return Duration(std::llround(seconds * 1e9));
}

std::optional<double> parse_rate(std::string_view text) {
    const std::optional<double> number = take_decimal(text);
    if (!number) return std::nullopt;
    double seconds = 1;
    if (text == "/m") {
        seconds = 60;
    } else if (text == "/h") {
        seconds = 3600;
    } else if (text == "/d") {
        seconds = 86400;
    } else if (!text.empty() && text != "/s") {
        return std::nullopt;
    }
    const double rate = *number / seconds;
    // One in 100 days is slower than anybody waits for, and keeps ticks within what a Duration holds.
    if (!(rate >= kMinRate && rate <= kMaxRate)) return std::nullopt;
    return rate;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    unsigned shift = 0;
    if (!text.empty() && !ascii::is_digit(text.back())) {
        switch (ascii::to_lower(text.back())) {
            case 'b': break;
            case 'k': shift = 10; break;
            case 'm': shift = 20; break;
            case 'g': shift = 30; break;
            case 't': shift = 40; break;
            case 'p': shift = 50; break;
            default: return std::nullopt;
        }
        text.remove_suffix(1);
    }
    const std::optional<std::uint64_t> number = parse_number(text);
    // Kept below 2^63, so that sums with it cannot wrap.
    if (!number || (*number > (std::uint64_t{1} << 62) >> shift)) return std::nullopt;
    return *number << shift;
}

std::optional<std::pair<std::uint16_t, std::uint16_t>> parse_port_range(std::string_view text) {
    const std::size_t dash = text.find('-');
    const auto first = parse_number(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_number(text.substr(dash + 1));
    if (!first || !last || *first == 0 || *last > 65535 || *first > *last) return std::nullopt;
    return std::pair(static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last));
}

std::pair<std::string, std::optional<std::string>> split_cert_password(std::string_view text) {
    std::string file;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == ':' || text[i + 1] == '\\')) {
            file += text[++i];
        } else if (text[i] == ':') {
            return {std::move(file), std::string(text.substr(i + 1))};
        } else {
            file += text[i];
        }
    }
    return {std::move(file), std::nullopt};
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (ascii::is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
    }
    return out;
}

std::string form_encode(std::string_view text) {
    std::string out;
    const std::string encoded = percent_encode(text);
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        if (encoded.compare(i, 3, "%20") == 0) {
            out += '+';
            i += 2;
        } else {
            out += encoded[i];
        }
    }
    return out;
}

std::string percent_decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && ascii::is_hex(text[i + 1]) && ascii::is_hex(text[i + 2])) {
            out += static_cast<char>(ascii::hex_value(text[i + 1]) * 16 + ascii::hex_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace rtrip::cli
