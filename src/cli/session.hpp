// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <optional>
#include <stop_token>

#include "cli/descriptor.hpp"
#include "cli/environment.hpp"
#include "cli/plan.hpp"
#include "cli/trace_dump.hpp"
#include "rtrip/client.hpp"

namespace rtrip::cli {

/// What all URLs of one run share. Lives as long as the run; one thread.
struct Session {
    const Plan& plan;
    const Env& env;
    asio::io_context& context;
    std::stop_source& stop;
    Client& client;        ///< With the layers of the plan.
    Transport& transport;  ///< What `client` ends in.
    OutputDescriptor dump_header;  ///< Of -D; open when it was given.
    OutputDescriptor trace;        ///< Of --trace; open when it was given.
    std::optional<TraceDump> trace_dump;

    [[nodiscard]] bool wants_json() const { return plan.report.format == ReportFormat::json; }
    /// Warnings and progress.
    [[nodiscard]] bool may_talk() const { return !plan.output.silent; }
    [[nodiscard]] bool may_complain() const { return !plan.output.silent || plan.output.show_error; }
};

}  // namespace rtrip::cli
