// SPDX-License-Identifier: MIT
//
// What reaching the address cost: addresses that don't work, and segments that got lost.
#include <algorithm>
#include <array>

#include "culprit/rules.hpp"
#include "culprit/thresholds.hpp"

namespace rtrip::culprit {
namespace {

bool is_ipv6(const ConnectAttempt& attempt) {
    return attempt.address.starts_with('[');
}

enum class Family : std::uint8_t { same, other };

/// The first attempt that began before the winner's and led to nothing; null when there is none.
const ConnectAttempt* first_lost(const Case& c, Family family) {
    const ConnectAttempt* won = c.winner();
    if (won == nullptr) return nullptr;
    for (const ConnectAttempt& attempt : c.rt.attempts) {
        if (&attempt == won || attempt.ok || attempt.started > won->started) continue;
        if ((is_ipv6(attempt) == is_ipv6(*won)) == (family == Family::same)) return &attempt;
    }
    return nullptr;
}

/// How long the winner was kept from starting.
Duration delay(const Case& c, const ConnectAttempt& lost) {
    return std::min(c.winner()->started - lost.started, c.phase(Phase::connect));
}

/// Whether it failed before the other one had won, and was not just slower.
bool failed_by_itself(const Case& c, const ConnectAttempt& lost) {
    return lost.error_number != 0 && lost.done && c.winner()->done && *lost.done <= *c.winner()->done;
}

Finding lost_attempt(const Case& c, const ConnectAttempt& lost) {
    Finding out;
    out.cost = delay(c, lost);
    out.confidence = failed_by_itself(c, lost) ? Confidence::sure : Confidence::likely;
    out.detail = lost.address + " " +
                 (failed_by_itself(c, lost) ? "failed (" + lost.error + ")" : std::string("did not answer")) +
                 ", and " + c.winner()->address + " was tried " + time_text(out.cost) + " later";
    out.next = path_command(lost.address);
    out.evidence.duration("delay_ms", out.cost).text("lost", lost.address).text("won", c.winner()->address);
    out.evidence.text("error", lost.error);
    return out;
}

/// How many SYNs went unanswered at least, from how long the connect took; 0: no such time. Kernels wait 1, 3, 7 and
/// 15 s in all, since Linux 6.5 a second for each of the first four.
std::uint32_t syns_by_time(Duration took) {
    struct Row {
        int seconds;
        std::uint32_t least;
    };
    constexpr std::array kRows{Row{1, 1}, Row{2, 2}, Row{3, 2}, Row{4, 4}, Row{7, 3}, Row{15, 4}};
    for (const Row& row : kRows) {
        const Duration begin = kSynTimer * row.seconds;
        if (took >= begin && took < begin + kSynSlack) return row.least;
    }
    return 0;
}

}  // namespace

std::optional<Finding> ipv6_broken_fallback(const Case& c) {
    const ConnectAttempt* lost = first_lost(c, Family::other);
    if (lost == nullptr || !is_ipv6(*lost) || !c.matters(delay(c, *lost))) return std::nullopt;
    Finding out = lost_attempt(c, *lost);
    out.title = "IPv6 does not work";
    out.fix = "repair IPv6 on this network or take the AAAA record away; -4 goes around it";
    out.next = c.rtrip("-6");
    return out;
}

std::optional<Finding> address_dead(const Case& c) {
    const ConnectAttempt* lost = first_lost(c, Family::same);
    if (lost == nullptr || !c.matters(delay(c, *lost))) return std::nullopt;
    Finding out = lost_attempt(c, *lost);
    out.title = "an address of the name does not answer";
    out.fix = "take the address out of the name's records, or repair the machine behind it";
    return out;
}

std::optional<Finding> syn_retransmit(const Case& c) {
    const ConnectAttempt* won = c.winner();
    if (won == nullptr || !won->done) return std::nullopt;
    const Duration took = *won->done - won->started;
    const std::uint32_t lost = won->syn_retransmits ? *won->syn_retransmits : syns_by_time(took);
    if (lost == 0) return std::nullopt;
    Finding out;
    // What is beyond a round trip is waiting for timers.
    const Duration rtt = c.rt.connection && c.rt.connection->tcp ? c.path_rtt().value_or(Duration{}) : Duration{};
    out.cost = std::clamp(took - rtt, Duration{}, c.phase(Phase::connect));
    out.confidence = won->syn_retransmits ? Confidence::sure : Confidence::likely;
    out.title = "the first SYN got no answer";
    out.detail = "connecting to " + won->address + " took " + time_text(took) + ", as " + count_text(lost, "SYN") +
                 " went unanswered, each of which the kernel waits a second for, or more";
    out.fix = "look for packet loss on the way, or for a full accept queue on the server (netstat -s there)";
    out.next = path_command(won->address);
    out.evidence.duration("connect_ms", took).count("syn_retransmits", lost).text("address", won->address);
    return out;
}

std::optional<Finding> request_retransmit(const Case& c) {
    const auto again = c.retransmits();
    if (!again || *again == 0 || !c.is_fresh()) return std::nullopt;
    const Duration waited = c.phase(Phase::send) + c.phase(Phase::wait) + c.phase(Phase::tls);
    if (waited < kLeastRetransmission || !c.is_share(waited, kLeastPercent)) return std::nullopt;
    Finding out;
    // When it was sent again is not in the record, so one timer is all that is certain.
    out.cost = kLeastRetransmission;
    out.confidence = Confidence::likely;
    out.title = "segments got lost on the way to the server";
    out.detail = count_text(*again, "segment") + " had to be sent again, which holds up whatever waits for an answer " +
                 "by 200 ms at least each time";
    out.fix = "look for packet loss on the way";
    out.next = path_command(c.rt.connection->remote);
    out.evidence.count("retransmits", *again).duration("waited_ms", waited);
    return out;
}

}  // namespace rtrip::culprit
