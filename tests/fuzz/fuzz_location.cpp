// SPDX-License-Identifier: MIT
// libs: rtrip_policy rtrip_model
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "policy/redirect_rules.hpp"

namespace {

using namespace rtrip;

void require(bool holds) {
    if (!holds) std::abort();
}

constexpr std::string_view kSecret = "hunter2-hunter2";

bool mentions(const Header& header, std::string_view name) {
    return header.has(name);
}

// What holds for every plan, whatever the server wrote.
void check(const RedirectPolicy& policy, const RedirectInput& input, RedirectPlan plan) {
    require(!plan.error || plan.action == RedirectAction::refuse);
    require(plan.record.followed == (plan.action == RedirectAction::follow));
    require(plan.record.followed == plan.target.has_value());
    require(plan.record.refused_because.empty() != (plan.action == RedirectAction::refuse));
    if (plan.action != RedirectAction::none) require(!plan.record.location.empty());
    if (plan.error) require(plan.error->message.find('\n') == std::string::npos);
    if (!plan.target) return;
    require(plan.target->scheme() == "http" || plan.target->is_https());
    require(plan.target->to_string().size() <= kMaxRedirectUrlBytes + input.url.to_string().size());
    require(!(plan.keeps_body && input.body != BodySupply::rewindable));
    Header header;
    for (const char* name : {"Authorization", "Cookie", "Host", "Proxy-Authorization", "Accept"}) {
        header.add(name, std::string(kSecret));
    }
    const Header next = next_header(policy, input, header, plan);
    const bool same = plan.target->same_origin(input.url);
    require(same == (plan.change == OriginChange::none));
    require(mentions(next, "Accept"));
    require(mentions(next, "Host") == same && mentions(next, "Proxy-Authorization") == same);
    require(mentions(next, "Authorization") == (same || policy.trusted));
    require(mentions(next, "Cookie") == (same || policy.trusted));
    // The user's password goes nowhere but home.
    if (!same) require(plan.target->password().value_or("") != kSecret || plan.userinfo_is_locations);
    const std::string referer(next.get("Referer").value_or(""));
    require(referer.find(kSecret) == std::string::npos && referer.find('#') == std::string::npos);
    if (!policy.auto_referer || (input.url.is_https() && !plan.target->is_https())) require(referer.empty());
}

}  // namespace

/// The first byte chooses status, method and policy; the rest is Location, or two of them parted by a newline.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    constexpr int kStatuses[] = {301, 302, 303, 307, 308, 200, 300, 304};
    constexpr const char* kMethods[] = {"GET", "POST", "HEAD", "PUT"};
    const unsigned choice = data[0];
    const bool https = (choice & 1U) != 0;
    const auto base = Url::parse(https ? "https://u:hunter2-hunter2@a.test:8443/dir/page?q#f"
                                       : "http://u:hunter2-hunter2@a.test/dir/page?q#f");
    require(base.has_value());
    RedirectPolicy policy;
    policy.follow = (choice & 0xe0U) != 0xe0U;
    policy.trusted = (choice & 0x40U) != 0;
    policy.auto_referer = (choice & 0x80U) != 0;
    RedirectInput input(kStatuses[(choice >> 1U) & 7U], kMethods[(choice >> 4U) & 3U], *base);
    input.body = (choice & 0x08U) != 0 ? BodySupply::rewindable : BodySupply::gone;
    input.own_userinfo = *base;
    const std::size_t line = text.find('\n');
    input.locations.emplace_back(text.substr(0, line));
    if (line != std::string_view::npos) input.locations.emplace_back(text.substr(line + 1));
    check(policy, input, plan_redirect(policy, input));
    return 0;
}
