// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <string_view>
#include <vector>

#include "rtrip/round_tripper.hpp"

namespace rtrip {

/// A Transport with the layers that a program wants around it. Owns the whole chain. One thread.
class Client {
public:
    /// `layers` are given outermost first.
    explicit Client(std::unique_ptr<RoundTripper> transport, const std::vector<Layer>& layers = {});

    /// Sends a request through the chain. The total time limit starts with its first round trip, as the record does.
    /// `request` must live until the answer is awaited.
    asio::awaitable<Result<Response>> send(Context& ctx, const Request& request);
    /// GET with the default header fields.
    asio::awaitable<Result<Response>> get(Context& ctx, std::string_view url);

private:
    std::unique_ptr<RoundTripper> chain_;
};

}  // namespace rtrip
