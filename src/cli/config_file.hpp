// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/args.hpp"
#include "rtrip/result.hpp"

namespace rtrip::cli {

/// One line of a config file as words of a command line.
struct ConfigLine {
    std::size_t number = 0;  ///< From 1.
    std::vector<std::string> words;
    bool trailing_words = false;  ///< Unquoted text behind the value was passed over.
};

/// Splits a config file in curl's syntax. Every text is a config file; what the words mean is not looked at.
std::vector<ConfigLine> parse_config(std::string_view text);

/// Reads a file whole ("-": standard input). Errors: config_unreadable and the like.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;

/// What expand_configs found.
struct Expanded {
    Args args;
    std::vector<Error> problems;
    std::vector<std::string> warnings;
};

/// Replaces each --config by the options of its file. A config file that names another is refused, so that what a file
/// says cannot grow without end.
Expanded expand_configs(const Args& args, const ReadFile& read_file);

}  // namespace rtrip::cli
