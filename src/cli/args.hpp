// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/flag_table.hpp"

namespace rtrip::cli {

/// One option as it stood on the command line or in a config file.
struct Occurrence {
    FlagId id;
    bool on = true;      ///< False for the --no- form of a switch.
    std::string value;   ///< Empty for switches.
    std::string origin;  ///< "file.conf:12" for those of a config file; empty for the command line.
};

/// The command line in order, nothing interpreted. URLs without an option stand as `url`.
struct Args {
    std::vector<Occurrence> items;
};

}  // namespace rtrip::cli
