// SPDX-License-Identifier: MIT
#pragma once

#include "rtrip/dialer.hpp"
#include "rtrip/proxy.hpp"
#include "rtrip/tls.hpp"

namespace rtrip {

/// How the connection of a request is to be made. Requests with different options never share one.
struct ConnectOptions {
    TlsOptions tls;
    DialOptions dial;
    ProxyOptions proxy;
    /// Plain connections to origins speak HTTP/2 from the first byte (RFC 9113 section 3.3). With TLS, ALPN decides:
    /// TlsOptions::alpn.
    bool http2_prior_knowledge = false;
};

}  // namespace rtrip
