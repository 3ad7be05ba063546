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
};

}  // namespace rtrip
