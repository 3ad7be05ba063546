// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "rtrip/client_trace.hpp"

namespace rtrip::test {

/// Hooks that report their names, but for bytes_out and bytes_in, which report how many.
ClientTrace make_hook_log(std::function<void(const std::string&)> saw, std::function<void(std::size_t)> out,
                          std::function<void(std::size_t)> in);

}  // namespace rtrip::test
