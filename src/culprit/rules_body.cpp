// SPDX-License-Identifier: MIT
//
// What reading the body took, and whose doing that is as far as arrival times and the kernel's counters can tell.
#include <algorithm>

#include "culprit/rules.hpp"
#include "culprit/thresholds.hpp"

namespace rtrip::culprit {
namespace {

Duration gap_of(const Case& c) {
    return c.rt.received ? c.rt.received->longest_gap.value_or(Duration{}) : Duration{};
}

/// How long the windows of slow start would make this body take.
Duration slow_start_time(const Case& c, Duration rtt) {
    return rtt * static_cast<std::int64_t>(slow_start_waits(c.rt.received->wire_bytes, c.mss()));
}

std::uint64_t rate_of(const Case& c) {
    const double seconds = std::max(1e-6, std::chrono::duration<double>(c.phase(Phase::body)).count());
    return static_cast<std::uint64_t>(static_cast<double>(c.rt.received->wire_bytes) / seconds);
}

bool is_slow(const Case& c) {
    const Duration body = c.phase(Phase::body);
    return c.rt.received && body >= kSlowBody && c.is_share(body, kSlowBodyPercent) && rate_of(c) < kSlowBytesPerSecond;
}

/// Segments that came out of order, where they can only be this body's.
std::optional<std::uint32_t> out_of_order(const Case& c) {
    if (!c.rt.connection || !c.rt.connection->tcp || !c.rt.connection->tcp->out_of_order_segments) return std::nullopt;
    const std::uint32_t all = *c.rt.connection->tcp->out_of_order_segments;
    return all == 0 || c.is_fresh() ? std::optional(all) : std::nullopt;
}

/// What all three kinds of slow bodies have in common.
Finding slow_body(const Case& c) {
    Finding out;
    out.cost = c.phase(Phase::body);
    out.confidence = Confidence::likely;
    out.detail = size_text(c.rt.received->wire_bytes) + " of body took " + time_text(out.cost) + ", " +
                 size_text(rate_of(c)) + " a second";
    out.evidence.duration("body_ms", out.cost).count("wire_bytes", c.rt.received->wire_bytes);
    out.evidence.count("bytes_per_second", rate_of(c)).duration("longest_gap_ms", gap_of(c));
    if (const auto late = out_of_order(c)) out.evidence.count("out_of_order", *late);
    return out;
}

bool sender_paused(const Case& c) {
    const Duration gap = gap_of(c);
    const Duration rtt = c.path_rtt().value_or(Duration{});
    // One that is as long as several round trips, and a good part of the whole.
    return gap >= kPause && gap >= rtt * 5 && gap >= c.phase(Phase::body) / 4;
}

}  // namespace

std::optional<Finding> delayed_ack_40ms(const Case& c) {
    const Duration gap = gap_of(c);
    if (gap < kDelayedAckFrom || gap > kDelayedAckTo || !c.is_share(gap, kLeastPercent)) return std::nullopt;
    const auto rtt = c.path_rtt();
    // A sender with two segments to send does not wait: the algorithm of Nagle holds back the last, short one alone.
    if (!rtt || *rtt > kDelayedAckMaxRtt || c.rt.received->wire_bytes > 2 * c.mss()) return std::nullopt;
    if (out_of_order(c).value_or(0) > 0) return std::nullopt;
    Finding out;
    out.cost = gap;
    out.confidence = Confidence::likely;
    out.title = "the server writes twice and waits for an acknowledgement";
    out.detail = "the body came " + time_text(gap) + " behind the head or in two parts, about the 40 ms after which " +
                 "Linux acknowledges a lone segment: the server writes in small pieces without TCP_NODELAY";
    out.fix = "set TCP_NODELAY in the server, or let it write head and body at once";
    out.next = c.rtrip("-v");
    out.evidence.duration("longest_gap_ms", gap).count("wire_bytes", c.rt.received->wire_bytes);
    out.evidence.duration("rtt_ms", *rtt);
    return out;
}

std::optional<Finding> slow_start_rounds(const Case& c) {
    const auto rtt = c.path_rtt();
    if (!rtt || !c.rt.received || !c.is_fresh()) return std::nullopt;
    const std::uint64_t waits = slow_start_waits(c.rt.received->wire_bytes, c.mss());
    const Duration model = slow_start_time(c, *rtt);
    const Duration body = c.phase(Phase::body);
    // A body that came faster had a bigger window, one that took much longer has another reason.
    if (waits < 2 || body < model / 2 || body > model * 2) return std::nullopt;
    Finding out;
    out.cost = std::min(model, body);
    if (!c.matters(out.cost)) return std::nullopt;
    out.confidence = out_of_order(c).value_or(1) == 0 ? Confidence::likely : Confidence::inconclusive;
    out.title = "the connection was too young for the body";
    out.detail = size_text(c.rt.received->wire_bytes) + " need " + count_text(waits, "more round trip") + " of " +
                 time_text(*rtt) + " on a new connection, whose window begins at " +
                 count_text(kInitialWindowSegments, "segment") + " and doubles: reading took " + time_text(body);
    out.fix = "keep connections open between requests, compress the body, or serve it from nearer by";
    out.next = c.rt.method == "GET" ? c.rtrip("") + " " + c.url() : c.rtrip("");
    out.evidence.duration("body_ms", body).duration("rtt_ms", *rtt).count("waits", waits);
    out.evidence.count("wire_bytes", c.rt.received->wire_bytes);
    return out;
}

std::optional<Finding> body_slow_path(const Case& c) {
    if (!is_slow(c) || out_of_order(c).value_or(0) == 0) return std::nullopt;
    Finding out = slow_body(c);
    out.title = "segments of the body get lost on the way";
    out.detail += "; " + count_text(*out_of_order(c), "segment") + " came before one that was sent earlier";
    out.fix = "look for packet loss or reordering on the way";
    out.next = path_command(c.rt.connection->remote);
    return out;
}

std::optional<Finding> body_slow_server(const Case& c) {
    if (!is_slow(c) || out_of_order(c) != 0U || !sender_paused(c)) return std::nullopt;
    Finding out = slow_body(c);
    out.title = "the server pauses within the body";
    out.detail += "; nothing came for " + time_text(gap_of(c)) + ", although nothing was lost on the way";
    out.fix = "look at what the server does while it writes the body; a proxy that buffers does this too";
    out.next = c.rtrip("-v");
    return out;
}

std::optional<Finding> body_slow_unexplained(const Case& c) {
    if (!is_slow(c) || body_slow_path(c) || body_slow_server(c) || slow_start_rounds(c)) return std::nullopt;
    Finding out = slow_body(c);
    out.confidence = Confidence::inconclusive;
    out.title = "reading the body is slow";
    out.detail += "; whether the server, the line or --limit-rate set the pace is not in the record";
    out.fix = "compare with a server next to this one, and with the same server from another place";
    out.next = c.rtrip("-v");
    return out;
}

}  // namespace rtrip::culprit
