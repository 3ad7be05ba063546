// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/result.hpp"

/// How shells make words of a command line, as far as that needs no shell.
namespace rtrip::cli {

/// A text without NUL, and where in it the command begins; places in messages are counted from the text's start.
struct ShellText {
    std::string_view text;
    std::size_t begin = 0;
};

/// Words as a POSIX shell splits them, with bash's $'...'. Errors: usage_invalid for what a shell would expand,
/// redirect or run, for a second command and for quotes without end.
Result<std::vector<std::string>> split_posix_words(ShellText source);

/// Words as cmd.exe hands them on and a Windows program takes them apart. Percent signs stand for themselves, since
/// those of URLs cannot be told from those of variables. Errors: as above.
Result<std::vector<std::string>> split_cmd_words(ShellText source);

/// "';' at line 1, column 27 ...": why one character cannot be taken. `at` is an offset into the whole text.
Error shell_error(std::string_view text, std::size_t at, std::string_view why);

}  // namespace rtrip::cli
