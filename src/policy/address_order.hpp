// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rtrip {

/// An address in network order; IPv4 addresses stand as ::ffff:a.b.c.d.
using AddressBits = std::array<std::uint8_t, 16>;

/// An address that could be connected to, and what the kernel would connect from.
struct Destination {
    std::string text;
    AddressBits bits{};
    std::optional<AddressBits> source;  ///< Absent: there is no route to it.
};

/// Whether the address is IPv4 (mapped).
bool is_ipv4(const AddressBits& bits);

/// Sorts by preference; addresses that no rule tells apart keep the name server's order.
///
/// Rules 1, 2, 5, 6, 8, 9 and 10. Rules 3, 4 and 7 need facts about the source (deprecated, home, tunnelled) that a
/// probe does not show, and rule 9 is left out for IPv4, where the length of a common prefix means little and would
/// undo the rotation of name servers. Source: RFC 6724 section 6 with the default table of section 2.1.
void sort_destinations(std::vector<Destination>& destinations);

/// Alternates between the families, beginning with that of the first address; each family keeps its order.
///
/// Addresses without a route come last, so that a host without IPv6 does not spend every other attempt on it.
/// Source: RFC 8305 section 4 with a First Address Family Count of 1.
std::vector<Destination> interleave_families(std::vector<Destination> destinations);

}  // namespace rtrip
