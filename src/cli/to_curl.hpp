// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/args.hpp"

namespace rtrip::cli {

enum class CurlSecrets : std::uint8_t { masked, shown };

/// A command line as curl's.
struct CurlCommand {
    std::vector<std::string> words;          ///< Without "curl".
    std::vector<std::string_view> left_out;  ///< Names of own options that have no counterpart, each once.
    bool masked = false;                     ///< Some secret was replaced by ***.
};

/// Options in order under their long names; values as they stand, but for times with units, which become seconds.
CurlCommand to_curl(const Args& args, CurlSecrets secrets);

/// "curl ..." in one line, as a shell takes it.
std::string command_line(const CurlCommand& command);

}  // namespace rtrip::cli
