// SPDX-License-Identifier: MIT
//
// Proxies, and what several round trips cost beyond the last one.
#include <algorithm>

#include "culprit/rules.hpp"
#include "culprit/thresholds.hpp"

namespace rtrip::culprit {

std::optional<Finding> proxy_slow(const Case& c) {
    const Duration cost = c.phase(Phase::proxy);
    if (!c.rt.proxy || cost < kSlowProxy || !c.is_share(cost, kSlowProxyPercent)) return std::nullopt;
    const ProxyInfo& proxy = *c.rt.proxy;
    Finding out;
    out.cost = cost;
    out.confidence = Confidence::likely;
    out.title = "the proxy is slow to open the tunnel";
    out.detail = proxy.url + " took " + time_text(cost) + " until the tunnel" +
                 (proxy.target.empty() ? "" : " to " + proxy.target) + " stood, its own look-up and connect included";
    if (const auto rtt = c.path_rtt()) out.detail += "; the way to the proxy takes " + time_text(*rtt);
    out.fix = "look at the proxy's name service and its way to the target, or go around it with --noproxy";
    out.next = c.rtrip("--noproxy '*'");
    out.evidence.duration("proxy_ms", cost).text("proxy", proxy.url).text("target", proxy.target);
    return out;
}

std::optional<Finding> redirect_chain_cost(const Case& c) {
    const std::vector<RoundTrip>& trips = c.trace.round_trips;
    std::uint64_t hops = 0;
    TimePoint arrived = c.trace.started;
    for (const RoundTrip& rt : trips) {
        if (rt.cause != RoundTripCause::redirect) continue;
        ++hops;
        arrived = rt.started;
    }
    const Duration cost = arrived - c.trace.started;
    if (hops == 0 || cost < kLeastCost || !c.is_share(cost, kRedirectPercent)) return std::nullopt;
    Finding out;
    out.cost = cost;
    out.confidence = Confidence::sure;
    out.title = "redirects come before the answer";
    out.detail = count_text(hops, "redirect") + " took " + time_text(cost) + " before " + c.rt.url + " was asked";
    out.fix =
        hops > 1 ? "use the last URL at once, or let the first redirect lead there" : "use the URL that it leads to";
    out.next = c.rtrip("");
    out.evidence.count("redirects", hops).duration("before_ms", cost).text("url", c.rt.url);
    return out;
}

std::optional<Finding> retry_wait_cost(const Case& c) {
    Duration waited{};
    std::uint64_t retries = 0;
    std::string reason;
    for (const RoundTrip& rt : c.trace.round_trips) {
        if (!rt.retry || !rt.retry->will_retry || is_silent_replay(*rt.retry)) continue;
        ++retries;
        waited += rt.retry->delay.value_or(Duration{});
        reason = rt.retry->reason;
    }
    if (retries == 0 || !c.matters(waited)) return std::nullopt;
    Finding out;
    out.cost = waited;
    out.confidence = Confidence::sure;
    out.title = "waits between retries";
    out.detail =
        count_text(retries, "retry") + " waited for " + time_text(waited) + " altogether, the last one over " + reason;
    if (retries > 1) out.detail.replace(out.detail.find("retrys"), 6, "retries");
    out.fix = "mend what made the first attempts fail; --retry-delay and --retry-max-time bound the waits";
    out.next = c.rtrip("--retry 0");
    out.evidence.count("retries", retries).duration("waited_ms", waited).text("reason", reason);
    return out;
}

}  // namespace rtrip::culprit
