// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace rtrip::tls {

/// Whom a certificate must be for.
struct PeerName {
    enum class Kind : std::uint8_t { name, ip };

    std::string host;  ///< An ASCII name (A-labels, a trailing dot is dropped), or an address without brackets.
    Kind kind = Kind::name;
};

}  // namespace rtrip::tls
