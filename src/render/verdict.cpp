// SPDX-License-Identifier: MIT
#include "render/verdict.hpp"

#include <algorithm>

#include "render/text.hpp"
#include "render/units.hpp"
#include "render/waterfall.hpp"

namespace rtrip::render {
namespace {

std::string_view activity(Phase phase) {
    switch (phase) {
        case Phase::queue: return "waiting for a connection";
        case Phase::dns: return "resolving the name";
        case Phase::connect: return "connecting";
        case Phase::proxy: return "the proxy's handshake";
        case Phase::tls: return "the TLS handshake";
        case Phase::send: return "sending the request";
        case Phase::wait: return "waiting for the response";
        case Phase::body: return "reading the body";
    }
    return "";
}

std::string awaited_dns(const RoundTrip& rt) {
    std::vector<std::string> servers;
    if (rt.dns) {
        for (const DnsQuery& query : rt.dns->queries) {
            if (!query.server.empty() && std::find(servers.begin(), servers.end(), query.server) == servers.end()) {
                servers.push_back(query.server);
            }
        }
    }
    if (servers.empty()) return "the name's addresses";
    std::string out = "an answer from " + servers.front();
    if (servers.size() > 1) out += " and " + format_count(servers.size() - 1, "other server");
    return out;
}

std::string awaited_connect(const RoundTrip& rt) {
    if (rt.attempts.empty()) return "a connection";
    if (rt.attempts.size() == 1) return rt.attempts.front().address + " to accept";
    return "any of " + std::to_string(rt.attempts.size()) + " addresses to accept";
}

std::string awaited_tls(const RoundTrip& rt) {
    const bool server_spoke =
        rt.tls && std::any_of(rt.tls->messages.begin(), rt.tls->messages.end(), [](const auto& m) { return !m.sent; });
    if (!server_spoke) return "the server's first handshake message";
    return "the rest of the handshake, after " + rt.tls->messages.back().name;
}

// "500 B of 1.00 kB"
std::string body_so_far(const RoundTrip& rt) {
    if (!rt.received) return "nothing";
    std::string out = format_bytes(rt.received->wire_bytes);
    if (rt.received->content_length) out += " of " + format_bytes(*rt.received->content_length);
    return out;
}

// Continues "... in the PHASE phase, waiting for ".
std::string awaited(const RoundTrip& rt, Phase phase) {
    switch (phase) {
        case Phase::queue: return "a free connection";
        case Phase::dns: return awaited_dns(rt);
        case Phase::connect: return awaited_connect(rt);
        case Phase::proxy: return "the proxy to be ready";
        case Phase::tls: return awaited_tls(rt);
        case Phase::send: return "the server to take the request";
        case Phase::wait:
            return rt.interim.empty() ? "the response to a request that was sent"
                                      : "the final response, after " + format_count(rt.interim.size(), "interim one");
        case Phase::body: return "the rest of the body, of which " + body_so_far(rt) + " had come";
    }
    return "";
}

std::string figure_text(const Figures& figures, const PhaseFigure& figure, const HumanStyle& style) {
    return figures.scale.format(figure.steps, style.charset);
}

// What came and was not good enough: then nothing was awaited. Empty when that isn't why it failed.
std::string judged_on(const RoundTrip& rt, Phase phase) {
    if (phase == Phase::tls && rt.tls && !rt.tls->problems.empty()) return "the server's certificate";
    if (phase == Phase::proxy && rt.proxy_tls && !rt.proxy_tls->problems.empty()) return "the proxy's certificate";
    const ErrorCode code = rt.error->code;
    if (code == ErrorCode::proxy_refused || code == ErrorCode::proxy_auth || code == ErrorCode::proxy_malformed) {
        return "the proxy's answer";
    }
    const bool answered = code == ErrorCode::dns_nxdomain || code == ErrorCode::dns_no_address ||
                          code == ErrorCode::dns_server_failure || code == ErrorCode::dns_refused ||
                          code == ErrorCode::dns_malformed;
    if (phase == Phase::dns && rt.dns && answered) {
        for (const DnsQuery& query : rt.dns->queries) {
            if (query.done && !query.server.empty()) return "the answer of " + query.server;
        }
    }
    const bool head = code == ErrorCode::response_malformed || code == ErrorCode::response_too_large ||
                      code == ErrorCode::response_unexpected_protocol;
    return phase == Phase::wait && head ? "the head of the response" : "";
}

std::string failure(const RoundTrip& rt, const Figures& figures, const HumanStyle& style) {
    const std::optional<Phase> phase = failed_phase(rt);
    if (!phase) return {};
    const PhaseFigure* figure = figures.find(*phase);
    std::string out = rt.error->is_timeout() ? "Gave up in the " : "Failed in the ";
    out += phase_name(*phase);
    out += " phase";
    if (figure) out += ", " + figure_text(figures, *figure, style) + " into it";
    const std::string judged = judged_on(rt, *phase);
    if (!judged.empty()) return out + ", on " + judged + ".";
    // A body that broke off is not awaited any more.
    if (*phase == Phase::body && !rt.error->is_timeout()) {
        return out + ", with " + body_so_far(rt) + " of the body read.";
    }
    return out + ", waiting for " + awaited(rt, *phase) + ".";
}

// How a wait divides into the path, the server and, where that counts, this machine; empty when the kernel's figures
// are missing.
std::string split_wait(const RoundTrip& rt, const Figures& figures, const PhaseFigure& wait, const HumanStyle& style) {
    const auto split = wait_split(rt);
    if (!split || !split->server_us) return {};
    const auto text = [&](std::int64_t steps) { return figures.scale.format(steps, style.charset); };
    const std::int64_t server = std::min(wait.steps, figures.scale.steps(*split->server_us));
    const std::int64_t lag = std::min(wait.steps - server, figures.scale.steps(split->client_lag_us.value_or(0)));
    constexpr std::int64_t kWorthSaying = 10;  // a tenth of the wait
    if (lag * kWorthSaying < wait.steps) {
        return ", " + text(server) + " of it in the server and " + text(wait.steps - server) + " on the path";
    }
    return ", " + text(server) + " of it in the server, " + text(wait.steps - server - lag) + " on the path and " +
           text(lag) + " until this machine read it";
}

}  // namespace

std::string verdict(const RoundTrip& rt, const Redactor& redact, const HumanStyle& style) {
    const Figures figures = figures_of(rt);
    if (figures.phases.empty()) return {};
    if (!rt.ok) return printable(redact.text(failure(rt, figures, style)), style.charset);
    const auto longest = std::max_element(figures.phases.begin(), figures.phases.end(),
                                          [](const PhaseFigure& a, const PhaseFigure& b) { return a.steps < b.steps; });
    if (longest->steps == 0) return {};
    std::string out = "Most of the time went into ";
    // Half and more is most; below that it is only the largest part.
    if (longest->percent < 50) out = "The largest part of the time went into ";
    out += activity(longest->phase);
    out += ": " + figure_text(figures, *longest, style) + " of " +
           figures.scale.format(figures.total_steps, style.charset);
    out += " (" + std::to_string(longest->percent) + "%)";
    if (longest->phase == Phase::wait) out += split_wait(rt, figures, *longest, style);
    return printable(out + ".", style.charset);
}

}  // namespace rtrip::render
