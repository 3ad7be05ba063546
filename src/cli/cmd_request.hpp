// SPDX-License-Identifier: MIT
#pragma once

#include "cli/environment.hpp"
#include "cli/plan.hpp"

namespace rtrip::cli {

/// Asks every URL of the plan in turn over one Transport and tells what happened. Gives the process's exit code: the
/// first failure's, 130 when interrupted.
int cmd_request(const Plan& plan, const Env& env);

}  // namespace rtrip::cli
