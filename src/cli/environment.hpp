// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "rtrip/result.hpp"
#include "rtrip/time.hpp"

namespace rtrip::cli {

/// Everything the command line takes from the process around it, so that tests can put something else there.
struct Env {
    int standard_input = 0;
    int standard_output = 1;
    int standard_error = 2;
    std::function<std::optional<std::string>(const char* name)> variable;  ///< Absent when unset or empty.
    std::function<bool(int descriptor)> is_terminal;
    std::function<std::size_t()> terminal_columns;
    /// Reads a file of at most 16 MiB; "-" is standard input. Errors: config_unreadable with the reason.
    std::function<Result<std::string>(const std::string& path)> read_file;
    /// The same without a limit, for what is to be sent.
    std::function<Result<std::string>(const std::string& path)> read_data;
    /// Reads saved reports, a file of at most 64 MiB; "-" is standard input. Errors: config_unreadable with the reason.
    std::function<Result<std::string>(const std::string& path)> read_saved;
    /// Reads a file of at most 16 MiB that need not be there: absent when it is not. "-" is standard input.
    /// Errors: config_unreadable with the reason.
    std::function<Result<std::optional<std::string>>(const std::string& path)> read_if_there;
    /// Whether a file can be opened for reading; the reason when not.
    std::function<std::optional<std::string>(const std::string& path)> why_unreadable;
    /// When a file was last changed; absent when there is none.
    std::function<std::optional<WallTime>(const std::string& path)> modified;
    /// Whether a file is a regular one, which can be read again and whose size is known.
    std::function<bool(const std::string& path)> is_regular;
    /// Asks on the terminal without echo; absent when there is no terminal.
    std::function<std::optional<std::string>(std::string_view prompt)> ask_password;
};

/// The process's own.
Env process_environment();

/// Whether the locale says that characters beyond ASCII can be shown.
bool shows_unicode(const Env& env);

/// Opens /dev/null on those of 0, 1 and 2 that are closed, so that no socket or file of ours becomes one of them.
void open_standard_descriptors();

}  // namespace rtrip::cli
