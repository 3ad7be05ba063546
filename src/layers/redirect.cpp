// SPDX-License-Identifier: MIT
#include <algorithm>
#include <memory>
#include <utility>

#include "base/ascii.hpp"
#include "layers/resendable.hpp"
#include "policy/redirect_rules.hpp"
#include "rtrip/layers.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

// Enough to find every circle that the default limit lets run; an unlimited chain must not grow memory.
constexpr std::size_t kRemembered = 64;

/// What lasts over one chain of redirects.
struct Chain {
    explicit Chain(const Request& given) : request(given) {
        if (given.url.user() || given.url.password()) own_userinfo = given.url;
    }

    Resendable request;
    int followed = 0;
    std::size_t bytes = 0;            // See kMaxChainBytes.
    bool crossed = false;             // Some redirect led to another origin.
    std::optional<Url> own_userinfo;  // The user's, until the chain leaves its origin.
    std::vector<std::string> visited;

    void count(const Header& header) {
        bytes += kHopBytes;
        for (const HeaderField& field : header.fields()) bytes += sizeof field + field.name.size() + field.value.size();
    }

    [[nodiscard]] RedirectInput input(const Response& response) const {
        const Request& last = request.get();
        RedirectInput in(response.status, last.method, last.url);
        for (const std::string_view value : response.header.values("Location")) in.locations.emplace_back(value);
        in.implied_method = last.implied_method;
        in.body = request.body();
        if (in.body == BodySupply::gone) in.body_gone_because = last.body->not_rewindable_because();
        in.followed = followed;
        in.chain_bytes = bytes;
        in.crossed_before = crossed;
        in.visited = &visited;
        in.own_userinfo = own_userinfo;
        return in;
    }
};

// A Host that the user took away was that of the first place.
void restore_host(std::vector<std::string>& removed_fields) {
    std::erase_if(removed_fields, [](const std::string& name) { return ascii::iequals(name, "Host"); });
}

class RedirectLayer final : public RoundTripper {
public:
    RedirectLayer(RedirectPolicy policy, std::unique_ptr<RoundTripper> next)
        : policy_(std::move(policy)), next_(std::move(next)) {}

    asio::awaitable<Result<Response>> round_trip(Context& ctx, const Request& request) override {
        Chain chain(request);
        while (true) {
            auto response = co_await next_->round_trip(ctx, chain.request.get());
            if (!response || !is_redirect(response->status)) co_return response;
            chain.count(response->header);
            const RedirectInput input = chain.input(*response);
            RedirectPlan plan = plan_redirect(policy_, input);
            if (plan.action == RedirectAction::none) co_return response;
            Header header;
            if (plan.action == RedirectAction::follow)
                header = next_header(policy_, input, chain.request.get().header, plan);
            emit(ctx.trace, &ClientTrace::redirect, ctx.now(), std::as_const(plan.record));
            if (plan.action == RedirectAction::refuse && !plan.error) co_return response;
            // Nobody will read it; read to its end, its connection can serve the next hop.
            co_await response->body->finish(ctx);
            response->body.reset();
            if (plan.error) co_return fail(std::move(*plan.error));
            advance(chain, std::move(header), plan);
        }
    }

private:
    void advance(Chain& chain, Header header, const RedirectPlan& plan) const {
        Request& request = chain.request.edit();
        if (chain.visited.size() < kRemembered) chain.visited.push_back(request.url.to_string());
        ++chain.followed;
        request.url = *plan.target;
        request.method = plan.method;
        request.implied_method = plan.implied_method;
        request.header = std::move(header);
        if (!plan.keeps_body) request.body.reset();
        request.target.clear();  // It stood in place of the first URL's.
        request.cause = RoundTripCause::redirect;
        if (plan.change == OriginChange::none) return;
        chain.crossed = true;
        chain.own_userinfo.reset();
        restore_host(request.removed_fields);
        if (!policy_.trusted) request.crossed_origin = true;
    }

    RedirectPolicy policy_;
    std::unique_ptr<RoundTripper> next_;
};

}  // namespace

Layer make_redirect_layer(RedirectPolicy policy) {
    return [policy = std::move(policy)](std::unique_ptr<RoundTripper> next) -> std::unique_ptr<RoundTripper> {
        return std::make_unique<RedirectLayer>(policy, std::move(next));
    };
}

}  // namespace rtrip
