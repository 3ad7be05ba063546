// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace rtrip::net {

/// At most this much of a file is read; block lists used as hosts files reach a few megabytes.
inline constexpr std::size_t kMaxSystemFileBytes = std::size_t{8} << 20U;

/// The text of a configuration file, cut behind its last whole line when it is larger than the bound.
/// Absent when it cannot be read or is no regular file (reading a pipe could wait for ever).
std::optional<std::string> read_system_file(const std::string& path);

}  // namespace rtrip::net
