// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "policy/connect_target.hpp"
#include "policy/pool_key.hpp"
#include "rtrip/context.hpp"
#include "rtrip/result.hpp"
#include "rtrip/stream.hpp"
#include "rtrip/transport.hpp"

namespace rtrip {

/// What a proxy is to be asked for, over a connection to it that stands. Everything it points to outlives the tunnel's
/// making.
struct TunnelRequest {
    const ProxyRoute* route = nullptr;
    const ProxyOptions* options = nullptr;
    const ReceiveLimits* limits = nullptr;
    HostPort target;
    Deadline deadline{};
};

/// Makes the connection to a proxy a tunnel by CONNECT (RFC 9110 section 9.3.6). Nothing of the origin's request is in
/// what is sent, and nothing behind the proxy's answer is taken from the tunnel; `info` gets the answer, refusals too.
/// Errors: proxy_refused, proxy_auth, proxy_malformed, proxy_closed, proxy_timeout, request_invalid, interrupted.
asio::awaitable<Result<void>> open_connect_tunnel(Context& ctx, Stream& stream, const TunnelRequest& request,
                                                  ProxyInfo& info);

/// The same by SOCKS. Errors: as above.
asio::awaitable<Result<void>> open_socks_tunnel(Context& ctx, Stream& stream, const TunnelRequest& request,
                                                ProxyInfo& info);

/// Writes all of `bytes`. Errors: the stream's own; for a passed deadline with `timeout` set.
asio::awaitable<Result<void>> write_all(Context& ctx, Stream& stream, std::string bytes, Deadline deadline);

/// The field that shows `credentials` to a proxy (RFC 9110 section 11.7.2), without name: "Basic ...".
[[nodiscard]] std::string basic_proxy_authorization(const Credentials& credentials);

}  // namespace rtrip
