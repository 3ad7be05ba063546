// SPDX-License-Identifier: MIT
#include "rtrip/client.hpp"

namespace rtrip {

Client::Client(std::unique_ptr<RoundTripper> transport, const std::vector<Layer>& layers)
    : chain_(std::move(transport)) {
    for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) chain_ = (*layer)(std::move(chain_));
}

asio::awaitable<Result<Response>> Client::send(Context& ctx, const Request& request) {
    return chain_->round_trip(ctx, request);
}

asio::awaitable<Result<Response>> Client::get(Context& ctx, std::string_view url) {
    auto parsed = Url::parse(url);
    if (!parsed) co_return fail(std::move(parsed.error()));
    Request request("GET", std::move(*parsed));
    request.header.add("Accept", "*/*");
    auto response = co_await send(ctx, request);
    co_return response;
}

}  // namespace rtrip
