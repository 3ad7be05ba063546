// SPDX-License-Identifier: MIT
#include "client/route.hpp"

#include <algorithm>
#include <utility>

#include "client/proxy_tunnel.hpp"
#include "policy/connect_target.hpp"
#include "policy/proxy_choice.hpp"

namespace rtrip {
namespace {

HostPort place_of(const Url& url) {
    return HostPort{url.zone().empty() ? url.host() : url.host() + "%" + url.zone(), url.port()};
}

Result<ProxyChoice> choose(const ConnectOptions& options, const Url& url) {
    if (options.dial.unix_socket.empty()) return choose_proxy(options.proxy, url);
    ProxyChoice none;
    none.because = options.proxy.url ? "--unix-socket leads past proxies" : "";
    return none;
}

std::shared_ptr<const ProxyRoute> proxy_route(const ConnectOptions& options, const Url& url,
                                              const ProxyServer& server) {
    auto route = std::make_shared<ProxyRoute>();
    route->server = server;
    // Only a tunnel leads elsewhere than the request says.
    const bool elsewhere = is_connected_elsewhere(options.dial, place_of(url));
    route->mode = ProxyRoute::Mode::forward;
    if (url.is_https() || options.proxy.tunnel || elsewhere) route->mode = ProxyRoute::Mode::connect;
    if (server.is_socks()) route->mode = ProxyRoute::Mode::socks;
    return route;
}

std::string mode_name(ProxyRoute::Mode mode) {
    if (mode == ProxyRoute::Mode::forward) return "forward";
    return mode == ProxyRoute::Mode::connect ? "connect" : "socks";
}

// What is for proxies goes to proxies: to this one with a request that it forwards, to no origin ever.
void adapt_header(Route& route, const Request& request) {
    const ProxyOptions& options = route.key.options->proxy;
    route.header = request.header;
    route.own_header = true;
    if (!route.forwards()) {
        route.header.remove("Proxy-Authorization");
        route.header.remove("Proxy-Connection");
        return;
    }
    const auto& credentials = route.key.proxy->server.credentials;
    for (const HeaderField& field : options.header.fields()) route.header.add(field.name, field.value);
    if (credentials && !route.header.has("Proxy-Authorization")) {
        route.header.add("Proxy-Authorization", basic_proxy_authorization(*credentials));
    }
    route.info.authenticated = route.header.has("Proxy-Authorization");
}

}  // namespace

bool Route::is_prior_knowledge() const {
    // A proxy that forwards is spoken to in HTTP/1.
    return key.options->http2_prior_knowledge && key.scheme == "http" && !forwards();
}

bool Route::may_be_h2() const {
    const auto& offered = key.options->tls.alpn;
    const bool offers = std::find(offered.begin(), offered.end(), "h2") != offered.end();
    return is_prior_knowledge() || (key.scheme == "https" && offers);
}

Result<Route> make_route(const Request& request, std::shared_ptr<const ConnectOptions> fallback) {
    Route route;
    route.limits = request.limits;
    route.key.options = request.connect ? request.connect : std::move(fallback);
    route.key.scheme = request.url.scheme();
    const HostPort place = place_of(request.url);
    route.key.host = place.host;
    route.key.port = place.port;
    auto choice = choose(*route.key.options, request.url);
    if (!choice) return fail(std::move(choice.error()));
    route.info.source = std::move(choice->source);
    route.info.because = std::move(choice->because);
    if (choice->server) {
        route.key.proxy = proxy_route(*route.key.options, request.url, *choice->server);
        route.info.url = choice->server->display();
        route.info.mode = mode_name(route.key.proxy->mode);
    }
    if (!route.info.because.empty()) adapt_header(route, request);
    if (!route.forwards()) return route;
    // One such connection serves every http host.
    route.key.host.clear();
    route.key.port = 0;
    route.target = "http://" + request.url.host_header() + request.url.target();
    return route;
}

}  // namespace rtrip
