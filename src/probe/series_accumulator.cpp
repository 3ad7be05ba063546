// SPDX-License-Identifier: MIT
#include "probe/series_accumulator.hpp"

#include <algorithm>
#include <cmath>

namespace rtrip::probe {
namespace {

constexpr std::size_t kMaxBins = 12;
constexpr std::size_t kMaxMessage = 500;
/// From here on bins of one width each would leave all but one empty.
constexpr std::int64_t kWideRange = 8;

std::int64_t microseconds(Duration duration) {
    return std::chrono::floor<std::chrono::microseconds>(duration).count();
}

Distribution distribution_of(const Histogram& histogram) {
    Distribution out;
    out.count = histogram.count();
    out.min_us = histogram.min_us();
    out.mean_us = histogram.mean_us();
    out.max_us = histogram.max_us();
    for (const Percentile p : kPercentiles) {
        out.percentile_us[static_cast<std::size_t>(p)] = histogram.percentile_us(per_mille(p));
    }
    return out;
}

/// Whether it needed a connection that was not there: it was dialed, or it failed before it had one.
bool is_cold(const Trace& trace) {
    if (trace.round_trips.empty()) return true;
    return std::any_of(trace.round_trips.begin(), trace.round_trips.end(),
                       [](const RoundTrip& rt) { return !rt.connection || !rt.connection->reused; });
}

std::int64_t upper_end(std::int64_t low, std::int64_t high, std::size_t i) {
    const double share = static_cast<double>(i + 1) / static_cast<double>(kMaxBins);
    const auto from = static_cast<double>(low);
    const auto to = static_cast<double>(high);
    const bool wide = low > 0 && high / low >= kWideRange;
    const double end = wide ? from * std::pow(to / from, share) : from + (to - from) * share;
    return i + 1 == kMaxBins ? high : std::llround(end);
}

/// Bins of one width from the smallest to the largest; of one ratio where they are far apart.
std::vector<HistogramBin> bins_of(const Histogram& histogram) {
    std::vector<HistogramBin> bins;
    if (histogram.count() == 0) return bins;
    const std::int64_t low = histogram.min_us();
    const std::int64_t high = histogram.max_us();
    std::int64_t above = low;
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < kMaxBins; ++i) {
        const std::int64_t up_to = upper_end(low, high, i);
        if (up_to == above && i + 1 < kMaxBins) continue;  // Closer than the microsecond can tell.
        const std::uint64_t seen = histogram.count_up_to(up_to);
        if (up_to > above || bins.empty()) {
            bins.push_back({above, up_to, seen - before});
        } else {
            bins.back().count += seen - before;
        }
        above = up_to;
        before = seen;
    }
    return bins;
}

// Stable; by insertion, since lists are short and std::stable_sort of libstdc++ 12 uses what C++23 has removed.
template <class Entry>
void most_frequent_first(std::vector<Entry>& entries) {
    std::vector<Entry> sorted;
    sorted.reserve(entries.size());
    for (Entry& entry : entries) {
        const auto behind =
            std::upper_bound(sorted.begin(), sorted.end(), entry,
                             [](const Entry& one, const Entry& other) { return one.count > other.count; });
        sorted.insert(behind, std::move(entry));
    }
    entries = std::move(sorted);
}

std::vector<ReasonCount> listed(const std::map<std::string, std::uint64_t, std::less<>>& reasons) {
    std::vector<ReasonCount> out;
    for (const auto& [reason, count] : reasons) out.push_back({reason, count});
    most_frequent_first(out);
    return out;
}

}  // namespace

void SeriesAccumulator::Times::merge(const Times& other) {
    total.merge(other.total);
    ttfb.merge(other.ttfb);
    for (std::size_t i = 0; i < kPhaseCount; ++i) phases[i].merge(other.phases[i]);
    intended_total.merge(other.intended_total);
    start_delay.merge(other.start_delay);
}

Latencies SeriesAccumulator::Times::latencies() const {
    Latencies out;
    out.total = distribution_of(total);
    out.ttfb = distribution_of(ttfb);
    for (std::size_t i = 0; i < kPhaseCount; ++i) out.phases[i] = distribution_of(phases[i]);
    out.intended_total = distribution_of(intended_total);
    out.start_delay = distribution_of(start_delay);
    return out;
}

void SeriesAccumulator::add(const Trace& trace, const Finished& finished) {
    ++counts_.requests;
    const bool cold = is_cold(trace);
    ++(cold ? counts_.cold : counts_.warm);
    add_times(cold ? cold_ : warm_, trace, finished.intended);
    add_result(trace, finished);
    for (const RoundTrip& rt : trace.round_trips) add_round_trip(rt);
    add_pool(trace);
    add_silence(trace);
    if (trace.round_trips.size() > 1) {
        const RoundTripCounts counts = count_round_trips(trace);
        counts_.redirects += counts.redirects;
        counts_.retries += counts.retries;
    }
}

bool SeriesAccumulator::knows(ErrorCode code) const {
    return std::any_of(errors_.begin(), errors_.end(), [code](const ErrorCount& other) { return other.code == code; });
}

void SeriesAccumulator::abandon(const Trace& trace) {
    ++counts_.abandoned;
    add_pool(trace);
}

void SeriesAccumulator::add_result(const Trace& trace, const Finished& finished) {
    if (!trace.round_trips.empty() && trace.round_trips.back().received) {
        ++statuses_[trace.round_trips.back().received->status];
    }
    if (finished.exit_code == 0) {
        ++counts_.ok;
        return;
    }
    ++counts_.failed;
    if (counts_.exit_code == 0) counts_.exit_code = finished.exit_code;
    failed_.record(microseconds(trace.done - trace.started));
    if (!trace.error) return;
    const auto known = std::find_if(errors_.begin(), errors_.end(),
                                    [&trace](const ErrorCount& other) { return other.code == trace.error->code; });
    if (known != errors_.end()) {
        ++known->count;
    } else {
        const std::string& message = finished.message.empty() ? trace.error->message : finished.message;
        errors_.push_back({trace.error->code, 1, message.substr(0, kMaxMessage)});
    }
}

void SeriesAccumulator::add_round_trip(const RoundTrip& rt) {
    ++counts_.round_trips;
    if (rt.sent) counts_.sent_bytes += rt.sent->header_bytes + rt.sent->body_bytes;
    if (rt.received) counts_.received_bytes += rt.received->header_bytes + rt.received->wire_bytes;
    if (!rt.connection) return;
    if (!rt.connection->new_because.empty()) count_reason(new_because_, rt.connection->new_because);
    if (!rt.connection->not_returned_because.empty()) {
        count_reason(not_returned_because_, rt.connection->not_returned_because);
    }
}

void SeriesAccumulator::add_pool(const Trace& trace) {
    counts_.dialed += trace.pool.dialed;
    counts_.reused += trace.pool.reused;
    counts_.returned += trace.pool.returned;
}

void SeriesAccumulator::add_silence(const Trace& trace) {
    if (!first_start_) first_start_ = last_end_ = trace.started;
    const TimePoint from = std::max(last_end_, trace.started);
    const std::int64_t length = microseconds(trace.done - from);
    if (length > counts_.silence_us) {
        counts_.silence_us = length;
        counts_.silence_at_us = std::max(microseconds(from - *first_start_), std::int64_t{0});
    }
    last_end_ = std::max(last_end_, trace.done);
}

void SeriesAccumulator::add_times(Times& times, const Trace& trace, const std::optional<TimePoint>& intended) {
    times.total.record(microseconds(trace.done - trace.started));
    if (!trace.round_trips.empty() && trace.round_trips.back().first_byte) {
        times.ttfb.record(microseconds(*trace.round_trips.back().first_byte - trace.started));
    }
    if (intended) {
        times.intended_total.record(microseconds(trace.done - *intended));
        times.start_delay.record(microseconds(trace.started - *intended));
    }
    PhaseMicroseconds sums{};
    for (const RoundTrip& rt : trace.round_trips) {
        const PhaseMicroseconds phases = phase_microseconds(rt);
        for (std::size_t i = 0; i < kPhaseCount; ++i) {
            if (phases[i]) sums[i] = sums[i].value_or(0) + *phases[i];
        }
    }
    for (std::size_t i = 0; i < kPhaseCount; ++i) {
        if (sums[i]) times.phases[i].record(*sums[i]);
    }
}

void SeriesAccumulator::count_reason(Reasons& reasons, std::string_view reason) {
    const auto known = reasons.find(reason);
    if (known != reasons.end()) {
        ++known->second;
    } else if (reasons.size() < kMaxReasons) {
        reasons.emplace(reason, 1);
    } else {
        ++reasons["other"];
    }
}

SeriesSummary SeriesAccumulator::summary() const {
    SeriesSummary out = counts_;
    for (const auto& [status, count] : statuses_) out.statuses.push_back({status, count});
    out.errors = errors_;
    most_frequent_first(out.errors);
    out.new_because = listed(new_because_);
    out.not_returned_because = listed(not_returned_because_);
    Times all;
    all.merge(cold_);
    all.merge(warm_);
    out.all = all.latencies();
    out.cold_latencies = cold_.latencies();
    out.warm_latencies = warm_.latencies();
    out.failed_total = distribution_of(failed_);
    out.histogram = bins_of(all.total);
    return out;
}

}  // namespace rtrip::probe
