// SPDX-License-Identifier: MIT
#include "policy/retry_after.hpp"

#include <algorithm>
#include <charconv>

#include "base/ascii.hpp"
#include "model/http_date.hpp"

namespace rtrip {

std::optional<Duration> parse_retry_after(std::string_view value, WallTime now) {
    using std::chrono::seconds;
    const std::string_view text = ascii::trim_ows(value);
    if (text.empty()) return std::nullopt;
    constexpr std::int64_t kMost = std::chrono::duration_cast<seconds>(kLongestRetryAfter).count();
    if (std::all_of(text.begin(), text.end(), ascii::is_digit)) {
        std::int64_t count = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        static_cast<void>(end);
        if (error != std::errc()) count = kMost;  // digits alone fail only by being too many
        return seconds(std::min(count, kMost));
    }
    const auto date = parse_http_date(text);
    if (!date) return std::nullopt;
    // In seconds first: the years that a date can name are more than nanoseconds can count.
    const auto wait = std::chrono::time_point_cast<seconds>(*date) - std::chrono::floor<seconds>(now);
    const seconds bounded = std::clamp(seconds(wait), seconds(0), seconds(kMost));
    if (bounded == seconds(0) || bounded == seconds(kMost)) return bounded;
    const auto part = now - std::chrono::floor<seconds>(now);
    return std::max(Duration{}, Duration(bounded) - std::chrono::duration_cast<Duration>(part));
}

}  // namespace rtrip
