// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "rtrip/layers.hpp"

namespace rtrip {
namespace {

void append(std::string& value, std::string_view more) {
    if (more.empty()) return;
    if (!value.empty()) value += "; ";
    value += more;
}

// "-H Cookie:" takes back the user's own cookies; those of the jar are the servers'.
bool is_removed(const Request& request) {
    return std::any_of(request.removed_fields.begin(), request.removed_fields.end(),
                       [](const std::string& name) { return ascii::iequals(name, "Cookie"); });
}

class CookieLayer final : public RoundTripper {
public:
    CookieLayer(std::shared_ptr<CookieJar> jar, std::string fixed, std::unique_ptr<RoundTripper> next)
        : jar_(std::move(jar)), fixed_(std::move(fixed)), next_(std::move(next)) {}

    asio::awaitable<Result<Response>> round_trip(Context& ctx, const Request& request) override {
        const CookieScope scope(request.url, request.header.get("Host"));
        const std::string value = field_value(ctx, scope, request);
        std::optional<Request> own;
        if (!value.empty()) own.emplace(request).header.set("Cookie", value);
        auto response = co_await next_->round_trip(ctx, own ? *own : request);
        if (response && jar_) jar_->receive(scope, response->header, ctx.clock->wall_now());
        co_return response;
    }

private:
    // RFC 9113 apart, there may be one Cookie field only (RFC 6265 section 5.4), so everything goes into one.
    [[nodiscard]] std::string field_value(const Context& ctx, const CookieScope& scope, const Request& request) const {
        std::string value;
        if (jar_) value = jar_->field_value(scope, ctx.clock->wall_now());
        const auto own = request.header.get("Cookie");
        if (own) {
            append(value, *own);
        } else if (!request.crossed_origin && !is_removed(request)) {
            append(value, fixed_);
        }
        return value;
    }

    std::shared_ptr<CookieJar> jar_;
    std::string fixed_;
    std::unique_ptr<RoundTripper> next_;
};

}  // namespace

Layer make_cookie_layer(std::shared_ptr<CookieJar> jar, std::string fixed) {
    return [jar = std::move(jar),
            fixed = std::move(fixed)](std::unique_ptr<RoundTripper> next) -> std::unique_ptr<RoundTripper> {
        return std::make_unique<CookieLayer>(jar, fixed, std::move(next));
    };
}

}  // namespace rtrip
