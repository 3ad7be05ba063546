// SPDX-License-Identifier: MIT
//
// The wait phase in parts:
//   delivery    from the request's last byte being with the kernel to the peer's acknowledgement of it
//   server      from then to the arrival of the response in this machine's kernel
//   client lag  from then to its being read, which is the wait's end
// An acknowledgement may come late for reasons of the peer's: Linux sends it along with the response when that comes
// within 40 ms, and after 40 ms when not. Such a one says nothing of the path, whose smallest round trip (TCP_INFO)
// stands for the delivery then, as it does without timestamps.
#include <algorithm>

#include "rtrip/trace.hpp"

namespace rtrip {
namespace {

// Linux's shortest delay of an acknowledgement is 40 ms (TCP_DELACK_MIN) less a timer tick of at most 10 ms.
constexpr std::int64_t kShortestDelayUs = 30'000;

/// One wait's points, in microseconds after the round trip's start.
struct Points {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::optional<std::int64_t> acknowledged;   // within [begin, end]
    std::optional<std::int64_t> arrived;        // within [begin, end]
    std::optional<std::int64_t> path;           // the smallest round trip
    bool answered = false;
    bool acknowledged_by_response = false;
    bool lossy = false;  // segments were sent again, so that a late acknowledgement may be the path's doing
};

std::int64_t microseconds_since(TimePoint start, TimePoint at) {
    return std::chrono::floor<std::chrono::microseconds>(at - start).count();
}

std::optional<Points> points_of(const RoundTrip& rt) {
    const auto cut =
        std::find_if(rt.cuts.begin(), rt.cuts.end(), [](const PhaseCut& c) { return c.phase == Phase::wait; });
    if (cut == rt.cuts.end() || (rt.first_byte && *rt.first_byte < cut->at)) return std::nullopt;
    Points out;
    out.answered = rt.first_byte.has_value();
    out.begin = microseconds_since(rt.started, cut->at);
    out.end = microseconds_since(rt.started, std::next(cut) == rt.cuts.end() ? rt.done : std::next(cut)->at);
    // On a short path both may have happened before the write returned.
    const auto within = [&](const std::optional<TimePoint>& at) -> std::optional<std::int64_t> {
        if (!at) return std::nullopt;
        return std::clamp(microseconds_since(rt.started, *at), out.begin, out.end);
    };
    out.acknowledged = within(rt.stamps.acknowledged);
    if (out.answered) out.arrived = within(rt.stamps.arrived);
    // A segment is stamped on arrival and only then read for what it acknowledges.
    out.acknowledged_by_response =
        rt.stamps.acknowledged && rt.stamps.arrived && *rt.stamps.acknowledged >= *rt.stamps.arrived;
    if (rt.connection && rt.connection->tcp) {
        out.path = rt.connection->tcp->min_rtt_us.value_or(rt.connection->tcp->rtt_us);
        out.lossy = rt.connection->tcp->retransmits > 0;
    }
    return out;
}

// Whether the acknowledgement came when the request had.
bool speaks_of_the_path(const Points& points) {
    if (!points.acknowledged || points.acknowledged_by_response) return false;
    const std::int64_t took = *points.acknowledged - points.begin;
    return !points.path || points.lossy || took < *points.path + kShortestDelayUs;
}

}  // namespace

std::optional<WaitSplit> wait_split(const RoundTrip& rt) {
    const auto points = points_of(rt);
    if (!points) return std::nullopt;
    WaitSplit out;
    const std::int64_t arrived = points->arrived.value_or(points->end);
    if (points->arrived) out.client_lag_us = points->end - arrived;
    if (points->acknowledged) out.acknowledged_us = *points->acknowledged - points->begin;
    if (points->acknowledged || points->arrived) {
        out.method = WaitMethod::kernel_timestamps;
    } else if (points->path && points->answered) {
        out.method = WaitMethod::tcp_info;
    }
    if (speaks_of_the_path(*points)) {
        out.delivery_source = DeliverySource::acknowledgement;
        out.delivery_us = std::min(*points->acknowledged, arrived) - points->begin;
    } else if (points->path && (points->answered || points->acknowledged)) {
        out.delivery_source = DeliverySource::round_trip_time;
        out.delivery_us = std::min(*points->path, arrived - points->begin);
    }
    if (points->answered && out.delivery_us) out.server_us = arrived - points->begin - *out.delivery_us;
    return out;
}

}  // namespace rtrip
