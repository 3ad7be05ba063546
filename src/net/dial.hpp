// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/endpoint.hpp"
#include "rtrip/context.hpp"
#include "rtrip/dialer.hpp"
#include "rtrip/result.hpp"
#include "rtrip/stream.hpp"

namespace rtrip::net {

/// What to connect to.
struct DialTarget {
    DialTarget(std::string name_, std::vector<Endpoint> endpoints_)
        : name(std::move(name_)), endpoints(std::move(endpoints_)) {}
    std::string name;                 ///< "example.com:443", for messages.
    std::vector<Endpoint> endpoints;  ///< In the order of preference.
    std::function<void()> meanwhile;  ///< Done once while an attempt is on its way, if one has to be waited for.
};

/// Connects to the first endpoint that answers (RFC 8305), firing connect_start and connect_done for each attempt,
/// losers included. Every attempt has ended when this returns.
/// Errors: connect_*, interrupted.
asio::awaitable<Result<std::unique_ptr<Stream>>> dial(asio::any_io_executor executor, Context& ctx, DialTarget target,
                                                      const DialOptions& options, Deadline deadline);

}  // namespace rtrip::net
