// SPDX-License-Identifier: MIT
#include "render/json_read_facts.hpp"

namespace rtrip::render {
namespace {

constexpr std::size_t kMostElements = 100'000;

/// A length that is null when there was no end.
std::optional<TimePoint> end_of(TimePoint started, const JsonNode& length) {
    const auto took = length.optional_duration();
    return took ? std::optional(started + *took) : std::nullopt;
}

std::optional<std::uint32_t> microseconds(const JsonNode& node) {
    const auto duration = node.optional_duration();
    if (!duration) return std::nullopt;
    const auto us = std::chrono::floor<std::chrono::microseconds>(*duration).count();
    if (us <= std::int64_t{0xffffffff}) return static_cast<std::uint32_t>(us);
    node.complain("is longer than an hour");
    return std::nullopt;
}

std::optional<std::uint64_t> long_microseconds(const JsonNode& node) {
    const auto duration = node.optional_duration();
    if (!duration) return std::nullopt;
    return static_cast<std::uint64_t>(std::chrono::floor<std::chrono::microseconds>(*duration).count());
}

DnsQuery read_query(const JsonNode& node, TimePoint origin) {
    DnsQuery out;
    out.name = node.at("name").text();
    out.type = node.at("type").text();
    out.server = node.at("server").text_or_empty();
    out.transport = node.at("transport").text_or_empty();
    out.started = origin + node.at("started_ms").offset();
    out.done = end_of(out.started, node.at("ms"));
    out.rcode = node.at("rcode").text_or_empty();
    out.ttl_s = node.at("ttl_s").optional_small_count();
    out.answers = node.at("answers").texts();
    out.cname = node.at("cname").texts();
    out.truncated = node.at("truncated").flag();
    out.retries = static_cast<int>(node.at("retries").number(0, 1'000'000));
    out.error = node.at("error").text_or_empty();
    return out;
}

CertificateInfo read_certificate(const JsonNode& node) {
    CertificateInfo out;
    out.subject = node.at("subject").text();
    out.issuer = node.at("issuer").text();
    out.serial = node.at("serial").text();
    out.sans = node.at("sans").texts();
    out.not_before = node.at("not_before").time();
    out.not_after = node.at("not_after").time();
    out.key = node.at("key").text();
    out.signature = node.at("signature").text();
    out.sha256 = node.at("sha256").text();
    out.der_bytes = node.at("der_bytes").small_count();
    out.self_issued = node.at("self_issued").flag();
    return out;
}

HandshakeMessage read_message(const JsonNode& node, TimePoint origin) {
    HandshakeMessage out;
    out.name = node.at("name").text();
    out.sent = node.at("sent").flag();
    out.at = origin + node.at("at_ms").offset();
    out.bytes = node.at("bytes").small_count();
    return out;
}

VerifyProblem read_problem(const JsonNode& node) {
    VerifyProblem out;
    out.depth = static_cast<int>(node.at("depth").number(-1, 1'000'000));
    out.code = static_cast<int>(node.at("code").number(-1'000'000, 1'000'000));
    out.text = node.at("text").text();
    out.subject = node.at("subject").text_or_empty();
    return out;
}

std::optional<TcpInfo> read_tcp(const JsonNode& node) {
    if (node.is_null()) return std::nullopt;
    TcpInfo out;
    out.rtt_us = microseconds(node.at("rtt_ms")).value_or(0);
    out.rtt_var_us = microseconds(node.at("rtt_var_ms")).value_or(0);
    out.min_rtt_us = microseconds(node.at("min_rtt_ms"));
    out.retransmits = node.at("retransmits").small_count();
    out.mss_bytes = node.at("mss").small_count();
    out.cwnd_segments = node.at("cwnd").small_count();
    out.unacked_segments = node.at("unacked").small_count();
    out.last_data_recv_ms = node.at("last_data_recv_ms").optional_small_count();
    out.rwnd_limited_us = long_microseconds(node.at("rwnd_limited_ms"));
    out.sndbuf_limited_us = long_microseconds(node.at("sndbuf_limited_ms"));
    out.out_of_order_segments = node.at("out_of_order").optional_small_count();
    return out;
}

PoolCandidate read_candidate(const JsonNode& node) {
    PoolCandidate out;
    out.connection_id = node.at("connection").count();
    out.taken = node.at("taken").flag();
    out.reason = node.at("reason").text();
    out.field = node.at("field").text_or_empty();
    out.want = node.at("want").text_or_empty();
    out.have = node.at("have").text_or_empty();
    return out;
}

}  // namespace

std::optional<DnsInfo> read_dns(const JsonNode& node, const RoundTrip& rt) {
    if (node.is_null()) return std::nullopt;
    DnsInfo out;
    out.source = read_enum(node.at("source"), DnsSource::option, dns_source_name);
    out.host = node.at("host").text();
    out.started = rt.started + node.at("started_ms").offset();
    out.done = end_of(out.started, node.at("ms"));
    out.addresses = node.at("addresses").texts();
    for (const JsonNode& query : node.at("queries").elements(kMostElements)) {
        out.queries.push_back(read_query(query, rt.started));
    }
    out.note = node.at("note").text_or_empty();
    return out;
}

std::vector<ConnectAttempt> read_connect(const JsonNode& node, const RoundTrip& rt) {
    std::vector<ConnectAttempt> out;
    for (const JsonNode& attempt : node.at("attempts").elements(kMostElements)) {
        ConnectAttempt& read = out.emplace_back();
        read.address = attempt.at("address").text();
        read.started = rt.started + attempt.at("started_ms").offset();
        read.done = end_of(read.started, attempt.at("ms"));
        read.ok = attempt.at("ok").flag();
        read.won = attempt.at("won").flag();
        read.error = attempt.at("error").text_or_empty();
        if (!attempt.at("errno").is_null()) {
            read.error_number = static_cast<int>(attempt.at("errno").number(1, 1'000'000));
        }
        read.syn_retransmits = attempt.at("syn_retransmits").optional_small_count();
    }
    return out;
}

std::optional<ProxyInfo> read_proxy(const JsonNode& node, const RoundTrip& rt) {
    if (node.is_null()) return std::nullopt;
    ProxyInfo out;
    out.url = node.at("url").text_or_empty();
    out.source = node.at("source").text_or_empty();
    out.because = node.at("because").text();
    out.mode = node.at("mode").text_or_empty();
    out.target = node.at("target").text_or_empty();
    out.authenticated = node.at("authenticated").flag();
    if (const auto started = node.at("started_ms").optional_offset()) {
        out.started = rt.started + *started;
        out.done = end_of(*out.started, node.at("ms"));
    }
    out.sent = node.at("sent_headers").header();
    for (const JsonNode& answer : node.at("responses").elements(kMostElements)) {
        ProxyResponse& read = out.responses.emplace_back();
        read.status = static_cast<int>(answer.at("status").number(0, 999));
        read.reason = answer.at("reason").text_or_empty();
        read.http_version = answer.at("http_version").text();
        read.header = answer.at("headers").header();
    }
    out.dns = read_dns(node.at("dns"), rt);
    return out;
}

std::optional<TlsInfo> read_tls(const JsonNode& node, const RoundTrip& rt) {
    if (node.is_null()) return std::nullopt;
    TlsInfo out;
    out.version = node.at("version").text_or_empty();
    out.cipher = node.at("cipher").text_or_empty();
    out.group = node.at("group").text_or_empty();
    out.alpn = node.at("alpn").text_or_empty();
    out.alpn_offered = node.at("alpn_offered").texts();
    out.sni = node.at("sni").text_or_empty();
    out.resumed = node.at("resumed").flag();
    out.verify_requested = node.at("verify_requested").flag();
    out.verified = node.at("verified").flag();
    for (const JsonNode& problem : node.at("problems").elements(kMostElements)) {
        out.problems.push_back(read_problem(problem));
    }
    for (const JsonNode& certificate : node.at("chain").elements(kMostElements)) {
        out.chain.push_back(read_certificate(certificate));
    }
    if (!node.at("ocsp").is_null()) out.ocsp = node.at("ocsp").text();
    // On a reused connection the handshake was before this record's time.
    out.started = rt.started + node.at("started_ms").optional_offset().value_or(Duration{});
    out.done = out.started + node.at("ms").optional_duration().value_or(Duration{});
    out.bytes_in = node.at("in_bytes").small_count();
    out.bytes_out = node.at("out_bytes").small_count();
    for (const JsonNode& message : node.at("messages").elements(kMostElements)) {
        out.messages.push_back(read_message(message, rt.started));
    }
    return out;
}

std::optional<ConnectionInfo> read_connection(const JsonNode& node) {
    if (node.is_null()) return std::nullopt;
    ConnectionInfo out;
    out.id = node.at("id").count();
    out.protocol = read_enum(node.at("protocol"), Protocol::h3, protocol_name);
    out.local = node.at("local").text_or_empty();
    out.remote = node.at("remote").text();
    out.proxy = node.at("proxy").text_or_empty();
    out.reused = node.at("reused").flag();
    out.requests_before = node.at("requests_before").count();
    out.idle = node.at("idle_ms").optional_duration();
    out.new_because = node.at("new_because").text_or_empty();
    for (const JsonNode& candidate : node.at("candidates").elements(kMostElements)) {
        out.candidates.push_back(read_candidate(candidate));
    }
    out.returned = node.at("returned").flag();
    out.not_returned_because = node.at("not_returned_because").text_or_empty();
    out.tcp = read_tcp(node.at("tcp"));
    return out;
}

}  // namespace rtrip::render
