// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "rtrip/trace.hpp"

namespace rtrip::net {

/// What the kernel knows of a TCP socket; absent for other sockets. Fields that this kernel does not have stay absent.
[[nodiscard]] std::optional<TcpInfo> read_tcp_info(int socket);

}  // namespace rtrip::net
