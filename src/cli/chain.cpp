// SPDX-License-Identifier: MIT
#include "cli/chain.hpp"

#include <utility>

#include "base/escape.hpp"
#include "cli/descriptor.hpp"
#include "net/text_file.hpp"
#include "rtrip/clock.hpp"

namespace rtrip::cli {
namespace {

class LentTransport final : public RoundTripper {
public:
    explicit LentTransport(RoundTripper& transport) : transport_(transport) {}

    asio::awaitable<Result<Response>> round_trip(Context& ctx, const Request& request) override {
        return transport_.round_trip(ctx, request);
    }

private:
    RoundTripper& transport_;
};

AuthPolicy auth_policy(const AuthPlan& plan) {
    AuthPolicy policy;
    policy.mode = plan.mode;
    if (plan.user) policy.credentials = Credentials{plan.user->first, plan.user->second};
    policy.bearer = plan.bearer;
    policy.netrc = plan.netrc;
    policy.netrc_use = plan.netrc_use;
    return policy;
}

/// With the names of what the layers below it add for the first origin alone.
RedirectPolicy redirect_policy(const LayerPlan& plan) {
    RedirectPolicy policy = plan.redirect;
    if (plan.auth.user || !plan.auth.bearer.empty()) policy.added_below.emplace_back("Authorization");
    if (!plan.cookies.fixed.empty()) policy.added_below.emplace_back("Cookie");
    return policy;
}

}  // namespace

std::unique_ptr<RoundTripper> lend(RoundTripper& transport) {
    return std::make_unique<LentTransport>(transport);
}

std::vector<Layer> build_layers(const LayerPlan& plan, const std::shared_ptr<CookieJar>& jar) {
    std::vector<Layer> layers;
    if (plan.idempotency_key) layers.push_back(make_idempotency_layer(*plan.idempotency_key));
    layers.push_back(make_redirect_layer(redirect_policy(plan)));
    layers.push_back(make_auth_layer(auth_policy(plan.auth)));
    if (plan.cookies.engine || !plan.cookies.fixed.empty()) {
        layers.push_back(make_cookie_layer(plan.cookies.engine ? jar : nullptr, plan.cookies.fixed));
    }
    layers.push_back(make_retry_layer(plan.retry));
    layers.push_back(make_expect_layer());
    if (plan.decode.compressed || plan.decode.tr_encoding || plan.decode.raw) {
        DecodePolicy decode;
        decode.content = plan.decode.compressed;
        decode.transfer = plan.decode.tr_encoding;
        decode.raw = plan.decode.raw;
        decode.max_decoded_bytes = plan.decode.max_decoded_bytes;
        layers.push_back(make_decode_layer(decode));
    }
    return layers;
}

void load_cookies(const CookiePlan& plan, CookieJar& jar) {
    for (const std::string& text : plan.initial) {
        parse_cookie_file(text, system_clock().wall_now(), jar);
    }
}

Result<void> save_cookies(const CookiePlan& plan, const CookieJar& jar, const Env& env) {
    if (plan.jar_file.empty()) return {};
    const std::string text = format_cookie_file(jar, system_clock().wall_now());
    if (plan.jar_file != "-") return net::replace_text_file(plan.jar_file, text);
    const bool terminal = env.is_terminal(env.standard_output);
    return OutputDescriptor::borrowed(env.standard_output, "standard output")
        .write(terminal ? escape_lines_for_terminal(text) : text);
}

}  // namespace rtrip::cli
