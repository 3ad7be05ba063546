// SPDX-License-Identifier: MIT
#pragma once

#include "cli/config_file.hpp"
#include "cli/environment.hpp"

namespace rtrip::cli {

/// Replaces each --from-curl by the options of the curl command that it gives, names ("@FILE") or reads ("-").
///
/// Problems name every option that cannot be taken; warnings, every one that was skipped.
Expanded expand_curl_commands(const Args& args, const Env& env);

}  // namespace rtrip::cli
