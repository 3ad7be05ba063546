// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/args.hpp"
#include "cli/normalize.hpp"
#include "rtrip/error.hpp"

namespace rtrip::cli {

/// A command line as options in order, or everything that is wrong with its form.
struct Parsed {
    Args args;
    std::vector<Error> problems;
    std::vector<std::string> warnings;  ///< Of the curl dialect alone.
    const Command* command = nullptr;   ///< Null: requests. Its operands are in `args` as URLs.
    bool help = false;
    std::string help_topic;  ///< What stood behind --help; or empty.
    bool version = false;
};

/// `words` is without the program's name. No side effects; values are not looked at.
Parsed parse(std::span<const std::string> words, Dialect dialect = Dialect::rtrip);

}  // namespace rtrip::cli
