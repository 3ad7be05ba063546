// SPDX-License-Identifier: MIT
#include "net/ares_lookup.hpp"

#include <algorithm>
#include <array>

#include "net/wake.hpp"

namespace rtrip::net {
namespace {

using Questions = std::vector<std::unique_ptr<AresQuestion>>;

/// How long the other family may still answer after an NXDOMAIN. Some servers say NXDOMAIN to AAAA although the name
/// has an IPv4 address (RFC 4074 section 4.2), so that the A answer is worth a wait.
constexpr Duration kNameErrorPatience = std::chrono::seconds(1);

enum class WaitEnd : std::uint8_t { finished, settled, deadline, interrupted };

/// When the wait for the questions still pending is over because of what the others said.
std::optional<TimePoint> settled_at(const Questions& questions, Duration resolution_delay) {
    std::optional<TimePoint> settled;
    for (const auto& question : questions) {
        std::optional<Duration> patience;
        if (question->outcome() == AskOutcome::addresses) patience = resolution_delay;
        if (question->outcome() == AskOutcome::nxdomain) patience = std::max(resolution_delay, kNameErrorPatience);
        if (!patience || !question->facts().done) continue;
        const TimePoint at = *question->facts().done + *patience;
        if (!settled || at < *settled) settled = at;
    }
    return settled;
}

bool all_finished(const Questions& questions) {
    return std::all_of(questions.begin(), questions.end(),
                       [](const auto& question) { return question->outcome() != AskOutcome::pending; });
}

asio::awaitable<WaitEnd> wait_for(Context& ctx, const LookupPlan& plan, Questions& questions, Wake& wake) {
    for (;;) {
        const TimePoint now = ctx.now();
        TimePoint until = plan.deadline.at;
        for (const auto& question : questions) {
            question->end_if_due(now);
            if (const auto due = question->due()) until = std::min(until, *due);
        }
        if (all_finished(questions)) co_return WaitEnd::finished;
        if (ctx.stop.stop_requested()) co_return WaitEnd::interrupted;
        if (const auto settled = settled_at(questions, plan.resolution_delay)) {
            if (now >= *settled) co_return WaitEnd::settled;
            until = std::min(until, *settled);
        }
        if (now >= plan.deadline.at) co_return WaitEnd::deadline;
        const WakeReason reason = co_await wake.sleep(ctx.stop, until);
        static_cast<void>(reason);  // The loop looks at everything that may have changed.
    }
}

void end_pending(const Questions& questions, WaitEnd end) {
    for (const auto& question : questions) {
        if (end == WaitEnd::deadline) question->end(AskOutcome::timeout, "no answer within the limit");
        if (end == WaitEnd::settled) question->end(AskOutcome::abandoned, "abandoned: the other family had answered");
        if (end == WaitEnd::interrupted) question->end(AskOutcome::abandoned, "interrupted");
    }
}

std::vector<dns::RecordType> types_of(AddressFamily family) {
    // RFC 8305 section 3: the AAAA query goes first.
    if (family == AddressFamily::ipv4) return {dns::RecordType::a};
    if (family == AddressFamily::ipv6) return {dns::RecordType::aaaa};
    return {dns::RecordType::aaaa, dns::RecordType::a};
}

LookupOutcome collect(const Questions& questions) {
    LookupOutcome out;
    for (const auto& question : questions) {
        const DnsQuery& facts = question->facts();
        out.addresses.insert(out.addresses.end(), facts.answers.begin(), facts.answers.end());
        if (question->outcome() == AskOutcome::addresses && facts.ttl_s) {
            out.ttl_s = std::min(out.ttl_s.value_or(*facts.ttl_s), *facts.ttl_s);
        }
        out.outcome = combine(out.outcome, question->outcome());
    }
    // From the last to the first, since A is named before AAAA.
    for (auto question = questions.rbegin(); question != questions.rend(); ++question) {
        if ((*question)->outcome() != out.outcome) continue;
        const DnsQuery& facts = (*question)->facts();
        out.types += (out.types.empty() ? "" : " and ") + facts.type;
        if (out.server.empty()) out.server = facts.server;
        if (out.detail.empty()) out.detail = facts.error;
    }
    return out;
}

}  // namespace

AskOutcome combine(AskOutcome a, AskOutcome b) {
    using enum AskOutcome;
    // The first that is there is reported.
    static constexpr std::array kOrder{addresses, server_failure, refused,  malformed, timeout,
                                       no_server, no_data,        nxdomain, abandoned, pending};
    const auto both = [&](AskOutcome x, AskOutcome y) { return (a == x && b == y) || (a == y && b == x); };
    if (both(nxdomain, timeout) || both(nxdomain, abandoned)) return nxdomain;
    return *std::find_if(kOrder.begin(), kOrder.end(), [&](AskOutcome one) { return one == a || one == b; });
}

asio::awaitable<Result<LookupOutcome>> look_up(Context& ctx, const LookupPlan& plan, const std::string& name,
                                               DnsInfo& info) {
    const auto wake = std::make_shared<Wake>(plan.executor);
    const AskSetup setup(plan.executor, *ctx.clock, wake, plan.channel);
    Questions questions;
    for (const dns::RecordType type : types_of(plan.family)) {
        auto question = AresQuestion::ask(setup, dns::Question{name, type});
        if (!question) co_return fail(std::move(question.error()));
        questions.push_back(std::move(*question));
    }
    const WaitEnd end = co_await wait_for(ctx, plan, questions, *wake);
    end_pending(questions, end);
    LookupOutcome out = collect(questions);
    out.interrupted = end == WaitEnd::interrupted;
    out.at_deadline = end == WaitEnd::deadline;
    for (const auto& question : questions) info.queries.push_back(question->facts());
    co_return out;
}

}  // namespace rtrip::net
