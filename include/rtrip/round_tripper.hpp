// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <functional>
#include <memory>

#include "rtrip/context.hpp"
#include "rtrip/request.hpp"
#include "rtrip/response.hpp"
#include "rtrip/result.hpp"

namespace rtrip {

/// Executes one HTTP transaction (Go's RoundTripper).
///
/// It must: return either a response with a body or an error; obey ctx's cancellation and limits; release the
/// connection when the body ends or is dropped. It must not: interpret the status; follow redirects, handle cookies or
/// authentication (layers above do); keep references to ctx or request beyond its own end; read the body of its own
/// accord. Who awaits it keeps both alive until then; a layer that has to change a request changes a copy.
class RoundTripper {
public:
    virtual ~RoundTripper() = default;
    virtual asio::awaitable<Result<Response>> round_trip(Context& ctx, const Request& request) = 0;
};

/// Wraps one RoundTripper in another: redirects, retries, cookies and the like.
using Layer = std::function<std::unique_ptr<RoundTripper>(std::unique_ptr<RoundTripper> next)>;

}  // namespace rtrip
