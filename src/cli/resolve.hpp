// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/args.hpp"
#include "cli/environment.hpp"
#include "cli/plan.hpp"

namespace rtrip::cli {

/// What became of a command line: a plan, or every problem with it.
struct Resolved {
    std::optional<Plan> plan;  ///< Absent exactly when there are problems.
    std::vector<Error> problems;
    /// URLs that cannot be asked, with the reason; their errors are among `problems` too.
    struct BadUrl {
        std::string text;  ///< Masked.
        Error error;
    };
    std::vector<BadUrl> bad_urls;
    std::vector<std::string> warnings;
    /// As far as the options could be understood, so that problems can be told in the form that was asked for.
    TalkPlan talk;
    ReportPlan report;
};

/// Gives options their meaning: flag over environment over default. Reads the files that options name; asks for a
/// password where one is missing. Sends nothing.
Resolved resolve(const Args& args, const Env& env);

}  // namespace rtrip::cli
