// SPDX-License-Identifier: MIT
#include "render/human_facts.hpp"

#include <algorithm>
#include <utility>

#include "render/http2_facts.hpp"
#include "render/units.hpp"

namespace rtrip::render {
namespace {

// Collects the parts of one fact, separated by commas.
class Parts {
public:
    Parts& add(std::string part) {
        if (part.empty()) return *this;
        if (!text_.empty()) text_ += ", ";
        text_ += part;
        return *this;
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string text_;
};

class FactList {
public:
    explicit FactList(const Screen& screen) : screen_(screen) {}

    void add(std::string_view label, std::string text, Tone tone = Tone::plain) {
        if (text.empty()) return;
        const bool again = label == last_label_;
        last_label_ = label;
        facts_.push_back(Fact{again ? std::string() : std::string(label), std::move(text), tone});
    }

    void connection(const RoundTrip& rt);
    void attempts(const RoundTrip& rt);
    void dns(const RoundTrip& rt);
    void proxy(const RoundTrip& rt);
    void tls(const RoundTrip& rt, const std::optional<TlsInfo>& info, std::string_view label);
    void certificates(const TlsInfo& tls, bool whole_chain);
    void tcp(const RoundTrip& rt);
    void server(const RoundTrip& rt);
    void response(const RoundTrip& rt);
    void anomalies(const RoundTrip& rt);
    void redirect(const RoundTrip& rt);
    void retry(const RoundTrip& rt);

    [[nodiscard]] std::vector<Fact> take() { return std::move(facts_); }

private:
    [[nodiscard]] std::string shown(std::string_view text) const { return screen_.shown(text); }
    [[nodiscard]] std::string duration(Duration value) const { return format_duration(value, screen_.style.charset); }
    [[nodiscard]] std::string answer(const DnsQuery& query) const;
    [[nodiscard]] std::string expiry(const CertificateInfo& certificate) const;

    const Screen& screen_;
    std::vector<Fact> facts_;
    std::string last_label_;
};

void FactList::connection(const RoundTrip& rt) {
    if (!rt.connection) return;
    const ConnectionInfo& connection = *rt.connection;
    std::string text = "#" + std::to_string(connection.id) + " ";
    if (!connection.local.empty()) text += shown(connection.local) + std::string(screen_.arrow());
    text += shown(connection.remote);
    Parts parts;
    parts.add(text).add(std::string(protocol_name(connection.protocol)));
    if (!connection.proxy.empty()) parts.add("to the proxy");
    add("connection", parts.take());
    Parts pool;
    if (connection.reused) {
        std::string reused = "reused #" + std::to_string(connection.id) + " (";
        if (connection.idle) reused += "idle " + duration(*connection.idle) + ", ";
        pool.add(reused + format_count(connection.requests_before, "request") + " before), no dns/connect/tls");
    } else if (!connection.new_because.empty()) {
        pool.add("new: " + shown(connection.new_because));
    }
    if (connection.returned) {
        pool.add("kept for reuse");
    } else if (!connection.not_returned_because.empty()) {
        pool.add("not kept: " + shown(connection.not_returned_because));
    }
    add("pool", pool.take());
    if (screen_.style.detail == Detail::normal) return;
    for (const PoolCandidate& candidate : connection.candidates) {
        std::string looked = "looked at #" + std::to_string(candidate.connection_id) + ": " + shown(candidate.reason);
        if (!candidate.field.empty()) looked += " (" + shown(candidate.field) + ")";
        add("pool", looked);
    }
}

void FactList::attempts(const RoundTrip& rt) {
    const bool failed = std::any_of(rt.attempts.begin(), rt.attempts.end(), [](const auto& a) { return !a.ok; });
    if (rt.attempts.size() < 2 && !failed) return;
    for (const ConnectAttempt& attempt : rt.attempts) {
        std::string text = shown(attempt.address) + " at " + duration(attempt.started - rt.started) + ": ";
        text += attempt.ok ? attempt.won ? "connected" : "connected too late" : shown(attempt.error);
        if (attempt.done) text += " after " + duration(*attempt.done - attempt.started);
        if (attempt.error_number != 0) text += " (errno " + std::to_string(attempt.error_number) + ")";
        add("attempts", text, attempt.ok ? Tone::plain : Tone::warn);
    }
}

std::string FactList::answer(const DnsQuery& query) const {
    std::string text = shown(query.type) + " ";
    if (query.rcode.empty()) {
        text += query.error.empty() ? "not answered" : shown(query.error);
    } else if (query.answers.empty()) {
        text += query.rcode == "NOERROR" ? "none" : shown(query.rcode);
    }
    for (std::size_t i = 0; i < query.answers.size(); ++i) text += (i == 0 ? "" : " ") + shown(query.answers[i]);
    Parts parts;
    parts.add(text);
    if (query.ttl_s) parts.add("TTL " + std::to_string(*query.ttl_s) + " s");
    for (const std::string& name : query.cname) parts.add("by CNAME " + shown(name));
    if (query.done) parts.add(duration(*query.done - query.started));
    if (!query.server.empty()) parts.add("from " + shown(query.server));
    if (query.truncated) parts.add("truncated, asked again over TCP");
    if (query.retries > 0) parts.add(format_count(static_cast<std::uint64_t>(query.retries), "retransmission"));
    return parts.take();
}

void FactList::dns(const RoundTrip& rt) {
    if (!rt.dns || rt.dns->source == DnsSource::unix_socket || rt.dns->source == DnsSource::literal) return;
    std::string text = shown(rt.dns->host) + " ";
    switch (rt.dns->source) {
        case DnsSource::hosts: text += "from the hosts file"; break;
        case DnsSource::cache: text += "from the cache"; break;
        case DnsSource::option: text += "from --resolve"; break;
        default: text += "asked";
    }
    if (rt.dns->done) text += " in " + duration(*rt.dns->done - rt.dns->started);
    if (!rt.dns->addresses.empty()) text += ", " + std::string(rt.dns->addresses.size() == 1 ? "address" : "addresses");
    for (const std::string& address : rt.dns->addresses) text += " " + shown(address);
    add("dns", text);
    for (const DnsQuery& query : rt.dns->queries) {
        add("dns", answer(query), query.error.empty() ? Tone::plain : Tone::warn);
    }
    add("dns", shown(rt.dns->note));
}

std::string FactList::expiry(const CertificateInfo& certificate) const {
    const std::int64_t days = days_between(screen_.trace.started_at, certificate.not_after);
    const std::string date = format_utc(certificate.not_after, TimePrecision::date);
    if (certificate.not_after < screen_.trace.started_at) {
        const std::int64_t since = days_between(certificate.not_after, screen_.trace.started_at);
        return "expired " + format_count(static_cast<std::uint64_t>(since), "day") + " ago (" + date + ")";
    }
    return "expires in " + format_count(static_cast<std::uint64_t>(days), "day") + " (" + date + ")";
}

void FactList::certificates(const TlsInfo& tls, bool whole_chain) {
    for (std::size_t i = 0; i < tls.chain.size() && (i == 0 || whole_chain); ++i) {
        const CertificateInfo& certificate = tls.chain[i];
        Parts parts;
        parts.add(whole_chain ? std::to_string(i) + " " + shown(certificate.subject) : shown(certificate.subject));
        if (whole_chain) parts.add("issued by " + shown(certificate.issuer));
        parts.add(expiry(certificate));
        if (whole_chain) parts.add(shown(certificate.key)).add(shown(certificate.signature));
        if (i == 0 && !whole_chain) {
            parts.add(tls.verified ? "verified" : tls.verify_requested ? "" : "not verified (as asked)");
        }
        add(whole_chain ? "chain" : "certificate", parts.take());
    }
    for (const VerifyProblem& problem : tls.problems) {
        std::string text = shown(problem.text) + " (certificate " + std::to_string(problem.depth);
        if (!problem.subject.empty()) text += ", " + shown(problem.subject);
        add("problem", text + ")", Tone::bad);
    }
}

void FactList::proxy(const RoundTrip& rt) {
    if (!rt.proxy) return;
    const ProxyInfo& proxy = *rt.proxy;
    const bool verbose = screen_.style.detail == Detail::verbose;
    // Why there is none is for those who ask.
    if (proxy.url.empty() && !verbose) return;
    Parts parts;
    if (proxy.url.empty()) {
        parts.add("none");
    } else {
        parts.add(printable(screen_.redact.url(proxy.url), screen_.style.charset));
        if (!proxy.target.empty()) {
            parts.add((proxy.mode == "socks" ? "SOCKS to " : "CONNECT ") + shown(proxy.target));
        }
        if (!proxy.responses.empty()) {
            const ProxyResponse& answer = proxy.responses.back();
            parts.add("answered " + std::to_string(answer.status) +
                      (answer.reason.empty() ? "" : " " + shown(answer.reason)));
        }
        if (proxy.authenticated) parts.add("with credentials");
    }
    if (!proxy.source.empty()) parts.add("named by " + shown(proxy.source));
    if (verbose || proxy.url.empty()) parts.add(shown(proxy.because));
    add("proxy", parts.take());
    if (!proxy.dns || proxy.dns->addresses.empty()) return;
    add("proxy", "the target's name was looked up here: " + shown(proxy.dns->host) + std::string(screen_.arrow()) +
                     shown(proxy.dns->addresses.front()));
}

void FactList::tls(const RoundTrip& rt, const std::optional<TlsInfo>& info, std::string_view label) {
    if (!info) return;
    const TlsInfo& tls = *info;
    Parts parts;
    if (tls.version.empty()) {
        parts.add("not finished");
    } else {
        parts.add(shown(tls.version)).add(shown(tls.cipher)).add(shown(tls.group));
        parts.add(tls.alpn.empty() ? "no ALPN" : "ALPN " + shown(tls.alpn));
        const bool earlier = rt.connection && rt.connection->reused;
        parts.add(tls.resumed ? "resumed" : earlier ? "" : "full handshake");
    }
    parts.add(tls.sni.empty() ? "no SNI" : "SNI " + shown(tls.sni));
    if (tls.ocsp) parts.add("OCSP " + shown(*tls.ocsp));
    add(label, parts.take());
    // Against a chain that failed, all of it is evidence.
    const bool whole_chain = !rt.ok || !tls.problems.empty() || screen_.style.detail == Detail::verbose;
    certificates(tls, whole_chain);
}

void FactList::tcp(const RoundTrip& rt) {
    if (!rt.connection || !rt.connection->tcp) return;
    const TcpInfo& tcp = *rt.connection->tcp;
    const auto us = [&](std::uint32_t value) { return duration(std::chrono::microseconds(value)); };
    Parts parts;
    parts.add("rtt " + us(tcp.rtt_us) + (screen_.unicode() ? " \u00b1 " : " +- ") + us(tcp.rtt_var_us));
    if (tcp.min_rtt_us) parts.add("min " + us(*tcp.min_rtt_us));
    parts.add(format_count(tcp.retransmits, "retransmit"));
    parts.add("cwnd " + std::to_string(tcp.cwnd_segments));
    parts.add("mss " + std::to_string(tcp.mss_bytes));
    add("tcp", parts.take(), tcp.retransmits > 0 ? Tone::warn : Tone::plain);
}

void FactList::server(const RoundTrip& rt) {
    const auto split = wait_split(rt);
    if (!split || split->method == WaitMethod::unknown) return;
    const auto us = [&](std::int64_t value) { return duration(std::chrono::microseconds(value)); };
    const bool stamped = split->method == WaitMethod::kernel_timestamps;
    const bool by_path = split->delivery_source == DeliverySource::round_trip_time;
    Parts parts;
    if (split->server_us) parts.add(us(*split->server_us));
    // Of an answer that never came this is what there is to say.
    if (!split->server_us) parts.add(split->acknowledged_us ? "acknowledged after " + us(*split->acknowledged_us) : "");
    if (split->server_us && split->delivery_us) parts.add("delivery " + us(*split->delivery_us));
    if (split->client_lag_us) parts.add("client lag " + us(*split->client_lag_us));
    std::string text = parts.take();
    if (text.empty()) return;
    text += stamped ? " (kernel timestamps" : " (wait less the path's round-trip time";
    if (stamped && by_path && split->server_us) text += "; delivery is the path's round-trip time";
    add("server", text + ")");
}

void FactList::response(const RoundTrip& rt) {
    for (const InterimResponse& interim : rt.interim) {
        std::string text = std::to_string(interim.status) + " at " + duration(interim.at - rt.started);
        if (!interim.header.empty()) text += ", " + format_count(interim.header.size(), "header field");
        add("interim", text);
    }
    if (!rt.received) return;
    const ReceivedInfo& received = *rt.received;
    Parts parts;
    parts.add("head " + format_bytes(received.header_bytes));
    if (received.framing == BodyFraming::none) {
        parts.add("no body");
    } else {
        parts.add("body " + format_bytes(received.wire_bytes) + " by " +
                  std::string(body_framing_name(received.framing)));
    }
    if (!received.content_encoding.empty()) {
        parts.add(shown(received.content_encoding) + ", " + format_bytes(received.decoded_bytes) + " decoded");
    }
    if (const auto type = received.header.get("content-type")) parts.add(shown(*type));
    if (!received.trailers.empty()) parts.add(format_count(received.trailers.size(), "trailer field"));
    if (!received.complete) parts.add("incomplete");
    add("response", parts.take(), received.complete ? Tone::plain : Tone::bad);
}

void FactList::anomalies(const RoundTrip& rt) {
    for (const Anomaly& anomaly : rt.anomalies) {
        std::string text = shown(anomaly.kind) + " at byte " + std::to_string(anomaly.offset);
        if (!anomaly.detail.empty()) text += ": " + shown(anomaly.detail);
        if (!anomaly.source.empty()) text += " (" + shown(anomaly.source) + ")";
        add("anomaly", text, Tone::warn);
    }
}

void FactList::redirect(const RoundTrip& rt) {
    if (!rt.redirect) return;
    const RedirectDecision& redirect = *rt.redirect;
    const std::string location = printable(screen_.redact.url(redirect.location), screen_.style.charset);
    Parts parts;
    parts.add((redirect.followed ? "followed to " : "not followed to ") + location);
    if (!redirect.followed) parts.add(shown(redirect.refused_because));
    parts.add(shown(redirect.method_change));
    if (redirect.body != "none") parts.add("body " + redirect.body);
    std::string stripped;
    for (const std::string& name : redirect.stripped_headers)
        stripped += (stripped.empty() ? "" : " and ") + shown(name);
    if (!stripped.empty()) parts.add("without " + stripped + " (" + redirect.stripped_because + ")");
    add("redirect", parts.take());
    for (const std::string& name : redirect.exposed_headers) {
        add("redirect", shown(name) + " looks like a credential and went to another place", Tone::warn);
    }
}

void FactList::retry(const RoundTrip& rt) {
    if (!rt.retry) return;
    Parts parts;
    parts.add(rt.retry->will_retry ? "sent again: " + shown(rt.retry->reason)
                                   : "not sent again: " + shown(rt.retry->refused_because));
    if (!rt.retry->will_retry && rt.retry->reason != kStaleConnection) parts.add("after " + shown(rt.retry->reason));
    if (rt.retry->delay) parts.add("after " + duration(*rt.retry->delay));
    if (rt.retry->retry_after) parts.add("Retry-After " + duration(*rt.retry->retry_after));
    if (rt.retry->body == "replayed") parts.add("body replayed");
    add("retry", parts.take());
}

}  // namespace

std::vector<Fact> facts_of(const RoundTrip& rt, const Screen& screen) {
    FactList list(screen);
    list.connection(rt);
    list.attempts(rt);
    list.dns(rt);
    list.proxy(rt);
    list.tls(rt, rt.proxy_tls, "proxy tls");
    list.tls(rt, rt.tls, "tls");
    for (std::string& text : http2_facts(rt, screen)) list.add("http/2", std::move(text));
    list.tcp(rt);
    list.server(rt);
    list.response(rt);
    list.anomalies(rt);
    list.redirect(rt);
    list.retry(rt);
    return list.take();
}

}  // namespace rtrip::render
