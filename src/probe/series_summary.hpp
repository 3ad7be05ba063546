// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/error.hpp"
#include "rtrip/time.hpp"

/// What a series of requests comes to: plain data that renderers, expectations and tests read. Times are whole
/// microseconds.
namespace rtrip::probe {

enum class Percentile : std::uint8_t { p50, p90, p95, p99, p999 };
inline constexpr std::size_t kPercentileCount = 5;
inline constexpr std::array<Percentile, kPercentileCount> kPercentiles{
    Percentile::p50, Percentile::p90, Percentile::p95, Percentile::p99, Percentile::p999};

/// "p50", "p90", "p95", "p99", "p999".
std::string_view percentile_name(Percentile percentile);
/// 500, 900, 950, 990, 999.
unsigned per_mille(Percentile percentile);
/// How many values a percentile needs before it says anything that the maximum does not: 1 / (1 - p), so 2, 10, 20, 100
/// and 1000. With fewer of them no value lies beyond it.
std::uint64_t samples_needed(Percentile percentile);

/// A set of durations.
struct Distribution {
    std::uint64_t count = 0;
    std::int64_t min_us = 0;
    std::int64_t mean_us = 0;
    std::array<std::int64_t, kPercentileCount> percentile_us{};  ///< By Percentile.
    std::int64_t max_us = 0;

    [[nodiscard]] std::int64_t at(Percentile p) const { return percentile_us[static_cast<std::size_t>(p)]; }
    /// Whether there are enough values; otherwise the figure is there and is the maximum or next to it.
    [[nodiscard]] bool supports(Percentile p) const { return count >= samples_needed(p); }
};

/// The times of a class of requests.
struct Latencies {
    /// From the start of a request to the end of its last round trip, waits between attempts included.
    Distribution total;
    /// To the first byte of the response that the user gets; of those requests that got one.
    Distribution ttfb;
    /// By Phase, of the requests that had it. With several round trips in a request theirs are added up.
    std::array<Distribution, kPhaseCount> phases;
    /// Like total, from the moment at which the request was due. Counts nothing unless a rate was asked for.
    Distribution intended_total;
    /// How long after the moment at which it was due a request started.
    Distribution start_delay;

    [[nodiscard]] const Distribution& phase(Phase p) const { return phases[static_cast<std::size_t>(p)]; }
};

struct ErrorCount {
    ErrorCode code = ErrorCode::internal;
    std::uint64_t count = 0;
    std::string first_message;  ///< Of the first one.
};

struct StatusCount {
    int status = 0;
    std::uint64_t count = 0;
};

struct ReasonCount {
    std::string reason;
    std::uint64_t count = 0;
};

/// A stretch of the total's range, and how many requests ended up there.
struct HistogramBin {
    std::int64_t above_us = 0;  ///< Exclusive, but for the first bin, which has its lower end.
    std::int64_t up_to_us = 0;  ///< Inclusive, to the histogram's precision.
    std::uint64_t count = 0;
};

/// What was asked for.
struct SeriesAsked {
    std::optional<std::uint64_t> count;  ///< Repetitions of the command line's URLs.
    std::optional<Duration> duration;
    std::optional<Duration> interval;
    std::optional<double> rate_per_second;
    std::size_t concurrency = 1;
};

struct SeriesSummary {
    static constexpr std::size_t kMaxUrls = 16;

    SeriesAsked asked;
    std::vector<std::string> urls;  ///< As typed, of all groups; at most kMaxUrls. Renderers mask what is secret.
    WallTime started_at;
    Duration duration{};  ///< From the start of the first request to the end of the last.
    bool interrupted = false;  ///< By the user, before it was done.
    int exit_code = 0;  ///< The first failure's, or 0.

    std::uint64_t requests = 0;  ///< That came to an end; ok + failed.
    std::uint64_t ok = 0;  ///< With exit code 0.
    std::uint64_t failed = 0;
    std::uint64_t abandoned = 0;  ///< Under way when the series was ended; not among `requests` nor in any figure.
    std::uint64_t cold = 0;  ///< That made a connection, or needed one and did not get it.
    std::uint64_t warm = 0;  ///< Whose round trips all used connections that were there; cold + warm = requests.
    std::uint64_t round_trips = 0;
    std::uint64_t redirects = 0;
    std::uint64_t retries = 0;

    std::uint64_t missed_ticks = 0;  ///< Of a rate: requests that were due while all slots were busy, and started late.
    std::uint64_t dropped_ticks = 0;  ///< Those that were due and had not started when the series ended.

    std::vector<StatusCount> statuses;  ///< Of the responses that users got; ascending.
    std::vector<ErrorCount> errors;  ///< Most frequent first.

    std::uint64_t dialed = 0;
    std::uint64_t reused = 0;
    std::uint64_t returned = 0;
    std::vector<ReasonCount> new_because;  ///< Most frequent first; so is the next one.
    std::vector<ReasonCount> not_returned_because;

    std::uint64_t sent_bytes = 0;  ///< Heads and bodies.
    std::uint64_t received_bytes = 0;  ///< Heads and bodies, still coded.

    /// The longest time in which no request ended although one was under way, and how long after the start it began.
    std::int64_t silence_us = 0;
    std::int64_t silence_at_us = 0;

    Latencies all;  ///< Failed requests too: one that ran into a limit took that long.
    Latencies cold_latencies;
    Latencies warm_latencies;
    Distribution failed_total;  ///< `total` of the failed ones alone.
    std::vector<HistogramBin> histogram;  ///< Of all.total; empty without requests.

    /// Requests that came to an end by second of `duration`; 0 when that is 0.
    [[nodiscard]] double achieved_per_second() const;
    /// Failed by requests; 0 without requests.
    [[nodiscard]] double failed_share() const;
};

}  // namespace rtrip::probe
