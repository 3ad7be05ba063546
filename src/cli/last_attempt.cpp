// SPDX-License-Identifier: MIT
#include "cli/last_attempt.hpp"

namespace rtrip::cli {
namespace {

bool was_tried_again(const RoundTrip& trip) {
    return trip.retry && trip.retry->will_retry && !is_silent_replay(*trip.retry);
}

}  // namespace

LastAttempt last_attempt(const Trace& trace) {
    LastAttempt out;
    for (std::size_t i = 0; i < trace.round_trips.size(); ++i) {
        const RoundTrip& trip = trace.round_trips[i];
        const RoundTrip* next = i + 1 < trace.round_trips.size() ? &trace.round_trips[i + 1] : nullptr;
        if (trip.cause == RoundTripCause::redirect) {
            ++out.redirects;
            out.before_last_redirect = out.total;
        }
        if (next != nullptr && was_tried_again(trip)) {
            // What broke off in its body is asked for from the first URL on; anything else goes on where it stood.
            if (next->url != trip.url) out = {};
            continue;
        }
        out.trips.push_back(&trip);
        out.total += (next != nullptr ? next->started : trace.done) - trip.started;
    }
    return out;
}

}  // namespace rtrip::cli
