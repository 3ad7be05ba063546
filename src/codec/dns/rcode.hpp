// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace rtrip::dns {

/// Response codes that decide what is done next (RFC 1035 section 4.1.1).
inline constexpr int kNoError = 0;
inline constexpr int kFormatError = 1;
inline constexpr int kServerFailure = 2;
inline constexpr int kNameError = 3;
inline constexpr int kNotImplemented = 4;
inline constexpr int kRefused = 5;

/// The code's name as it stands in reports: "NOERROR", "NXDOMAIN", ...; "RCODE11" for those without a name.
std::string rcode_name(int rcode);

}  // namespace rtrip::dns
