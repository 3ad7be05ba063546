// SPDX-License-Identifier: MIT
#include "culprit/rules.hpp"

#include <array>

namespace rtrip::culprit {
namespace {

using enum Scope;

// "total" is the whole record's. Numbers are those of thresholds.hpp.
constexpr std::array kRules{
    Rule{"dns_slow", Culprit::name_service, round_trip, "dns.queries",
         "dns_ms >= 100 and >= 20% of total, and no narrower rule explains it", dns_slow},
    Rule{"dns_failing_server", Culprit::name_service, round_trip, "dns.queries",
         "an rcode other than NOERROR and NXDOMAIN, or retries that cost >= 20 ms and >= 10% of total",
         dns_failing_server},
    Rule{"dns_aaaa_stall", Culprit::name_service, round_trip, "dns.queries for A and AAAA",
         "connecting waited for AAAA >= 40 ms and >= 10% of total after A was there", dns_aaaa_stall},
    Rule{"dns_search_expansion", Culprit::settings, round_trip, "dns.queries",
         "names of search domains before the one that answered cost >= 20 ms and >= 10% of total",
         dns_search_expansion},
    Rule{"ipv6_broken_fallback", Culprit::path, round_trip, "connect.attempts",
         "an IPv6 address kept the IPv4 one that won waiting >= 20 ms and >= 10% of total", ipv6_broken_fallback},
    Rule{"address_dead", Culprit::peer, round_trip, "connect.attempts",
         "an address kept one of the same family waiting >= 20 ms and >= 10% of total", address_dead},
    Rule{"syn_retransmit", Culprit::path, round_trip, "connect.attempts",
         "syn_retransmits >= 1; without that count a connect of 1, 2, 3, 4, 7 or 15 s and at most 0.4 s more",
         syn_retransmit},
    Rule{"request_retransmit", Culprit::path, round_trip, "connection.tcp of a new connection, syn_retransmits",
         "retransmits after the connect, and tls, send and wait took >= 200 ms and >= 10% of total",
         request_retransmit},
    Rule{"tls_extra_round_trip", Culprit::server, round_trip, "tls.messages, or connection.tcp",
         "a HelloRetryRequest, or a full handshake below TLS 1.3, cost >= 20 ms and >= 10% of total",
         tls_extra_round_trip},
    Rule{"tls_no_resumption", Culprit::server, round_trip, "tls of two connections to one origin",
         "the later full handshake cost >= 20 ms and >= 10% of total beyond one round trip", tls_no_resumption},
    Rule{"tls_big_certificate_chain", Culprit::server, round_trip, "tls.messages, connection.tcp",
         "in_bytes > 10 segments, half of that certificates, cost >= 20 ms and >= 10% of total",
         tls_big_certificate_chain},
    Rule{"server_slow", Culprit::server, round_trip, "server_ms",
         "server_ms >= 100, >= 40% of total and >= 2 round-trip times", server_slow},
    Rule{"client_busy", Culprit::client, round_trip, "wait.client_lag_ms", "client_lag_ms >= 20 and >= 10% of total",
         client_busy},
    Rule{"h2_stream_limit", Culprit::server, round_trip, "http2.waits", "slot_ms >= 20 and >= 10% of total",
         h2_stream_limit},
    Rule{"h2_window_closed", Culprit::server, round_trip, "http2.waits",
         "stream_window_ms and connection_window_ms add up to >= 20 ms and >= 10% of total", h2_window_closed},
    Rule{"delayed_ack_40ms", Culprit::server, round_trip, "response.body.longest_gap_ms, connection.tcp",
         "longest_gap_ms from 38 to 52 and >= 10% of total, a body of <= 2 segments, a round-trip time <= 15 ms",
         delayed_ack_40ms},
    Rule{"slow_start_rounds", Culprit::path, round_trip, "connection.tcp of a new connection",
         ">= 2 waits for acknowledgements, body_ms from half to twice what they take, >= 20 ms and >= 10% of total",
         slow_start_rounds},
    Rule{"proxy_slow", Culprit::proxy, round_trip, "proxy", "proxy_ms >= 100 and >= 20% of total", proxy_slow},
    Rule{"redirect_chain_cost", Culprit::settings, record, "round_trips",
         "the last redirect's target was asked >= 20 ms and >= 25% of total after the start", redirect_chain_cost},
    Rule{"retry_wait_cost", Culprit::server, record, "round_trips[].retry",
         "delays add up to >= 20 ms and >= 10% of total", retry_wait_cost},
    Rule{"expect_100_timeout", Culprit::server, round_trip, "sent.expect_continue",
         "no 100 came and send_ms >= 200, or 417; >= 20 ms and >= 10% of total", expect_100_timeout},
    Rule{"clock_skew", Culprit::unknown, round_trip, "a Date field",
         "Date is >= 60 s from this machine's clock; an old one from a cache does not count", clock_skew},
    Rule{"request_upload_slow", Culprit::unknown, round_trip, "sent.body_bytes",
         "send_ms >= 500, >= 40% of total, < 1.25 MB/s; the server's with rwnd_limited_ms >= half of it, the path's "
         "with retransmits, else inconclusive",
         request_upload_slow},
    Rule{"body_slow_path", Culprit::path, round_trip, "connection.tcp of a new connection",
         "body_ms >= 500, >= 40% of total, < 1.25 MB/s, and out_of_order >= 1", body_slow_path},
    Rule{"body_slow_server", Culprit::server, round_trip, "response.body.longest_gap_ms, connection.tcp",
         "the same with out_of_order 0, and longest_gap_ms >= 250, >= 5 round-trip times and >= a quarter of body_ms",
         body_slow_server},
    Rule{"body_slow_unexplained", Culprit::unknown, round_trip, "response.body",
         "the same, and neither of the two nor slow_start_rounds: always inconclusive", body_slow_unexplained},

    Rule{"bad_input", Culprit::settings, failure, "error", "the request could not even be made", nullptr},
    Rule{"name_unknown", Culprit::settings, failure, "error", "the name service says that there is no such name",
         nullptr},
    Rule{"name_service_failed", Culprit::name_service, failure, "error", "no name server gave a usable answer",
         nullptr},
    Rule{"connect_refused", Culprit::peer, failure, "error", "the machine answered, and refused", nullptr},
    Rule{"connect_silent", Culprit::path, failure, "error", "no answer, or no way there", nullptr},
    Rule{"proxy_failed", Culprit::proxy, failure, "error", "the proxy did not open the way", nullptr},
    Rule{"certificate_rejected", Culprit::peer, failure, "error", "the certificate does not hold", nullptr},
    Rule{"handshake_failed", Culprit::peer, failure, "error", "no agreement on TLS", nullptr},
    Rule{"silence_unacknowledged", Culprit::path, failure, "error, connection.tcp", "a limit ran out with unacked >= 1",
         nullptr},
    Rule{"silence_acknowledged", Culprit::server, failure, "error, connection.tcp",
         "a limit ran out with unacked 0; behind a proxy inconclusive", nullptr},
    Rule{"silence", Culprit::unknown, failure, "error", "a limit ran out, and there are no figures of the kernel's",
         nullptr},
    Rule{"connection_cut", Culprit::peer, failure, "error", "the connection ended before the response did", nullptr},
    Rule{"bad_response", Culprit::peer, failure, "error", "the response breaks the protocol", nullptr},
    Rule{"limit_reached", Culprit::settings, failure, "error", "a limit of size, speed or number", nullptr},
    Rule{"status_refused", Culprit::server, failure, "error", "-f, and a status >= 400; below 500 it is the request's",
         nullptr},
    Rule{"local_trouble", Culprit::client, failure, "error", "this machine's own, or an interruption", nullptr},
};

}  // namespace

std::span<const Rule> rules() {
    return kRules;
}

}  // namespace rtrip::culprit
