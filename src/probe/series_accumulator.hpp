// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probe/histogram.hpp"
#include "probe/series_summary.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::probe {

/// How one request of a series ended.
struct Finished {
    int exit_code = 0;
    std::optional<TimePoint> intended;  ///< When it was due; absent without a rate.
    std::string message;                ///< Of its error, as it may be shown; empty: the record's own.
};

/// Takes the records of a series one at a time and keeps what the summary needs of them. Its memory is bounded,
/// whatever the number of requests and whatever servers say.
class SeriesAccumulator {
public:
    /// Of the pool's reasons that are told apart; those beyond them count as "other".
    static constexpr std::size_t kMaxReasons = 64;

    void add(const Trace& trace, const Finished& finished);
    /// A request that was under way when the series was ended. Only what it did to the pool counts.
    void abandon(const Trace& trace);
    /// A request could not start when it was due.
    void missed_tick() { ++counts_.missed_ticks; }
    void dropped_ticks(std::uint64_t ticks) { counts_.dropped_ticks = ticks; }

    /// Whether a request has failed in this way before.
    [[nodiscard]] bool knows(ErrorCode code) const;

    /// The figures so far. What is not the requests' (what was asked for, duration, ...) is left for the caller.
    [[nodiscard]] SeriesSummary summary() const;

private:
    using Reasons = std::map<std::string, std::uint64_t, std::less<>>;

    /// The histograms of a class of requests.
    struct Times {
        Histogram total;
        Histogram ttfb;
        std::array<Histogram, kPhaseCount> phases;
        Histogram intended_total;
        Histogram start_delay;

        void merge(const Times& other);
        [[nodiscard]] Latencies latencies() const;
    };

    void add_result(const Trace& trace, const Finished& finished);
    void add_round_trip(const RoundTrip& round_trip);
    void add_pool(const Trace& trace);
    void add_silence(const Trace& trace);
    static void add_times(Times& times, const Trace& trace, const std::optional<TimePoint>& intended);
    static void count_reason(Reasons& reasons, std::string_view reason);

    SeriesSummary counts_;
    std::optional<TimePoint> first_start_;
    TimePoint last_end_;
    Times cold_;
    Times warm_;
    Histogram failed_;
    std::map<int, std::uint64_t> statuses_;
    std::vector<ErrorCount> errors_;
    Reasons new_because_;
    Reasons not_returned_because_;
};

}  // namespace rtrip::probe
