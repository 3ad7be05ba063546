// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "net/ares_question.hpp"
#include "rtrip/context.hpp"
#include "rtrip/dialer.hpp"
#include "rtrip/result.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::net {

/// How to ask for a name.
struct LookupPlan {
    LookupPlan(asio::any_io_executor executor_, Deadline deadline_)
        : executor(std::move(executor_)), deadline(deadline_) {}
    asio::any_io_executor executor;
    Deadline deadline;
    AresChannelOptions channel;
    AddressFamily family = AddressFamily::any;
    Duration resolution_delay{};
};

/// What asking for one name, in one or both families, came to.
struct LookupOutcome {
    AskOutcome outcome = AskOutcome::pending;  ///< Of both families together; see combine().
    std::vector<std::string> addresses;
    std::optional<std::uint32_t> ttl_s;
    std::string types;   ///< "A", "A and AAAA": the questions that `outcome` is about.
    std::string server;  ///< That of the first of these.
    std::string detail;  ///< What the first of these says of its failure.
    bool interrupted = false;
    bool at_deadline = false;  ///< plan.deadline ended it.
};

/// The outcome to report when two questions failed: the one that says most about what to mend. NXDOMAIN outdoes
/// silence, since it is true of every type (RFC 8020 section 2).
AskOutcome combine(AskOutcome a, AskOutcome b);

/// Asks for AAAA and A at the same time and appends both questions to `info.queries`.
///
/// Once a family has addresses the other gets plan.resolution_delay more (RFC 8305 section 3); once one says NXDOMAIN,
/// a second at most. Nothing that was started goes on when this has returned.
/// Errors: dns_not_asked for a name without wire form, internal. Every other end is a LookupOutcome.
asio::awaitable<Result<LookupOutcome>> look_up(Context& ctx, const LookupPlan& plan, const std::string& name,
                                               DnsInfo& info);

}  // namespace rtrip::net
