// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rtrip {

/// Whether a host needs map_idn: it has bytes above 0x7f or a label that begins with "xn--".
bool needs_idn(std::string_view host);

/// The A-labels of an internationalised name in UTF-8 (RFC 5891, UTS 46 mapping, transitional only as last resort).
///
/// Checks A-labels that are there already. Absent when the name has no valid form; the result may still hold characters
/// that no host has, which the caller must check. The input's length is bounded by the caller.
std::optional<std::string> map_idn(std::string_view host);

}  // namespace rtrip
