// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "rtrip/tls.hpp"

struct ssl_st;

namespace rtrip::tls {

/// The handshake message's name as in RFC 8446 section 4 ("ServerHello"); a HelloRetryRequest, which is a ServerHello
/// with a fixed random, goes by its own. Unknown types give "type 77".
std::string handshake_message_name(std::span<const unsigned char> message);

/// OpenSSL's number of a protocol version.
int protocol_number(TlsVersion version);

/// The agreed key exchange group by its IANA name ("x25519", "secp256r1"); empty when there was none.
std::string group_name(ssl_st* ssl);

}  // namespace rtrip::tls
