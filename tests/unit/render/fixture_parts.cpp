// SPDX-License-Identifier: MIT
#include "fixture_parts.hpp"

namespace rtrip::render::fixtures {
namespace {

using std::chrono::microseconds;

// 2026-03-01T12:00:00.123456Z
const WallTime kStartedAt{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + std::chrono::hours(12) +
                          microseconds(123456)};

HandshakeMessage message(std::string name, bool sent, std::int64_t us, std::size_t bytes) {
    HandshakeMessage out;
    out.name = std::move(name);
    out.sent = sent;
    out.at = at_us(us);
    out.bytes = bytes;
    return out;
}

}  // namespace

TimePoint at_us(std::int64_t us) {
    return kOrigin + microseconds(us);
}

WallTime day(int year, unsigned month, unsigned d) {
    return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(d));
}

Header fields(std::vector<std::pair<std::string, std::string>> list) {
    Header header;
    for (auto& [name, value] : list) header.add(name, value);
    return header;
}

Trace make_trace(std::string method, std::string url) {
    Trace trace;
    trace.method = std::move(method);
    trace.url = std::move(url);
    trace.started_at = kStartedAt;
    trace.started = kOrigin;
    trace.done = kOrigin;
    return trace;
}

RoundTrip make_round_trip(const Trace& trace, std::int64_t done_us,
                          const std::vector<std::pair<Phase, std::int64_t>>& cuts) {
    RoundTrip rt;
    rt.method = trace.method;
    rt.url = trace.url;
    rt.started = kOrigin;
    rt.done = at_us(done_us);
    rt.ok = true;
    for (const auto& [phase, us] : cuts) rt.cuts.push_back(PhaseCut{phase, at_us(us)});
    return rt;
}

DnsInfo make_dns() {
    DnsInfo dns;
    dns.host = "example.com";
    dns.addresses = {"2001:db8::1", "192.0.2.1"};
    dns.started = at_us(120);
    dns.done = at_us(12420);
    DnsQuery aaaa;
    aaaa.name = "example.com";
    aaaa.type = "AAAA";
    aaaa.server = "192.0.2.53:53";
    aaaa.transport = "udp";
    aaaa.started = at_us(130);
    aaaa.done = at_us(12400);
    aaaa.rcode = "NOERROR";
    aaaa.ttl_s = 300;
    aaaa.answers = {"2001:db8::1"};
    DnsQuery a = aaaa;
    a.type = "A";
    a.done = at_us(11200);
    a.answers = {"192.0.2.1"};
    a.cname = {"www.example.net", "edge.example.net"};
    a.truncated = true;
    a.transport = "tcp";
    dns.queries = {aaaa, a};
    return dns;
}

ConnectAttempt make_attempt(std::string address, std::int64_t begin_us, std::int64_t end_us) {
    ConnectAttempt attempt;
    attempt.address = std::move(address);
    attempt.started = at_us(begin_us);
    attempt.done = at_us(end_us);
    attempt.ok = true;
    attempt.won = true;
    attempt.syn_retransmits = 0;
    return attempt;
}

ConnectAttempt failed_attempt(ConnectAttempt attempt, std::string error, int number) {
    attempt.ok = false;
    attempt.won = false;
    attempt.error = std::move(error);
    attempt.error_number = number;
    return attempt;
}

CertificateInfo make_certificate(std::string subject, std::string issuer, WallTime not_after) {
    CertificateInfo certificate;
    certificate.subject = std::move(subject);
    certificate.issuer = std::move(issuer);
    certificate.serial = "04a3";
    certificate.sans = {"DNS:example.com", "DNS:*.example.com"};
    certificate.not_before = day(2025, 5, 1);
    certificate.not_after = not_after;
    certificate.key = "EC P-256";
    certificate.signature = "ecdsa-with-SHA256";
    certificate.sha256 = std::string(64, 'a');
    certificate.der_bytes = 1021;
    return certificate;
}

TlsInfo make_tls() {
    TlsInfo tls;
    tls.version = "TLSv1.3";
    tls.cipher = "TLS_AES_256_GCM_SHA384";
    tls.group = "X25519";
    tls.alpn = "http/1.1";
    tls.alpn_offered = {"http/1.1"};
    tls.sni = "example.com";
    tls.verified = true;
    tls.chain = {make_certificate("CN=example.com", "CN=Example CA,O=Example", day(2026, 5, 2)),
                 make_certificate("CN=Example CA,O=Example", "CN=Example Root", day(2030, 1, 1))};
    tls.messages = {message("ClientHello", true, 36700, 312), message("ServerHello", false, 60100, 122),
                    message("Certificate", false, 60200, 2210), message("Finished", false, 60400, 52),
                    message("Finished", true, 76900, 52)};
    tls.bytes_in = 2621;
    tls.bytes_out = 390;
    tls.started = at_us(36620);
    tls.done = at_us(76920);
    return tls;
}

ConnectionInfo make_connection() {
    ConnectionInfo connection;
    connection.id = 1;
    connection.local = "192.0.2.7:51234";
    connection.remote = "192.0.2.1:443";
    connection.new_because = "pool_empty";
    connection.returned = true;
    TcpInfo tcp;
    tcp.rtt_us = 24310;
    tcp.rtt_var_us = 3200;
    tcp.min_rtt_us = 23900;
    tcp.mss_bytes = 1448;
    tcp.cwnd_segments = 10;
    tcp.last_data_recv_ms = 0;
    tcp.rwnd_limited_us = 0;
    tcp.sndbuf_limited_us = 0;
    tcp.out_of_order_segments = 0;
    connection.tcp = tcp;
    return connection;
}

SentInfo make_sent() {
    SentInfo sent;
    sent.method = "GET";
    sent.target = "/data?x=1";
    sent.header = fields({{"Host", "example.com"}, {"User-Agent", "rtrip/0.1.0"}, {"Accept", "*/*"}});
    sent.header_bytes = 91;
    return sent;
}

ReceivedInfo make_received() {
    ReceivedInfo received;
    received.status = 200;
    received.reason = "OK";
    received.http_version = "1.1";
    received.header = fields({{"Content-Type", "application/json"}, {"Content-Length", "1230000"}, {"Server", "demo"}});
    received.header_bytes = 102;
    received.framing = BodyFraming::content_length;
    received.content_length = 1230000;
    received.wire_bytes = 1230000;
    received.decoded_bytes = 1230000;
    received.complete = true;
    received.longest_gap = microseconds(3120);
    return received;
}

void finish(Trace& trace, RoundTrip rt) {
    trace.done = rt.done;
    trace.error = rt.error;
    rt.ok = !rt.error;
    trace.round_trips.push_back(std::move(rt));
}

RoundTrip https_round_trip(const Trace& trace) {
    RoundTrip rt = make_round_trip(trace, 182437,
                                   {{Phase::queue, 0},
                                    {Phase::dns, 120},
                                    {Phase::connect, 12420},
                                    {Phase::tls, 36620},
                                    {Phase::send, 76920},
                                    {Phase::wait, 77101},
                                    {Phase::body, 157333}});
    rt.first_byte = at_us(157333);
    rt.dns = make_dns();
    rt.attempts = {failed_attempt(make_attempt("[2001:db8::1]:443", 12420, 12431), "network is unreachable", 101),
                   make_attempt("192.0.2.1:443", 12440, 36600)};
    rt.tls = make_tls();
    rt.connection = make_connection();
    rt.sent = make_sent();
    rt.received = make_received();
    const auto event = [&](std::int64_t us, std::string name, std::string detail) {
        Event out;
        out.at = at_us(us);
        out.name = std::move(name);
        out.detail = std::move(detail);
        rt.events.push_back(std::move(out));
    };
    event(0, "get_conn", "example.com:443");
    event(120, "dns_start", "example.com");
    event(12420, "dns_done", "resolver: 2001:db8::1, 192.0.2.1");
    event(76920, "tls_handshake_done", "TLSv1.3, TLS_AES_256_GCM_SHA384, ALPN http/1.1");
    event(77101, "wrote_request", "0 body bytes");
    event(157333, "got_final_response_byte", "");
    event(182437, "body_done", "1230000 bytes");
    return rt;
}

RoundTrip plain_round_trip(const Trace& trace, std::int64_t done_us, std::int64_t first_byte_us) {
    RoundTrip rt = make_round_trip(trace, done_us,
                                   {{Phase::queue, 0},
                                    {Phase::connect, 40},
                                    {Phase::send, 350},
                                    {Phase::wait, 412},
                                    {Phase::body, first_byte_us}});
    rt.first_byte = at_us(first_byte_us);
    DnsInfo dns;
    dns.source = DnsSource::literal;
    dns.host = "192.0.2.1";
    dns.addresses = {"192.0.2.1"};
    dns.started = at_us(30);
    dns.done = at_us(30);
    rt.dns = dns;
    rt.attempts = {make_attempt("192.0.2.1:80", 40, 345)};
    rt.connection = make_connection();
    rt.connection->remote = "192.0.2.1:80";
    rt.connection->tcp->rtt_us = 310;
    rt.connection->tcp->rtt_var_us = 155;
    rt.connection->tcp->min_rtt_us = 290;
    rt.sent = make_sent();
    rt.received = make_received();
    return rt;
}

}  // namespace rtrip::render::fixtures
