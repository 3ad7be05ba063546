// SPDX-License-Identifier: MIT
#pragma once

#include "cli/args.hpp"
#include "cli/environment.hpp"

namespace rtrip::cli {

/// `rtrip explain FILE...`: shows saved reports by today's rules. Gives the exit status: 0 when every report could be
/// read and told. A report that is not as it should be is complained about and the next one tried; where a file stops
/// to be JSON it ends.
int cmd_explain(const Args& args, const Env& env);

}  // namespace rtrip::cli
