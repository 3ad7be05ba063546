// SPDX-License-Identifier: MIT
#include "fixtures.hpp"

#include <chrono>
#include <utility>

namespace rtrip::render::fixtures {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// 2026-03-01T12:00:00.123456Z
const WallTime kStartedAt{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + std::chrono::hours(12) +
                          microseconds(123456)};
constexpr TimePoint kOrigin{std::chrono::seconds(5000)};

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

// A round trip that began at the origin, ended at `done_us` and was cut where `cuts` say.
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

HandshakeMessage message(std::string name, bool sent, std::int64_t us, std::size_t bytes) {
    HandshakeMessage out;
    out.name = std::move(name);
    out.sent = sent;
    out.at = at_us(us);
    out.bytes = bytes;
    return out;
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

// Plain http to a literal address: what most failures below need around them.
RoundTrip plain_round_trip(const Trace& trace, std::int64_t done_us, std::int64_t first_byte_us) {
    RoundTrip rt = make_round_trip(
        trace, done_us,
        {{Phase::queue, 0}, {Phase::connect, 40}, {Phase::send, 350}, {Phase::wait, 412}, {Phase::body, first_byte_us}});
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

}  // namespace

Fixture https_by_name() {
    Trace trace = make_trace("GET", "https://example.com/data?x=1");
    finish(trace, https_round_trip(trace));
    trace.pool.dialed = 1;
    trace.pool.returned = 1;
    return {"https_by_name", std::move(trace), 0};
}

Fixture reused() {
    Trace trace = make_trace("GET", "https://example.com/data?x=2");
    RoundTrip rt = make_round_trip(trace, 26012,
                                   {{Phase::queue, 0}, {Phase::send, 31}, {Phase::wait, 70}, {Phase::body, 25480}});
    rt.first_byte = at_us(25480);
    rt.connection = make_connection();
    rt.connection->reused = true;
    rt.connection->requests_before = 1;
    rt.connection->idle = milliseconds(1412);
    rt.connection->new_because.clear();
    PoolCandidate other;
    other.connection_id = 2;
    other.reason = "tls_config_differs";
    other.field = "key_password";
    other.want = "open sesame";
    other.have = "swordfish";
    PoolCandidate taken;
    taken.connection_id = 1;
    taken.taken = true;
    taken.reason = "taken";
    rt.connection->candidates = {other, taken};
    rt.tls = make_tls();
    rt.tls->messages.clear();
    rt.tls->started = kOrigin - milliseconds(1600);
    rt.tls->done = kOrigin - milliseconds(1560);
    rt.sent = make_sent();
    rt.received = make_received();
    rt.received->content_encoding = "gzip";
    rt.received->wire_bytes = 3120;
    rt.received->decoded_bytes = 18250;
    rt.received->content_length = 3120;
    rt.received->sha256 = std::string(64, 'b');
    finish(trace, std::move(rt));
    trace.pool.reused = 1;
    trace.pool.returned = 1;
    return {"reused", std::move(trace), 0};
}

Fixture connect_refused() {
    Trace trace = make_trace("GET", "http://localhost:1/");
    RoundTrip rt = make_round_trip(trace, 611, {{Phase::queue, 0}, {Phase::dns, 25}, {Phase::connect, 140}});
    DnsInfo dns;
    dns.source = DnsSource::hosts;
    dns.host = "localhost";
    dns.addresses = {"::1", "127.0.0.1"};
    dns.started = at_us(25);
    dns.done = at_us(139);
    rt.dns = dns;
    rt.attempts = {failed_attempt(make_attempt("[::1]:1", 140, 301), "connection refused", 111),
                   failed_attempt(make_attempt("127.0.0.1:1", 320, 611), "connection refused", 111)};
    rt.error = Error(ErrorCode::connect_refused, Phase::connect, "connect to localhost:1: connection refused");
    rt.error->cause = std::error_code(111, std::generic_category());
    finish(trace, std::move(rt));
    return {"connect_refused", std::move(trace), 7};
}

Fixture dns_timeout() {
    Trace trace = make_trace("GET", "https://example.com/");
    RoundTrip rt = make_round_trip(trace, 5000213, {{Phase::queue, 0}, {Phase::dns, 92}});
    DnsInfo dns;
    dns.host = "example.com";
    dns.started = at_us(92);
    DnsQuery query;
    query.name = "example.com";
    query.type = "A";
    query.server = "192.0.2.53:53";
    query.transport = "udp";
    query.started = at_us(101);
    query.done = at_us(5000190);
    query.rcode = "TIMEOUT";
    query.retries = 2;
    query.error = "no answer";
    DnsQuery other = query;
    other.type = "AAAA";
    other.server = "192.0.2.54:53";
    other.done.reset();
    other.rcode.clear();
    other.error.clear();
    dns.queries = {query, other};
    rt.dns = dns;
    rt.error = Error(ErrorCode::dns_timeout, Phase::dns, "resolving example.com: no answer within 5 s (--dns-timeout)");
    rt.error->timeout = TimeoutKind::dns;
    finish(trace, std::move(rt));
    return {"dns_timeout", std::move(trace), 28};
}

Fixture tls_expired() {
    Trace trace = make_trace("GET", "https://example.com/");
    RoundTrip rt = https_round_trip(trace);
    rt.done = at_us(64210);
    rt.cuts.resize(4);
    rt.first_byte.reset();
    rt.connection.reset();
    rt.sent.reset();
    rt.received.reset();
    rt.events.clear();
    rt.tls->verified = false;
    rt.tls->alpn.clear();
    rt.tls->chain[0].not_after = day(2026, 2, 26);
    rt.tls->messages.pop_back();
    rt.tls->done = at_us(64205);
    VerifyProblem problem;
    problem.code = 10;
    problem.text = "certificate has expired";
    problem.subject = "CN=example.com";
    rt.tls->problems = {problem};
    rt.error = Error(ErrorCode::tls_expired, Phase::tls, "certificate expired 3 days ago (not after 2026-02-26)");
    finish(trace, std::move(rt));
    trace.pool.dialed = 1;
    trace.pool.discarded = {{1, "handshake_failed"}};
    return {"tls_expired", std::move(trace), 60};
}

Fixture body_cut() {
    Trace trace = make_trace("GET", "http://192.0.2.1/data?x=1");
    RoundTrip rt = plain_round_trip(trace, 7312, 6120);
    rt.received->content_length = 1000;
    rt.received->wire_bytes = 500;
    rt.received->decoded_bytes = 500;
    rt.received->complete = false;
    rt.connection->returned = false;
    rt.connection->not_returned_because = "body_incomplete";
    rt.error = Error(ErrorCode::body_incomplete, Phase::body, "body ended after 500 of 1000 bytes");
    finish(trace, std::move(rt));
    return {"body_cut", std::move(trace), 18};
}

Fixture interim_103() {
    Trace trace = make_trace("POST", "http://192.0.2.1/upload");
    RoundTrip rt = plain_round_trip(trace, 52400, 51000);
    rt.sent->method = "POST";
    rt.sent->target = "/upload";
    rt.sent->body_bytes = 2048;
    rt.sent->body_kind = BodyKind::file;
    rt.sent->expect_continue = true;
    InterimResponse go_on;
    go_on.status = 100;
    go_on.at = at_us(900);
    InterimResponse hints;
    hints.status = 103;
    hints.at = at_us(21000);
    hints.header = fields({{"Link", "</style.css>; rel=preload"}, {"Link", "</a.js>; rel=preload"}});
    rt.interim = {go_on, hints};
    rt.received->framing = BodyFraming::chunked;
    rt.received->content_length.reset();
    rt.received->wire_bytes = 77;
    rt.received->decoded_bytes = 77;
    rt.received->header = fields({{"Transfer-Encoding", "chunked"}, {"Trailer", "X-Sum"}});
    rt.received->trailers = fields({{"X-Sum", "42"}});
    rt.connection->tcp->retransmits = 2;
    finish(trace, std::move(rt));
    return {"interim_103", std::move(trace), 0};
}

Fixture hostile_bytes() {
    const std::string esc = "\x1b[31mred\x1b]0;title\x07";
    const std::string c1 = "\xc2\x9b" "2J";         // CSI as UTF-8
    const std::string stray = "\x9b" "2J\xff\xfe";  // CSI as a stray byte, and no UTF-8 at all
    const std::string bidi = "\xe2\x80\xae" "moc.live";
    Trace trace = make_trace("GET", "http://192.0.2.1/" + esc + stray);
    RoundTrip rt = plain_round_trip(trace, 7312, 6120);
    rt.received->reason = esc + stray;
    rt.received->header = fields({{"Content-Type", "text/html" + c1},
                                  {"X-" + esc, bidi + stray},
                                  {"Location", "http://a/\r\nX: y" + esc}});
    rt.received->trailers = fields({{"T" + c1, esc}});
    rt.received->content_encoding = "gz" + esc;
    rt.dns = make_dns();
    rt.dns->queries[1].cname = {"evil" + esc + ".example", c1, bidi};
    rt.tls = make_tls();
    rt.tls->alpn = esc;
    rt.tls->chain[0].subject = "CN=" + esc + bidi;
    rt.tls->problems = {VerifyProblem{0, 18, "self-signed certificate", "CN=" + c1}};
    Anomaly anomaly;
    anomaly.kind = "obs_fold";
    anomaly.offset = 17;
    anomaly.detail = "folded: " + esc + stray;
    anomaly.source = "RFC 9112 section 5.2";
    rt.anomalies = {anomaly};
    Event event;
    event.at = at_us(100);
    event.name = "got_response_headers";
    event.detail = esc + stray + "\nsecond line";
    rt.events = {event};
    rt.error = Error(ErrorCode::body_malformed, Phase::body, "chunk size " + esc + stray + bidi + " is not hexadecimal");
    finish(trace, std::move(rt));
    return {"hostile_bytes", std::move(trace), 56};
}

Fixture head() {
    Trace trace = make_trace("HEAD", "http://192.0.2.1/");
    RoundTrip rt = plain_round_trip(trace, 3400, 3300);
    rt.cuts.pop_back();  // No body follows: the wait goes on to the end of the head.
    rt.sent->method = "HEAD";
    rt.received->framing = BodyFraming::none;
    rt.received->http_version = "1.0";
    rt.received->reason.clear();
    rt.received->wire_bytes = 0;
    rt.received->decoded_bytes = 0;
    rt.connection->protocol = Protocol::http1_0;
    rt.connection->returned = false;
    rt.connection->not_returned_because = "http_1_0_without_keep_alive";
    Anomaly anomaly;
    anomaly.kind = "missing_reason";
    anomaly.offset = 12;
    anomaly.source = "RFC 9112 section 4";
    rt.anomalies = {anomaly};
    finish(trace, std::move(rt));
    return {"head", std::move(trace), 0};
}

Fixture secrets() {
    Trace trace = make_trace("GET", "http://joe:hunter2%21@192.0.2.1/login");
    RoundTrip rt = plain_round_trip(trace, 4100, 3300);
    rt.sent->header = fields({{"Host", "192.0.2.1"},
                              {"Authorization", "Basic am9lOmh1bnRlcjIh"},
                              {"proxy-authorization", "Bearer proxytoken99"},
                              {"Cookie", "sid=c00kiesecret; theme=dark"},
                              {"Referer", "http://ann:refpass7@other.example/"}});
    rt.sent->target = "http://joe:hunter2%21@192.0.2.1/login";
    rt.received->status = 302;
    rt.received->reason = "Found";
    rt.received->header = fields({{"Set-Cookie", "sid=newsecret1; Path=/; HttpOnly; odd=leftover8"},
                                  {"Set-Cookie", "justavalue5"},
                                  {"Location", "http://joe:locpass33@192.0.2.1/next"},
                                  {"X-Echo", "you sent am9lOmh1bnRlcjIh and c00kiesecret"}});
    rt.connection->proxy = "http://pu:proxypass4@proxy.example:3128";
    Event event;
    event.at = at_us(360);
    event.name = "wrote_header_field";
    event.detail = "Authorization: Basic am9lOmh1bnRlcjIh";
    rt.events = {event};
    rt.anomalies = {Anomaly{"odd", 3, "password is hunter2!", ""}};
    rt.error = Error(ErrorCode::body_incomplete, Phase::body, "reading http://joe:hunter2%21@192.0.2.1/login: cut");
    finish(trace, std::move(rt));
    return {"secrets", std::move(trace), 18};
}

Fixture stale_retry() {
    Trace trace = make_trace("GET", "https://example.com/data?x=1");
    RoundTrip stale = make_round_trip(trace, 812, {{Phase::queue, 0}, {Phase::send, 22}, {Phase::wait, 60}});
    stale.connection = make_connection();
    stale.connection->reused = true;
    stale.connection->requests_before = 3;
    stale.connection->idle = std::chrono::seconds(61);
    stale.connection->new_because.clear();
    stale.connection->returned = false;
    stale.connection->not_returned_because = "closed_by_peer";
    stale.connection->tcp.reset();
    stale.sent = make_sent();
    stale.ok = false;
    stale.error = Error(ErrorCode::response_empty, Phase::wait, "the connection was closed before a response began");
    RetryDecision retry;
    retry.will_retry = true;
    retry.reason = "stale_connection";
    stale.retry = retry;
    RoundTrip fresh = https_round_trip(trace);
    const Duration shift = microseconds(830);
    fresh.index = 1;
    fresh.cause = RoundTripCause::retry;
    fresh.started += shift;
    fresh.done += shift;
    *fresh.first_byte += shift;
    for (PhaseCut& cut : fresh.cuts) cut.at += shift;
    fresh.connection->id = 2;
    trace.round_trips.push_back(std::move(stale));
    finish(trace, std::move(fresh));
    trace.pool.dialed = 1;
    trace.pool.reused = 1;
    trace.pool.returned = 1;
    trace.pool.discarded = {{1, "closed_by_peer"}};
    return {"stale_retry", std::move(trace), 0};
}

Fixture bad_url() {
    Trace trace = make_trace("GET", "http://exa mple:pass@/");
    trace.error = Error(ErrorCode::url_malformed, "URL has no host");
    return {"bad_url", std::move(trace), 3};
}

Fixture http_status() {
    Trace trace = make_trace("GET", "http://192.0.2.1/missing");
    RoundTrip rt = plain_round_trip(trace, 3400, 3300);
    rt.received->status = 404;
    rt.received->reason = "Not Found";
    finish(trace, std::move(rt));
    trace.error = Error(ErrorCode::http_status, "the server answered 404");
    return {"http_status", std::move(trace), 22};
}

Fixture unix_socket() {
    Trace trace = make_trace("GET", "http://localhost/");
    RoundTrip rt = plain_round_trip(trace, 902, 880);
    rt.dns->source = DnsSource::unix_socket;
    rt.attempts = {make_attempt("unix:/run/app.sock", 40, 60)};
    rt.connection->local.clear();
    rt.connection->remote = "unix:/run/app.sock";
    rt.connection->tcp.reset();
    finish(trace, std::move(rt));
    return {"unix_socket", std::move(trace), 0};
}

std::vector<Fixture> all() {
    std::vector<Fixture> out;
    for (auto* make : {https_by_name, reused, connect_refused, dns_timeout, tls_expired, body_cut, interim_103,
                       hostile_bytes, head, secrets, stale_retry, bad_url, http_status, unix_socket}) {
        out.push_back(make());
    }
    return out;
}

}  // namespace rtrip::render::fixtures
