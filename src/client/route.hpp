// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "policy/pool_key.hpp"
#include "rtrip/connect_options.hpp"
#include "rtrip/header.hpp"
#include "rtrip/receive_limits.hpp"
#include "rtrip/request.hpp"
#include "rtrip/result.hpp"
#include "rtrip/trace.hpp"

namespace rtrip {

/// How one request travels: over which connections, in which form, and what is known of the choice.
struct Route {
    PoolKey key;
    ProxyInfo info;
    std::string target;  ///< The request target where it is not the URL's own form.
    Header header;       ///< The request's fields, where the way asks for others.
    bool own_header = false;
    std::shared_ptr<const ReceiveLimits> limits;  ///< Null: the Transport's.

    [[nodiscard]] bool forwards() const { return key.proxy && key.proxy->mode == ProxyRoute::Mode::forward; }
    /// Connections of this kind may turn out to speak HTTP/2, or are known to.
    [[nodiscard]] bool may_be_h2() const;
    [[nodiscard]] bool is_prior_knowledge() const;
};

/// Chooses the way, proxy included. `fallback` are the connect options of a request that has none.
/// Errors: proxy_invalid, proxy_unsupported_scheme.
Result<Route> make_route(const Request& request, std::shared_ptr<const ConnectOptions> fallback);

}  // namespace rtrip
