// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <memory>
#include <stop_token>

#include "cli/descriptor.hpp"
#include "cli/environment.hpp"
#include "cli/plan.hpp"
#include "cli/turn.hpp"
#include "rtrip/client.hpp"
#include "rtrip/cookie_jar.hpp"
#include "rtrip/transport.hpp"

namespace rtrip::cli {

/// What all URLs of one run share. Lives as long as the run; one thread.
struct Session {
    Session(const Plan& plan_, const Env& env_, asio::io_context& context_)
        : plan(plan_),
          env(env_),
          context(context_),
          standard_output_is_terminal(env_.is_terminal(env_.standard_output)) {}

    const Plan& plan;
    const Env& env;
    asio::io_context& context;
    const bool standard_output_is_terminal;
    std::stop_source stop;  ///< Ends the transfers that are under way.
    OutputDescriptor trace;  ///< Of --trace; open when it was given.
    Turn standard_output;

    /// Whether a report of each transfer is printed that has the digest of its body.
    [[nodiscard]] bool wants_digest() const {
        return plan.report.format == ReportFormat::json && !plan.report.summary_alone;
    }
    /// Whether events are shown one by one.
    [[nodiscard]] bool wants_events() const { return plan.talk.verbose && !plan.series; }
    /// Warnings.
    [[nodiscard]] bool may_talk() const { return !plan.talk.silent; }
    /// Lines of several transfers would overwrite each other.
    [[nodiscard]] bool may_show_progress() const { return may_talk() && plan.workers() == 1 && !plan.series; }
};

/// What the URLs of one group share.
struct GroupSession {
    GroupSession(Session& run_, const Group& group_, std::shared_ptr<Transport> transport_,
                 const std::shared_ptr<CookieJar>& jar);

    Session& run;
    const Group& group;
    std::shared_ptr<Transport> transport;  ///< The innermost part of `client`; groups that may share one do.
    Client client;
    std::shared_ptr<const ConnectOptions> connect;
    std::shared_ptr<const ReceiveLimits> limits;
    OutputDescriptor dump_header;  ///< Of -D; open when it was given.
    /// The last request without a body that was made, for a series that sends it again.
    struct Built {
        std::string url;
        std::shared_ptr<const Request> request;
    };
    std::optional<Built> built;
};

}  // namespace rtrip::cli
