// SPDX-License-Identifier: MIT
#include <chrono>
#include <utility>

#include "fixture_parts.hpp"
#include "fixtures.hpp"

namespace rtrip::render::fixtures {

using std::chrono::microseconds;
using std::chrono::milliseconds;

Fixture https_by_name() {
    Trace trace = make_trace("GET", "https://example.com/data?x=1");
    RoundTrip rt = https_round_trip(trace);
    rt.stamps.acknowledged = at_us(101'050);
    rt.stamps.arrived = at_us(157'205);
    finish(trace, std::move(rt));
    trace.pool.dialed = 1;
    trace.pool.returned = 1;
    return {"https_by_name", std::move(trace), 0};
}

Fixture reused() {
    Trace trace = make_trace("GET", "https://example.com/data?x=2");
    RoundTrip rt =
        make_round_trip(trace, 26012, {{Phase::queue, 0}, {Phase::send, 31}, {Phase::wait, 70}, {Phase::body, 25480}});
    rt.first_byte = at_us(25480);
    rt.connection = make_connection();
    rt.connection->reused = true;
    rt.connection->requests_before = 1;
    rt.connection->idle = milliseconds(1412);
    rt.stamps.acknowledged = at_us(25'451);
    rt.stamps.arrived = at_us(25'450);
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

Fixture aaaa_stall() {
    Trace trace = make_trace("GET", "https://example.com/data?x=1");
    RoundTrip rt = https_round_trip(trace);
    const Duration stall = milliseconds(50);
    DnsQuery& aaaa = rt.dns->queries[0];
    aaaa.rcode.clear();
    aaaa.answers.clear();
    aaaa.ttl_s.reset();
    aaaa.error = "abandoned: the other family had answered";
    *aaaa.done += stall;
    *rt.dns->done += stall;
    rt.dns->addresses = {"192.0.2.1"};
    rt.attempts.erase(rt.attempts.begin());
    rt.attempts[0].started += stall;
    *rt.attempts[0].done += stall;
    for (PhaseCut& cut : rt.cuts) {
        if (cut.phase != Phase::queue && cut.phase != Phase::dns) cut.at += stall;
    }
    rt.tls->version = "TLSv1.2";
    rt.tls->started += stall;
    rt.tls->done += stall;
    for (HandshakeMessage& message : rt.tls->messages) message.at += stall;
    *rt.first_byte += stall;
    rt.done += stall;
    rt.events.clear();
    // An hour ahead of where the record began.
    rt.received->header.add("Date", "Sun, 01 Mar 2026 13:00:00 GMT");
    finish(trace, std::move(rt));
    trace.pool.dialed = 1;
    trace.pool.returned = 1;
    return {"aaaa_stall", std::move(trace), 0};
}

std::vector<Fixture> all() {
    std::vector<Fixture> out;
    for (auto* make :
         {https_by_name, reused, connect_refused, dns_timeout, tls_expired, body_cut, interim_103, hostile_bytes, head,
          secrets, stale_retry, bad_url, http_status, unix_socket, chain, h2_reset, expectations, aaaa_stall}) {
        out.push_back(make());
    }
    return out;
}

}  // namespace rtrip::render::fixtures
