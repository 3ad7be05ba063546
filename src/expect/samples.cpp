// SPDX-License-Identifier: MIT
#include "expect/samples.hpp"

#include <algorithm>
#include <cmath>

namespace rtrip::expect {

std::string_view kind_name(ConnectionKind kind) {
    return kind == ConnectionKind::cold ? "cold" : "warm";
}

std::string_view figure_name(std::size_t figure) {
    return figure < kPhaseCount ? phase_name(static_cast<Phase>(figure)) : "total";
}

Center center_of(std::vector<std::int64_t> times_us) {
    Center out;
    out.count = times_us.size();
    if (times_us.empty()) return out;
    std::sort(times_us.begin(), times_us.end());
    const std::size_t count = times_us.size();
    const std::size_t upper = count / 2;
    const std::size_t lower = (count - 1) / 2;
    out.median_us = times_us[lower] + (times_us[upper] - times_us[lower]) / 2;
    if (count < kLeastCount) return out;
    // The number of values below the median is binomial; its 95 % lie within 1.96 standard deviations of n / 2.
    const double half = static_cast<double>(count) / 2;
    const double spread = 1.96 * std::sqrt(static_cast<double>(count)) / 2;
    const auto last = static_cast<long>(count);
    const long low = std::clamp(std::lround(half - spread), 1L, last);
    const long high = std::clamp(std::lround(1 + half + spread), 1L, last);
    out.low_us = times_us[static_cast<std::size_t>(low - 1)];
    out.high_us = times_us[static_cast<std::size_t>(high - 1)];
    return out;
}

void Samples::add(const Trace& trace) {
    if (trace.error || trace.round_trips.empty()) return;
    const RoundTrip& trip = trace.round_trips.back();
    if (!trip.ok || trip.error || !trip.received) return;
    const bool warm = trip.connection && trip.connection->reused;
    const auto kind = static_cast<std::size_t>(warm ? ConnectionKind::warm : ConnectionKind::cold);
    if (counts_[kind] == kMaxRequests) return;
    ++counts_[kind];
    const PhaseMicroseconds phases = phase_microseconds(trip);
    for (std::size_t i = 0; i < kPhaseCount; ++i) {
        if (phases[i]) times_us_[kind][i].push_back(*phases[i]);
    }
    times_us_[kind][kPhaseCount].push_back(total_microseconds(trip));
}

Centers Samples::centers() const {
    Centers out;
    for (std::size_t kind = 0; kind < kKindCount; ++kind) {
        for (std::size_t i = 0; i < kFigureCount; ++i) {
            if (!times_us_[kind][i].empty()) out[kind][i] = center_of(times_us_[kind][i]);
        }
    }
    return out;
}

}  // namespace rtrip::expect
