// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <bitset>
#include <cstdint>
#include <optional>

#include "cli/series_progress.hpp"
#include "cli/session.hpp"
#include "probe/schedule.hpp"
#include "probe/series_accumulator.hpp"

namespace rtrip::cli {

/// What one of the slots of a series remembers.
struct Lane {
    std::optional<TimePoint> last_start;
};

/// When a request of a series starts.
struct SeriesStart {
    bool over = false;                  ///< No request starts any more.
    std::optional<TimePoint> intended;  ///< When it was due, under a rate.
};

/// The series of one run: says when requests start and adds up what became of them. One thread.
class Series {
public:
    /// `session` has a plan with a series and outlives this object.
    explicit Series(Session& session);

    /// Whether the next request may be one that wait() has to be asked about. Not when each just follows another.
    [[nodiscard]] bool may_wait() const {
        return !started_ || asked_.rate_per_second || asked_.interval || asked_.duration;
    }
    /// Waits until a request of this lane is due.
    asio::awaitable<SeriesStart> wait(Lane& lane);
    /// A request ended. False when the end of the run ended it: those are in no figure.
    bool add(const Trace& trace, int exit_code, const std::optional<TimePoint>& intended);
    /// True for the first error of each kind that is asked about.
    [[nodiscard]] bool is_news(ErrorCode code);
    /// All URLs have been asked as often as they were to be.
    void exhausted() { exhausted_ = true; }

    /// Renews the line that says how far the series is, on a terminal, until `stop`.
    asio::awaitable<void> show_progress(std::stop_token stop);
    [[nodiscard]] bool may_show_progress() const;

    /// The figures up to now.
    [[nodiscard]] probe::SeriesSummary summary(int exit_code, bool interrupted);

private:
    void begin(TimePoint now);
    [[nodiscard]] TimePoint due(TimePoint now, const Lane& lane);

    Session& session_;
    const probe::SeriesAsked& asked_;
    probe::SeriesAccumulator accumulator_;
    std::optional<TimePoint> started_;
    WallTime started_at_;
    TimePoint last_done_;
    std::optional<TimePoint> end_;  ///< Of --duration.
    std::optional<probe::Schedule> schedule_;
    std::uint64_t next_tick_ = 0;
    std::uint64_t sent_ticks_ = 0;
    bool exhausted_ = false;
    std::bitset<kErrorCodeCount> told_errors_;
    SeriesProgress progress_;
};

}  // namespace rtrip::cli
