// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "culprit/judge.hpp"
#include "unit/render/fixture_parts.hpp"

/// Records for the rules: sound ones, which a test then spoils in one place.
namespace rtrip::culprit {

/// How long each phase takes, in milliseconds; negative: it does not happen.
struct Phases {
    std::int64_t dns = 12;
    std::int64_t connect = 24;
    std::int64_t proxy = -1;
    std::int64_t tls = 26;
    std::int64_t send = 0;
    std::int64_t wait = 40;
    std::int64_t body = 2;
};

/// GET over https with a round-trip time of 24 ms and nothing to complain about, however long the phases are.
Trace record(const Phases& phases);
/// The same as one more round trip behind those that are there; starts `pause_ms` after the end of the last.
RoundTrip& append(Trace& trace, const Phases& phases, std::int64_t pause_ms = 0);
/// Its only or first round trip.
inline RoundTrip& first(Trace& trace) {
    return trace.round_trips.front();
}

/// A moment of a round trip, in milliseconds from its start.
TimePoint at_ms(const RoundTrip& rt, std::int64_t ms);
/// A question that was put when the round trip began, and answered `ms` later.
DnsQuery query(const RoundTrip& rt, std::string type, std::int64_t ms);

/// Null when no finding has that id.
const Finding* find(const Judgement& judgement, std::string_view id);
/// Ids, in order, separated by spaces.
std::string ids(const Judgement& judgement);
/// A duration in a finding's evidence in whole milliseconds, or a count; -1: not there.
std::int64_t figure(const Finding& finding, std::string_view name);

}  // namespace rtrip::culprit
