// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/flag_table.hpp"
#include "rtrip/error.hpp"

namespace rtrip::cli {

/// Whose options are known: all of rtrip's, or those it shares with curl and, as things to refuse or skip, curl's rest.
enum class Dialect : std::uint8_t { rtrip, curl };

/// A command line in the one form that the parser is given: long names in full, one word an option, values apart.
struct NormalArgv {
    /// "--data", "x", "--no-pool", "--url", "http://..."
    std::vector<std::string> words;
    /// The options that occur, in the form in which they occur ("data", "no-pool").
    struct Used {
        const Flag* flag;
        bool on;
    };
    std::vector<Used> used;
    /// Unknown, ambiguous or incomplete options, all of them.
    std::vector<Error> problems;
    /// Of the curl dialect: options that were skipped.
    std::vector<std::string> warnings;
    /// The command; null: requests. Its operands are among `words` as if they were URLs.
    const Command* command = nullptr;
    bool help = false;
    std::string help_topic;
    bool version = false;
};

/// Undoes what curl allows beyond the parser: unambiguous prefixes of long names, "--no-" before switches, several
/// short options in one word with the last one's value attached, "--name=value", URLs anywhere, "--" before URLs. A
/// command's name is one as the first word that is no option, unless it stands behind "--".
NormalArgv normalize(std::span<const std::string> words, Dialect dialect);

}  // namespace rtrip::cli
