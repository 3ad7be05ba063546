// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"

#include <algorithm>
#include <array>

namespace rtrip::cli {
namespace {

constexpr std::array kExplainOptions{
    FlagId::json_report, FlagId::report,       FlagId::pretty, FlagId::report_file, FlagId::color,
    FlagId::verbose,     FlagId::show_secrets, FlagId::silent, FlagId::show_error,
};

constexpr std::array kCommands{
    Command{
        CommandId::explain, "explain", "FILE...", "Show and judge saved JSON reports, offline",
        "Reads the reports that rtrip -j printed, one a line or indented, from each FILE (- is standard input), and "
        "shows them as if they had just been made: the human report with its verdict, by the rules of this version. "
        "-j and --report json print them as JSON again. Nothing is sent. What a report does not hold cannot be "
        "shown: the events of -v, and what was masked. Other documents of rtrip's are passed over. A FILE may have "
        "64 MiB and 100000 reports. The exit status is 0 when everything could be read, 26 otherwise.",
        kExplainOptions},
};

}  // namespace

bool Command::takes(FlagId id_) const {
    return std::find(options.begin(), options.end(), id_) != options.end();
}

std::span<const Command> commands() {
    return kCommands;
}

const Command* find_command(std::string_view name) {
    const auto command = std::find_if(kCommands.begin(), kCommands.end(),
                                      [name](const Command& candidate) { return candidate.name == name; });
    return command == kCommands.end() ? nullptr : &*command;
}

}  // namespace rtrip::cli
