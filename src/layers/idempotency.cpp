// SPDX-License-Identifier: MIT
#include <array>
#include <memory>
#include <random>
#include <utility>

#include "model/method.hpp"
#include "policy/retry_rules.hpp"
#include "rtrip/layers.hpp"

namespace rtrip {
namespace {

// RFC 9562 section 5.4: 122 random bits, the version (4) and the variant.
std::string random_uuid() {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::random_device device;
    std::array<std::uint8_t, 16> bytes{};
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(device() & 0xffU);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0fU) | 0x40U);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
        out += kHex[bytes[i] >> 4U];
        out += kHex[bytes[i] & 0x0fU];
    }
    return out;
}

class IdempotencyLayer final : public RoundTripper {
public:
    IdempotencyLayer(std::string key, std::unique_ptr<RoundTripper> next)
        : key_(std::move(key)), next_(std::move(next)) {}

    asio::awaitable<Result<Response>> round_trip(Context& ctx, const Request& request) override {
        if (has_idempotency_key(request.header)) return next_->round_trip(ctx, request);
        if (!key_.empty()) return with_key(ctx, request, key_);
        if (!is_idempotent(request.method)) return with_key(ctx, request, random_uuid());
        return next_->round_trip(ctx, request);
    }

private:
    asio::awaitable<Result<Response>> with_key(Context& ctx, Request request, std::string key) {
        request.header.set("Idempotency-Key", std::move(key));
        auto response = co_await next_->round_trip(ctx, request);
        co_return response;
    }

    std::string key_;
    std::unique_ptr<RoundTripper> next_;
};

}  // namespace

Layer make_idempotency_layer(std::string key) {
    return [key = std::move(key)](std::unique_ptr<RoundTripper> next) -> std::unique_ptr<RoundTripper> {
        return std::make_unique<IdempotencyLayer>(key, std::move(next));
    };
}

}  // namespace rtrip
