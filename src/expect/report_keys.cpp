// SPDX-License-Identifier: MIT
//
// Written by tools/report_keys from docs/report.schema.json; a test compares the two.
#include "expect/report_keys.hpp"

#include <array>

namespace rtrip::expect {
namespace {

using enum KeyKind;

// clang-format off
constexpr std::array<ReportKey, 50> kReport{{
    {"error", object}, {"error.cause", object}, {"error.cause.category", text}, {"error.cause.message", text},
    {"error.cause.value", number}, {"error.code", text}, {"error.hint", text}, {"error.message", text},
    {"error.phase", text}, {"error.timeout_option", text}, {"exit_code", number}, {"findings", list},
    {"findings[]", object}, {"findings[].confidence", text}, {"findings[].cost_ms", number},
    {"findings[].culprit", text}, {"findings[].detail", text}, {"findings[].evidence", any}, {"findings[].fix", text},
    {"findings[].id", text}, {"findings[].next", text}, {"findings[].round_trip", number},
    {"findings[].severity", text}, {"findings[].title", text}, {"ok", flag}, {"pool", object}, {"pool.dialed", number},
    {"pool.discarded", list}, {"pool.discarded[]", object}, {"pool.discarded[].connection", number},
    {"pool.discarded[].reason", text}, {"pool.returned", number}, {"pool.reused", number}, {"redirects", number},
    {"replays", number}, {"request", object}, {"request.method", text}, {"request.url", text}, {"retries", number},
    {"schema", text}, {"started_at", text}, {"total_ms", number}, {"verdict", object}, {"verdict.because", list},
    {"verdict.because[]", text}, {"verdict.confidence", text}, {"verdict.culprit", text}, {"verdict.next", text},
    {"verdict.sentence", text}, {"verdict.share", number},
}};

constexpr std::array<ReportKey, 323> kRoundTrip{{
    {"anomalies", list}, {"anomalies[]", object}, {"anomalies[].detail", text}, {"anomalies[].kind", text},
    {"anomalies[].offset_bytes", number}, {"anomalies[].source", text}, {"cause", text}, {"connect", object},
    {"connect.attempts", list}, {"connect.attempts[]", object}, {"connect.attempts[].address", text},
    {"connect.attempts[].errno", number}, {"connect.attempts[].error", text}, {"connect.attempts[].ms", number},
    {"connect.attempts[].ok", flag}, {"connect.attempts[].started_ms", number},
    {"connect.attempts[].syn_retransmits", number}, {"connect.attempts[].won", flag}, {"connection", object},
    {"connection.candidates", list}, {"connection.candidates[]", object},
    {"connection.candidates[].connection", number}, {"connection.candidates[].field", text},
    {"connection.candidates[].have", text}, {"connection.candidates[].reason", text},
    {"connection.candidates[].taken", flag}, {"connection.candidates[].want", text}, {"connection.id", number},
    {"connection.idle_ms", number}, {"connection.local", text}, {"connection.new_because", text},
    {"connection.not_returned_because", text}, {"connection.protocol", text}, {"connection.proxy", text},
    {"connection.remote", text}, {"connection.requests_before", number}, {"connection.returned", flag},
    {"connection.reused", flag}, {"connection.tcp", object}, {"connection.tcp.cwnd", number},
    {"connection.tcp.last_data_recv_ms", number}, {"connection.tcp.min_rtt_ms", number}, {"connection.tcp.mss", number},
    {"connection.tcp.out_of_order", number}, {"connection.tcp.retransmits", number}, {"connection.tcp.rtt_ms", number},
    {"connection.tcp.rtt_var_ms", number}, {"connection.tcp.rwnd_limited_ms", number},
    {"connection.tcp.sndbuf_limited_ms", number}, {"connection.tcp.unacked", number}, {"dns", object},
    {"dns.addresses", list}, {"dns.addresses[]", text}, {"dns.host", text}, {"dns.ms", number}, {"dns.note", text},
    {"dns.queries", list}, {"dns.queries[]", object}, {"dns.queries[].answers", list},
    {"dns.queries[].answers[]", text}, {"dns.queries[].cname", list}, {"dns.queries[].cname[]", text},
    {"dns.queries[].error", text}, {"dns.queries[].ms", number}, {"dns.queries[].name", text},
    {"dns.queries[].rcode", text}, {"dns.queries[].retries", number}, {"dns.queries[].server", text},
    {"dns.queries[].started_ms", number}, {"dns.queries[].transport", text}, {"dns.queries[].truncated", flag},
    {"dns.queries[].ttl_s", number}, {"dns.queries[].type", text}, {"dns.source", text}, {"dns.started_ms", number},
    {"error", object}, {"error.cause", object}, {"error.cause.category", text}, {"error.cause.message", text},
    {"error.cause.value", number}, {"error.code", text}, {"error.hint", text}, {"error.message", text},
    {"error.phase", text}, {"error.timeout_option", text}, {"http2", object}, {"http2.goaway", object},
    {"http2.goaway.debug", text}, {"http2.goaway.error", text}, {"http2.goaway.last_stream_id", number},
    {"http2.ping_rtt_ms", number}, {"http2.reset", object}, {"http2.reset.by_peer", flag}, {"http2.reset.error", text},
    {"http2.settings_received", any}, {"http2.settings_sent", any}, {"http2.stream_id", number},
    {"http2.streams_at_once", number}, {"http2.waits", object}, {"http2.waits.connection_window_ms", number},
    {"http2.waits.slot_ms", number}, {"http2.waits.socket_ms", number}, {"http2.waits.stream_window_ms", number},
    {"index", number}, {"interim", list}, {"interim[]", object}, {"interim[].at_ms", number},
    {"interim[].headers", list}, {"interim[].headers[]", list}, {"interim[].headers[][]", text},
    {"interim[].status", number}, {"method", text}, {"ok", flag}, {"phases", object}, {"phases.body_ms", number},
    {"phases.connect_ms", number}, {"phases.dns_ms", number}, {"phases.proxy_ms", number}, {"phases.queue_ms", number},
    {"phases.send_ms", number}, {"phases.tls_ms", number}, {"phases.wait_ms", number}, {"proxy", object},
    {"proxy.authenticated", flag}, {"proxy.because", text}, {"proxy.dns", object}, {"proxy.dns.addresses", list},
    {"proxy.dns.addresses[]", text}, {"proxy.dns.host", text}, {"proxy.dns.ms", number}, {"proxy.dns.note", text},
    {"proxy.dns.queries", list}, {"proxy.dns.queries[]", object}, {"proxy.dns.queries[].answers", list},
    {"proxy.dns.queries[].answers[]", text}, {"proxy.dns.queries[].cname", list}, {"proxy.dns.queries[].cname[]", text},
    {"proxy.dns.queries[].error", text}, {"proxy.dns.queries[].ms", number}, {"proxy.dns.queries[].name", text},
    {"proxy.dns.queries[].rcode", text}, {"proxy.dns.queries[].retries", number}, {"proxy.dns.queries[].server", text},
    {"proxy.dns.queries[].started_ms", number}, {"proxy.dns.queries[].transport", text},
    {"proxy.dns.queries[].truncated", flag}, {"proxy.dns.queries[].ttl_s", number}, {"proxy.dns.queries[].type", text},
    {"proxy.dns.source", text}, {"proxy.dns.started_ms", number}, {"proxy.mode", text}, {"proxy.ms", number},
    {"proxy.responses", list}, {"proxy.responses[]", object}, {"proxy.responses[].headers", list},
    {"proxy.responses[].headers[]", list}, {"proxy.responses[].headers[][]", text},
    {"proxy.responses[].http_version", text}, {"proxy.responses[].reason", text}, {"proxy.responses[].status", number},
    {"proxy.sent_headers", list}, {"proxy.sent_headers[]", list}, {"proxy.sent_headers[][]", text},
    {"proxy.source", text}, {"proxy.started_ms", number}, {"proxy.target", text}, {"proxy.url", text},
    {"proxy_tls", object}, {"proxy_tls.alpn", text}, {"proxy_tls.alpn_offered", list},
    {"proxy_tls.alpn_offered[]", text}, {"proxy_tls.chain", list}, {"proxy_tls.chain[]", object},
    {"proxy_tls.chain[].der_bytes", number}, {"proxy_tls.chain[].expires_in_days", number},
    {"proxy_tls.chain[].issuer", text}, {"proxy_tls.chain[].key", text}, {"proxy_tls.chain[].not_after", text},
    {"proxy_tls.chain[].not_before", text}, {"proxy_tls.chain[].sans", list}, {"proxy_tls.chain[].sans[]", text},
    {"proxy_tls.chain[].self_issued", flag}, {"proxy_tls.chain[].serial", text}, {"proxy_tls.chain[].sha256", text},
    {"proxy_tls.chain[].signature", text}, {"proxy_tls.chain[].subject", text}, {"proxy_tls.cipher", text},
    {"proxy_tls.group", text}, {"proxy_tls.in_bytes", number}, {"proxy_tls.messages", list},
    {"proxy_tls.messages[]", object}, {"proxy_tls.messages[].at_ms", number}, {"proxy_tls.messages[].bytes", number},
    {"proxy_tls.messages[].name", text}, {"proxy_tls.messages[].sent", flag}, {"proxy_tls.ms", number},
    {"proxy_tls.ocsp", text}, {"proxy_tls.out_bytes", number}, {"proxy_tls.problems", list},
    {"proxy_tls.problems[]", object}, {"proxy_tls.problems[].code", number}, {"proxy_tls.problems[].depth", number},
    {"proxy_tls.problems[].subject", text}, {"proxy_tls.problems[].text", text}, {"proxy_tls.resumed", flag},
    {"proxy_tls.sni", text}, {"proxy_tls.started_ms", number}, {"proxy_tls.verified", flag},
    {"proxy_tls.verify_error", text}, {"proxy_tls.verify_requested", flag}, {"proxy_tls.version", text},
    {"redirect", object}, {"redirect.body", text}, {"redirect.exposed_headers", list},
    {"redirect.exposed_headers[]", text}, {"redirect.followed", flag}, {"redirect.location", text},
    {"redirect.method_change", text}, {"redirect.refused_because", text}, {"redirect.stripped_because", text},
    {"redirect.stripped_headers", list}, {"redirect.stripped_headers[]", text}, {"response", object},
    {"response.body", object}, {"response.body.announced_bytes", number}, {"response.body.complete", flag},
    {"response.body.content_encoding", text}, {"response.body.decoded_bytes", number}, {"response.body.framing", text},
    {"response.body.longest_gap_ms", number}, {"response.body.sha256", text}, {"response.body.wire_bytes", number},
    {"response.header_bytes", number}, {"response.headers", list}, {"response.headers[]", list},
    {"response.headers[][]", text}, {"response.http_version", text}, {"response.interim", list},
    {"response.interim[]", object}, {"response.interim[].at_ms", number}, {"response.interim[].headers", list},
    {"response.interim[].headers[]", list}, {"response.interim[].headers[][]", text},
    {"response.interim[].status", number}, {"response.reason", text}, {"response.status", number},
    {"response.trailers", list}, {"response.trailers[]", list}, {"response.trailers[][]", text}, {"retry", object},
    {"retry.body", text}, {"retry.delay_ms", number}, {"retry.reason", text}, {"retry.refused_because", text},
    {"retry.retry_after_ms", number}, {"retry.will_retry", flag}, {"sent", object}, {"sent.body_bytes", number},
    {"sent.body_source", text}, {"sent.expect_continue", flag}, {"sent.header_bytes", number}, {"sent.headers", list},
    {"sent.headers[]", list}, {"sent.headers[][]", text}, {"sent.method", text}, {"sent.rewindable", flag},
    {"sent.target", text}, {"server_ms", number}, {"started_ms", number}, {"tls", object}, {"tls.alpn", text},
    {"tls.alpn_offered", list}, {"tls.alpn_offered[]", text}, {"tls.chain", list}, {"tls.chain[]", object},
    {"tls.chain[].der_bytes", number}, {"tls.chain[].expires_in_days", number}, {"tls.chain[].issuer", text},
    {"tls.chain[].key", text}, {"tls.chain[].not_after", text}, {"tls.chain[].not_before", text},
    {"tls.chain[].sans", list}, {"tls.chain[].sans[]", text}, {"tls.chain[].self_issued", flag},
    {"tls.chain[].serial", text}, {"tls.chain[].sha256", text}, {"tls.chain[].signature", text},
    {"tls.chain[].subject", text}, {"tls.cipher", text}, {"tls.group", text}, {"tls.in_bytes", number},
    {"tls.messages", list}, {"tls.messages[]", object}, {"tls.messages[].at_ms", number},
    {"tls.messages[].bytes", number}, {"tls.messages[].name", text}, {"tls.messages[].sent", flag}, {"tls.ms", number},
    {"tls.ocsp", text}, {"tls.out_bytes", number}, {"tls.problems", list}, {"tls.problems[]", object},
    {"tls.problems[].code", number}, {"tls.problems[].depth", number}, {"tls.problems[].subject", text},
    {"tls.problems[].text", text}, {"tls.resumed", flag}, {"tls.sni", text}, {"tls.started_ms", number},
    {"tls.verified", flag}, {"tls.verify_error", text}, {"tls.verify_requested", flag}, {"tls.version", text},
    {"total_ms", number}, {"ttfb_ms", number}, {"url", text}, {"wait", object}, {"wait.acknowledged_ms", number},
    {"wait.client_lag_ms", number}, {"wait.delivery_from", text}, {"wait.delivery_ms", number}, {"wait.method", text},
    {"wait.server_ms", number},
}};
// clang-format on

}  // namespace

std::span<const ReportKey> report_keys() {
    return kReport;
}

std::span<const ReportKey> round_trip_keys() {
    return kRoundTrip;
}

}  // namespace rtrip::expect
