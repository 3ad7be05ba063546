// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace rtrip::net {

/// Address literals in the order in which they should be tried: RFC 6724 with the source address that the kernel would
/// take (found by connecting UDP sockets, which sends nothing), then alternating by family (RFC 8305 section 4).
/// Repetitions are dropped.
std::vector<std::string> order_for_connecting(const std::vector<std::string>& literals);

/// Only alternates by family; the order within a family is the user's.
std::vector<std::string> alternate_families(const std::vector<std::string>& literals);

}  // namespace rtrip::net
