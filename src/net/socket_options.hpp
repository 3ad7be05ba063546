// SPDX-License-Identifier: MIT
#pragma once

#include "net/endpoint.hpp"
#include "rtrip/dialer.hpp"
#include "rtrip/result.hpp"

namespace rtrip::net {

/// Makes a non-blocking socket for `remote` with every option set and bound as asked.
/// Errors: connect_bad_interface, connect_bad_local_port, connect_failed (out of descriptors, family not supported).
[[nodiscard]] Result<int> open_socket(const Endpoint& remote, const DialOptions& options);

}  // namespace rtrip::net
