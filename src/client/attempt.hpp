// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "client/conn_source.hpp"
#include "client/h1_exchange.hpp"
#include "client/h2_exchange.hpp"
#include "client/prepared_request.hpp"
#include "rtrip/request.hpp"
#include "rtrip/response.hpp"

namespace rtrip {

/// One attempt at a round trip. What waits is its caller's to do, in this order: begin(); for a connection when
/// `lacks_carrier`; for the start of the exchange that there is then, if there is one.
struct Attempt {
    using Prepared = std::shared_ptr<const PreparedRequest>;

    /// All that is needed but a connection, and a connection if one is there.
    void begin(Context& ctx, const Result<Prepared>& prepared, const Request& request, const ConnSource::Wanted& wanted,
               ConnSource& conns);
    /// Of ConnSource::await_one().
    void carried_by(const Request& request, Result<Carrier> found, ConnSource& conns);
    /// What became of the exchange once its head was there, or was not.
    void settle(const Request& request, Result<void> started);

    Result<Response> result = Response();
    std::string_view replay_reason;  ///< Of RetryDecision: asking again unasked mends this failure; empty: it does not.
    std::string objection;  ///< What speaks against it.

    bool lacks_carrier = false;
    ConnSource::Search search;
    std::unique_ptr<H1Exchange> h1;
    std::unique_ptr<H2Exchange> h2;

private:
    void start(const Request& request, Carrier carrier, ConnSource& conns);

    ExchangeInput input_;
    bool reused_ = false;
};

}  // namespace rtrip
