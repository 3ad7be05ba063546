// SPDX-License-Identifier: MIT
#include "rtrip/trace.hpp"

namespace rtrip {

RoundTripCounts count_round_trips(const Trace& trace) {
    RoundTripCounts out;
    const RoundTrip* before = nullptr;
    for (const RoundTrip& rt : trace.round_trips) {
        if (rt.cause == RoundTripCause::redirect) ++out.redirects;
        if (rt.cause == RoundTripCause::retry) {
            const bool replay =
                before != nullptr && before->retry && before->retry->will_retry && is_silent_replay(*before->retry);
            ++(replay ? out.replays : out.retries);
        }
        before = &rt;
    }
    return out;
}

}  // namespace rtrip
