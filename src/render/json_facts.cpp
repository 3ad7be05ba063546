// SPDX-License-Identifier: MIT
#include "render/json_facts.hpp"

#include "render/units.hpp"

namespace rtrip::render {
namespace {

void write_texts(JsonWriter& out, std::string_view key, const std::vector<std::string>& texts) {
    const auto list = out.array(key);
    for (const std::string& text : texts) out.text(text);
}

std::optional<Duration> between(TimePoint begin, const std::optional<TimePoint>& end) {
    if (!end) return std::nullopt;
    return *end - begin;
}

std::optional<Duration> microseconds(const std::optional<std::uint32_t>& us) {
    if (!us) return std::nullopt;
    return std::chrono::microseconds(*us);
}

void write_query(JsonWriter& out, const DnsQuery& query, TimePoint origin) {
    const auto object = out.object();
    out.text("name", query.name);
    out.text("type", query.type);
    out.text_or_null("server", query.server);
    out.text_or_null("transport", query.transport);
    out.duration("started_ms", query.started - origin);
    out.duration("ms", between(query.started, query.done));
    out.text_or_null("rcode", query.rcode);
    out.count("ttl_s", query.ttl_s);
    write_texts(out, "answers", query.answers);
    write_texts(out, "cname", query.cname);
    out.flag("truncated", query.truncated);
    out.number("retries", query.retries);
    out.text_or_null("error", query.error);
}

void write_attempt(JsonWriter& out, const ConnectAttempt& attempt, TimePoint origin) {
    const auto object = out.object();
    out.text("address", attempt.address);
    out.duration("started_ms", attempt.started - origin);
    out.duration("ms", between(attempt.started, attempt.done));
    out.flag("ok", attempt.ok);
    out.flag("won", attempt.won);
    out.text_or_null("error", attempt.error);
    if (attempt.error_number != 0) {
        out.number("errno", attempt.error_number);
    } else {
        out.null("errno");
    }
    out.count("syn_retransmits", attempt.syn_retransmits);
}

void write_certificate(JsonContext& json, const CertificateInfo& certificate) {
    JsonWriter& out = json.out;
    const auto object = out.object();
    out.text("subject", certificate.subject);
    out.text("issuer", certificate.issuer);
    out.text("serial", certificate.serial);
    write_texts(out, "sans", certificate.sans);
    out.text("not_before", format_utc(certificate.not_before, TimePrecision::seconds));
    out.text("not_after", format_utc(certificate.not_after, TimePrecision::seconds));
    out.number("expires_in_days", days_between(json.trace.started_at, certificate.not_after));
    out.text("key", certificate.key);
    out.text("signature", certificate.signature);
    out.text("sha256", certificate.sha256);
    out.count("der_bytes", certificate.der_bytes);
    out.flag("self_issued", certificate.self_issued);
}

void write_problem(JsonWriter& out, const VerifyProblem& problem) {
    const auto object = out.object();
    out.number("depth", problem.depth);
    out.number("code", problem.code);
    out.text("text", problem.text);
    out.text_or_null("subject", problem.subject);
}

void write_message(JsonWriter& out, const HandshakeMessage& message, TimePoint origin) {
    const auto object = out.object();
    out.text("name", message.name);
    out.flag("sent", message.sent);
    out.duration("at_ms", message.at - origin);
    out.count("bytes", message.bytes);
}

void write_tcp(JsonWriter& out, const std::optional<TcpInfo>& tcp) {
    if (!tcp) return out.null("tcp");
    const auto object = out.object("tcp");
    out.microseconds("rtt_ms", tcp->rtt_us);
    out.microseconds("rtt_var_ms", tcp->rtt_var_us);
    out.duration("min_rtt_ms", microseconds(tcp->min_rtt_us));
    out.count("retransmits", tcp->retransmits);
    out.count("mss", tcp->mss_bytes);
    out.count("cwnd", tcp->cwnd_segments);
    out.count("unacked", tcp->unacked_segments);
    out.count("last_data_recv_ms", tcp->last_data_recv_ms);
    out.microseconds("rwnd_limited_ms", tcp->rwnd_limited_us);
    out.microseconds("sndbuf_limited_ms", tcp->sndbuf_limited_us);
    out.count("out_of_order", tcp->out_of_order_segments);
}

void write_candidate(JsonContext& json, const PoolCandidate& candidate) {
    JsonWriter& out = json.out;
    const auto object = out.object();
    out.count("connection", candidate.connection_id);
    out.flag("taken", candidate.taken);
    out.text("reason", candidate.reason);
    out.text_or_null("field", candidate.field);
    // A setting that differs may be a password; then that it differs is all that can be said.
    const bool secret = candidate.field.find("password") != std::string::npos && !json.redact.shows_secrets();
    out.text_or_null("want", secret ? std::string(kMask) : json.redact.text(candidate.want));
    out.text_or_null("have", secret ? std::string(kMask) : json.redact.text(candidate.have));
}

void write_lookup(JsonWriter& out, const std::optional<DnsInfo>& dns, TimePoint origin) {
    // A Unix socket's path is no name that was resolved.
    if (!dns || dns->source == DnsSource::unix_socket) return out.null("dns");
    const auto object = out.object("dns");
    out.text("source", dns_source_name(dns->source));
    out.text("host", dns->host);
    out.duration("started_ms", dns->started - origin);
    out.duration("ms", between(dns->started, dns->done));
    write_texts(out, "addresses", dns->addresses);
    {
        const auto queries = out.array("queries");
        for (const DnsQuery& query : dns->queries) write_query(out, query, origin);
    }
    out.text_or_null("note", dns->note);
}

void write_proxy_response(JsonContext& json, const ProxyResponse& response) {
    const auto object = json.out.object();
    json.out.number("status", response.status);
    json.out.text("reason", json.redact.text(response.reason));
    json.out.text("http_version", response.http_version);
    write_header(json, "headers", response.header);
}

}  // namespace

// Order and repetitions matter, hence pairs and not an object.
void write_header(JsonContext& json, std::string_view key, const Header& header) {
    const auto list = json.out.array(key);
    for (const HeaderField& field : header.fields()) {
        const auto pair = json.out.array();
        json.out.text(field.name);
        json.out.text(json.redact.field_value(field.name, field.value));
    }
}

void write_dns(JsonContext& json, const RoundTrip& rt) {
    write_lookup(json.out, rt.dns, rt.started);
}

void write_proxy(JsonContext& json, const RoundTrip& rt) {
    JsonWriter& out = json.out;
    if (!rt.proxy) return out.null("proxy");
    const ProxyInfo& proxy = *rt.proxy;
    const auto object = out.object("proxy");
    out.text_or_null("url", json.redact.url(proxy.url));
    out.text_or_null("source", proxy.source);
    out.text("because", json.redact.text(proxy.because));
    out.text_or_null("mode", proxy.mode);
    out.text_or_null("target", proxy.target);
    out.flag("authenticated", proxy.authenticated);
    out.duration("started_ms", proxy.started ? std::optional(*proxy.started - rt.started) : std::nullopt);
    out.duration("ms", proxy.started ? between(*proxy.started, proxy.done) : std::nullopt);
    write_header(json, "sent_headers", proxy.sent);
    {
        const auto responses = out.array("responses");
        for (const ProxyResponse& response : proxy.responses) write_proxy_response(json, response);
    }
    write_lookup(out, proxy.dns, rt.started);
}

void write_connect(JsonContext& json, const RoundTrip& rt) {
    if (rt.attempts.empty()) return json.out.null("connect");
    const auto object = json.out.object("connect");
    const auto attempts = json.out.array("attempts");
    for (const ConnectAttempt& attempt : rt.attempts) write_attempt(json.out, attempt, rt.started);
}

void write_tls(JsonContext& json, std::string_view key, const RoundTrip& rt, const std::optional<TlsInfo>& info) {
    JsonWriter& out = json.out;
    if (!info) return out.null(key);
    const TlsInfo& tls = *info;
    const auto object = out.object(key);
    out.text_or_null("version", tls.version);
    out.text_or_null("cipher", tls.cipher);
    out.text_or_null("group", tls.group);
    out.text_or_null("alpn", tls.alpn);
    write_texts(out, "alpn_offered", tls.alpn_offered);
    out.text_or_null("sni", tls.sni);
    out.flag("resumed", tls.resumed);
    out.flag("verify_requested", tls.verify_requested);
    out.flag("verified", tls.verified);
    out.text_or_null("verify_error", tls.problems.empty() ? std::string_view() : tls.problems.front().text);
    {
        const auto problems = out.array("problems");
        for (const VerifyProblem& problem : tls.problems) write_problem(out, problem);
    }
    {
        const auto chain = out.array("chain");
        for (const CertificateInfo& certificate : tls.chain) write_certificate(json, certificate);
    }
    out.text_or_null("ocsp", tls.ocsp.value_or(std::string()));
    // The handshake of a reused connection belongs to an earlier round trip: its facts hold, its times don't.
    const bool ours = !rt.connection || !rt.connection->reused;
    out.duration("started_ms", ours ? std::optional(tls.started - rt.started) : std::nullopt);
    out.duration("ms", ours ? std::optional(tls.done - tls.started) : std::nullopt);
    out.count("in_bytes", tls.bytes_in);
    out.count("out_bytes", tls.bytes_out);
    const auto messages = out.array("messages");
    if (!ours) return;
    for (const HandshakeMessage& message : tls.messages) write_message(out, message, rt.started);
}

void write_connection(JsonContext& json, const RoundTrip& rt) {
    JsonWriter& out = json.out;
    if (!rt.connection) return out.null("connection");
    const ConnectionInfo& connection = *rt.connection;
    const auto object = out.object("connection");
    out.count("id", connection.id);
    out.text("protocol", protocol_name(connection.protocol));
    out.text_or_null("local", connection.local);
    out.text("remote", connection.remote);
    out.text_or_null("proxy", json.redact.url(connection.proxy));
    out.flag("reused", connection.reused);
    out.count("requests_before", connection.requests_before);
    out.duration("idle_ms", connection.idle);
    out.text_or_null("new_because", connection.new_because);
    {
        const auto candidates = out.array("candidates");
        for (const PoolCandidate& candidate : connection.candidates) write_candidate(json, candidate);
    }
    out.flag("returned", connection.returned);
    out.text_or_null("not_returned_because", connection.not_returned_because);
    write_tcp(out, connection.tcp);
}

}  // namespace rtrip::render
