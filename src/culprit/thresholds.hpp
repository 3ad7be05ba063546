// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

#include "rtrip/time.hpp"

/// From where on the rules speak up. docs/findings.md shows these numbers; a test compares the two.
namespace rtrip::culprit {

/// Less is within what one packet more, a scheduler or a sleeping disk costs, so that nothing follows from it. Networks
/// of one building stay below it altogether.
inline constexpr Duration kLeastCost = std::chrono::milliseconds(20);
/// Who mends what takes less than a tenth of the whole will not see a difference.
inline constexpr int kLeastPercent = 10;
/// From here on a finding is a warning: a quarter of the whole, or a second, after which people lose their thread.
inline constexpr int kWarnPercent = 25;
inline constexpr Duration kWarnCost = std::chrono::seconds(1);

/// A tenth of a second is what people notice; a resolver of one's own provider that has to ask around stays below it.
inline constexpr Duration kSlowDns = std::chrono::milliseconds(100);
inline constexpr int kSlowDnsPercent = 20;
/// RFC 8305 section 3 waits 50 ms for AAAA records once A records are there; a little less, as timers may fire early.
inline constexpr Duration kAaaaStall = std::chrono::milliseconds(40);

/// Until a SYN is sent again (RFC 6298 section 2.1). With the slack, which is more than most paths' round-trip time, it
/// stands in for the kernel's own count where that is missing.
inline constexpr Duration kSynTimer = std::chrono::seconds(1);
inline constexpr Duration kSynSlack = std::chrono::milliseconds(400);
/// The shortest retransmission timer of Linux (TCP_RTO_MIN): a wait that is shorter holds no retransmission.
inline constexpr Duration kLeastRetransmission = std::chrono::milliseconds(200);

/// Segments that a server may send before the first acknowledgement (RFC 6928), and what a segment carries on Ethernet.
inline constexpr std::uint64_t kInitialWindowSegments = 10;
inline constexpr std::uint64_t kUsualMss = 1460;

/// People notice a tenth of a second. Servers that need it and half of the whole are worth naming.
inline constexpr Duration kSlowServer = std::chrono::milliseconds(100);
inline constexpr int kSlowServerPercent = 40;
/// Waits of fewer round-trip times than these are the path's as much as the server's.
inline constexpr int kServerRoundTrips = 2;

/// Linux acknowledges after 40 ms at the earliest when there is nothing to say (TCP_DELACK_MIN), and a tick or two of
/// 4 ms later as its timer runs; 40 to 47 ms were seen on loopback.
inline constexpr Duration kDelayedAckFrom = std::chrono::milliseconds(38);
inline constexpr Duration kDelayedAckTo = std::chrono::milliseconds(52);
/// With a longer path the gap may be one of its round trips.
inline constexpr Duration kDelayedAckMaxRtt = std::chrono::milliseconds(15);

/// A body is slow when it takes this long, most of the time, and comes slower than 10 Mbit/s, which any line has today.
inline constexpr Duration kSlowBody = std::chrono::milliseconds(500);
inline constexpr int kSlowBodyPercent = 40;
inline constexpr std::uint64_t kSlowBytesPerSecond = 1'250'000;
/// A pause of the sender, not of a slow line: a full segment takes less from 50 kbit/s up.
inline constexpr Duration kPause = std::chrono::milliseconds(250);

inline constexpr Duration kSlowProxy = std::chrono::milliseconds(100);
inline constexpr int kSlowProxyPercent = 20;

/// Chains of redirects cost a round trip each at least; three can be had as one everywhere.
inline constexpr int kRedirectPercent = 25;
/// A body that waits for a 100 (Continue) waits 1 s unless told otherwise; this is less, to see shorter limits too.
inline constexpr Duration kContinueWait = std::chrono::milliseconds(200);

/// Tokens and signatures are usually taken within a minute, many services refuse them beyond five.
inline constexpr std::chrono::seconds kSkew{60};
inline constexpr std::chrono::seconds kBadSkew{300};

}  // namespace rtrip::culprit
