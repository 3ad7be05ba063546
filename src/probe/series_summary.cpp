// SPDX-License-Identifier: MIT
#include "probe/series_summary.hpp"

namespace rtrip::probe {
namespace {

struct PercentileRow {
    std::string_view name;
    unsigned per_mille;
};

constexpr std::array<PercentileRow, kPercentileCount> kRows{
    {{"p50", 500}, {"p90", 900}, {"p95", 950}, {"p99", 990}, {"p999", 999}}};

const PercentileRow& row_of(Percentile percentile) {
    return kRows[static_cast<std::size_t>(percentile)];
}

}  // namespace

std::string_view percentile_name(Percentile percentile) {
    return row_of(percentile).name;
}

unsigned per_mille(Percentile percentile) {
    return row_of(percentile).per_mille;
}

std::uint64_t samples_needed(Percentile percentile) {
    return 1000 / (1000 - row_of(percentile).per_mille);
}

double SeriesSummary::achieved_per_second() const {
    const double seconds = std::chrono::duration<double>(duration).count();
    return seconds > 0 ? static_cast<double>(requests) / seconds : 0;
}

double SeriesSummary::failed_share() const {
    return requests > 0 ? static_cast<double>(failed) / static_cast<double>(requests) : 0;
}

}  // namespace rtrip::probe
