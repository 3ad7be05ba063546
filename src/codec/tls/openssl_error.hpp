// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "rtrip/error.hpp"

namespace rtrip::tls {

/// Starts OpenSSL once, without its configuration file; later calls are free.
void init_openssl();

/// Takes OpenSSL's error queue: the first entry is the cause, later ones are its echoes. Empty queue: 0.
struct QueuedError {
    unsigned long code = 0;
    int reason = 0;    ///< ERR_GET_REASON
    std::string text;  ///< "wrong version number"; the file's or the system's words where it has them.
};
QueuedError take_openssl_error();

/// "bad_certificate" and so on, by the names of RFC 8446 section 6 and its forerunners; "alert 200" when unknown.
std::string alert_name(int description);

/// What the server had heard of a client certificate when it gave up.
enum class ClientCertificate : std::uint8_t { not_asked, missing, shown };

/// What a fatal alert of the peer means for the user.
Error alert_error(int description, ClientCertificate client_certificate);

}  // namespace rtrip::tls
