// SPDX-License-Identifier: MIT
//
// Phases are the gaps between cut points, so their sum is the total by construction:
//   queue    from the start: the pool is asked, a slot is waited for
//   dns      from the question to the first connect (late answers of the other family don't count)
//   connect  from the first connect attempt to the winner's success
//   proxy    the proxy's own handshake
//   tls      from the connection's or the tunnel's standing to the end of verification
//   send     from having a connection to the last request byte handed to the kernel, or to an early response
//   wait     to the first byte of the final (not 1xx) response; to the end of its head when no body follows
//   body     from that first byte to the end of the body
#include "rtrip/trace.hpp"

#include <algorithm>

namespace rtrip {
namespace {

std::size_t index_of(Phase phase) {
    return static_cast<std::size_t>(phase);
}

std::int64_t microseconds_since(TimePoint start, TimePoint at) {
    return std::chrono::floor<std::chrono::microseconds>(at - start).count();
}

TimePoint end_of_cut(const RoundTrip& rt, std::size_t i) {
    return i + 1 < rt.cuts.size() ? rt.cuts[i + 1].at : rt.done;
}

}  // namespace

PhaseDurations phase_durations(const RoundTrip& rt) {
    PhaseDurations out;
    for (std::size_t i = 0; i < rt.cuts.size(); ++i) {
        auto& slot = out[index_of(rt.cuts[i].phase)];
        slot = slot.value_or(Duration{}) + (end_of_cut(rt, i) - rt.cuts[i].at);
    }
    return out;
}

PhaseMicroseconds phase_microseconds(const RoundTrip& rt) {
    PhaseMicroseconds out;
    for (std::size_t i = 0; i < rt.cuts.size(); ++i) {
        auto& slot = out[index_of(rt.cuts[i].phase)];
        slot = slot.value_or(0) + microseconds_since(rt.started, end_of_cut(rt, i)) -
               microseconds_since(rt.started, rt.cuts[i].at);
    }
    return out;
}

std::int64_t total_microseconds(const RoundTrip& rt) {
    return microseconds_since(rt.started, rt.done);
}

std::optional<Duration> server_time(const RoundTrip& rt) {
    if (!rt.first_byte || !rt.connection || !rt.connection->tcp) return std::nullopt;
    const auto wait = phase_durations(rt)[index_of(Phase::wait)];
    if (!wait) return std::nullopt;
    const TcpInfo& tcp = *rt.connection->tcp;
    // The smallest round trip is the path's; the smoothed one holds the peer's delayed acknowledgements too.
    const Duration path = std::chrono::microseconds(tcp.min_rtt_us.value_or(tcp.rtt_us));
    return std::max(Duration{}, *wait - path);
}

}  // namespace rtrip
