// SPDX-License-Identifier: MIT
#include <utility>

#include "fixture_parts.hpp"
#include "fixtures.hpp"

namespace rtrip::render::fixtures {

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

Fixture hostile_bytes() {
    const std::string esc = "\x1b[31mred\x1b]0;title\x07";
    const std::string c1 =
        "\xc2\x9b"
        "2J";         // CSI as UTF-8
    const std::string stray =
        "\x9b"
        "2J\xff\xfe";  // CSI as a stray byte, and no UTF-8 at all
    const std::string bidi =
        "\xe2\x80\xae"
        "moc.live";
    Trace trace = make_trace("GET", "http://192.0.2.1/" + esc + stray);
    RoundTrip rt = plain_round_trip(trace, 7312, 6120);
    rt.received->reason = esc + stray;
    rt.received->header = fields(
        {{"Content-Type", "text/html" + c1}, {"X-" + esc, bidi + stray}, {"Location", "http://a/\r\nX: y" + esc}});
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
    rt.error =
        Error(ErrorCode::body_malformed, Phase::body, "chunk size " + esc + stray + bidi + " is not hexadecimal");
    finish(trace, std::move(rt));
    return {"hostile_bytes", std::move(trace), 56};
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
    ProxyInfo& proxy = rt.proxy.emplace();
    proxy.url = rt.connection->proxy;
    proxy.source = "--proxy";
    proxy.because = "no list of exceptions";
    proxy.mode = "forward";
    proxy.authenticated = true;
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

}  // namespace rtrip::render::fixtures
