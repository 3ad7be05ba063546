// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "cli/flag_table.hpp"

namespace rtrip::cli {

/// What a command line may ask for beside a request.
enum class CommandId : std::uint8_t { explain };

/// One command: what help, man page and completions say of it, and which options it takes.
struct Command {
    CommandId id;
    std::string_view name;
    std::string_view operands;  ///< "FILE..."
    std::string_view summary;   ///< One line for --help.
    std::string_view text;      ///< The man page's paragraph.
    std::span<const FlagId> options;

    [[nodiscard]] bool takes(FlagId id) const;
};

/// All commands. Lives for the whole program.
std::span<const Command> commands();

/// The command of that name; null when there is none, and the word is a URL.
const Command* find_command(std::string_view name);

}  // namespace rtrip::cli
