// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>

#include "rtrip/client_trace.hpp"
#include "rtrip/clock.hpp"
#include "rtrip/sleeper.hpp"
#include "rtrip/timeouts.hpp"

namespace rtrip {

/// What accompanies one operation down the layers: clock, cancellation, limits, hooks, and what spans its round trips.
///
/// Passed by reference as the first parameter and never stored, so that a body is read under the reader's own context.
/// Everything it points to must outlive the operation. One thread.
struct Context {
    const Clock* clock = &system_clock();
    Sleeper* sleeper = &system_sleeper();
    std::stop_token stop;          ///< Sticky; every wait ends with ErrorCode::interrupted once it is requested.
    Timeouts timeouts;
    std::optional<TimePoint> total_deadline;  ///< Set from timeouts.total when the operation starts; see start_total().
    std::optional<Deadline> enclosing;  ///< The end of a larger phase that the operation is part of.
    const ClientTrace* trace = nullptr;  ///< May be null.
    int retries = 0;  ///< Made so far in this operation, over all its redirects.
    std::size_t retried_head_bytes = 0;  ///< Taken by the heads of the responses that were retried or may be.
    std::optional<TimePoint> retries_started;  ///< When the retry layer first saw this operation.

    [[nodiscard]] TimePoint now() const { return clock->now(); }

    /// Starts the clock of timeouts.total, once per operation; later calls (redirects, retries) change nothing.
    void start_total() {
        if (timeouts.total && !total_deadline) total_deadline = now() + *timeouts.total;
    }

    /// The end of a wait that may last `limit` from `from`: the earliest of that, the enclosing phase's and the total.
    [[nodiscard]] Deadline deadline(TimePoint from, Duration limit, TimeoutKind kind) const {
        Deadline end{from + limit, kind, limit};
        if (enclosing && enclosing->at < end.at) end = *enclosing;
        if (total_deadline && *total_deadline < end.at) {
            end = Deadline{*total_deadline, TimeoutKind::total, timeouts.total.value_or(Duration{})};
        }
        return end;
    }
};

}  // namespace rtrip
