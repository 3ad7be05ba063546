// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rtrip/error.hpp"
#include "rtrip/header.hpp"
#include "rtrip/http2.hpp"
#include "rtrip/time.hpp"
#include "rtrip/tls.hpp"

/// The trace record: plain data that the recorder fills and that renderers, checks and tests read.
///
/// All TimePoints come from one monotonic clock. An absent optional means "did not happen" or "unknown", never zero.
namespace rtrip {

/// Where the addresses of a host came from.
enum class DnsSource : std::uint8_t { literal, hosts, cache, resolver, option, unix_socket };

/// One question put to name servers, whatever the number of packets it took.
struct DnsQuery {
    std::string name;       ///< The name asked, after search-domain expansion.
    std::string type;       ///< "A", "AAAA"
    std::string server;     ///< "192.0.2.53:53" that gave the answer, or was asked last; empty: never sent.
    std::string transport;  ///< "udp" or "tcp"
    TimePoint started;
    std::optional<TimePoint> done;  ///< Absent: abandoned when the other family had won.
    std::string rcode;              ///< "NOERROR", "NXDOMAIN", "TIMEOUT", ...; empty while unanswered.
    std::optional<std::uint32_t> ttl_s;  ///< Smallest of the answer.
    std::vector<std::string> answers;
    std::vector<std::string> cname;  ///< The chain in order, final name last.
    bool truncated = false;          ///< A truncated UDP answer made it go to TCP.
    int retries = 0;                 ///< Packets sent beyond the first.
    std::string error;
};

/// A name resolution, of which a round trip has at most one.
struct DnsInfo {
    DnsSource source = DnsSource::resolver;
    std::string host;
    std::vector<std::string> addresses;  ///< In the order in which they are tried.
    std::vector<DnsQuery> queries;
    TimePoint started;
    std::optional<TimePoint> done;
    std::string note;  ///< For example: which modules of nsswitch.conf were not asked; or empty.
};

/// One connect to one address: winners, losers and failures.
struct ConnectAttempt {
    std::string address;  ///< "192.0.2.1:443", "[2001:db8::1]:443", "unix:/path"
    TimePoint started;
    std::optional<TimePoint> done;
    bool ok = false;
    bool won = false;
    std::string error;     ///< "connection refused", "cancelled: lost the race"; empty when ok.
    int error_number = 0;  ///< errno, or 0.
    /// SYNs sent beyond the first, as the kernel counted them; absent: not TCP, or the socket never came to be.
    std::optional<std::uint32_t> syn_retransmits;
};

/// What the kernel knows of a connection (struct tcp_info); rtt figures in microseconds.
struct TcpInfo {
    std::uint32_t rtt_us = 0;
    std::uint32_t rtt_var_us = 0;
    std::optional<std::uint32_t> min_rtt_us;
    std::uint32_t retransmits = 0;  ///< Over the connection's life.
    std::uint32_t mss_bytes = 0;
    std::uint32_t cwnd_segments = 0;
    std::uint32_t unacked_segments = 0;
    std::optional<std::uint32_t> last_data_recv_ms;
    /// How long there was something to send that the peer's receive window had no room for.
    std::optional<std::uint64_t> rwnd_limited_us;
    /// How long sending was held up by our own send buffer being too small.
    std::optional<std::uint64_t> sndbuf_limited_us;
    /// Segments that came before one that had been sent earlier: what went missing on the way to us looks so.
    std::optional<std::uint32_t> out_of_order_segments;
};

/// When the last byte of a request and the first of its response passed through kernels, as this machine's noted it
/// (SO_TIMESTAMPING). Absent: not noted.
struct KernelStamps {
    std::optional<TimePoint> acknowledged;  ///< The peer's kernel has the request; it may have said so late.
    std::optional<TimePoint> arrived;       ///< The final response began to be here, read or not.

    [[nodiscard]] bool empty() const { return !acknowledged && !arrived; }
};

/// What a look-up in the pool thought of one pooled connection.
struct PoolCandidate {
    std::uint64_t connection_id = 0;
    bool taken = false;
    std::string reason;  ///< "taken", "different_host", "tls_config_differs", "closed_by_peer", "h2_goaway", ...
    std::string field;   ///< For tls_config_differs and the like: which setting; or empty.
    std::string want;
    std::string have;
};

/// What a proxy said to a CONNECT (RFC 9110 section 9.3.6).
struct ProxyResponse {
    int status = 0;
    std::string reason;
    std::string http_version;  ///< "1.0", "1.1"
    Header header;
};

/// Which proxy a round trip went through, why, and what it took to get it to do so.
struct ProxyInfo {
    std::string url;      ///< Without password; empty: directly.
    std::string source;   ///< "--proxy", "https_proxy", ...: what named a proxy; empty: nothing did.
    std::string because;  ///< The rule that decided: "entry \"example.com\" of NO_PROXY matches".
    std::string mode;     ///< "forward", "connect" or "socks"; empty: directly.
    std::string target;   ///< What the proxy was asked to connect to: "example.com:443"; empty: nothing.
    bool authenticated = false;  ///< Credentials were shown to it.
    Header sent;                           ///< With CONNECT; none on a reused connection.
    std::vector<ProxyResponse> responses;  ///< To CONNECT, in order; none on a reused connection.
    std::optional<DnsInfo> dns;            ///< Of the target, where SOCKS has it looked up here.
    std::optional<TimePoint> started;      ///< Of what was said to the proxy before the request.
    std::optional<TimePoint> done;
};

enum class Protocol : std::uint8_t { http1_0, http1_1, h2, h2c, h3 };

/// The connection that carried a round trip.
struct ConnectionInfo {
    std::uint64_t id = 0;  ///< Unique within the Transport, from 1.
    Protocol protocol = Protocol::http1_1;
    std::string local;   ///< "192.0.2.7:51234", or empty for Unix sockets.
    std::string remote;  ///< "192.0.2.1:443", "unix:/path"
    std::string proxy;   ///< The proxy's URL, without password; empty: none.
    bool reused = false;
    std::uint64_t requests_before = 0;
    std::optional<Duration> idle;           ///< How long it had been idle when it was taken.
    std::string new_because;                ///< Why a pooled one was not taken; empty when reused.
    std::vector<PoolCandidate> candidates;  ///< Everything the look-up saw.
    bool returned = false;                  ///< Back in the pool after this round trip.
    std::string not_returned_because;       ///< Reason when `returned` is false; empty otherwise.
    std::optional<TcpInfo> tcp;             ///< As of the end of the round trip.
};

enum class BodyKind : std::uint8_t { none, memory, file, pipe, multipart };

/// What was written.
struct SentInfo {
    std::string method;
    std::string target;
    Header header;
    std::uint64_t header_bytes = 0;  ///< Written to the socket (above TLS).
    std::uint64_t body_bytes = 0;    ///< Payload bytes written, without chunk framing.
    BodyKind body_kind = BodyKind::none;
    bool rewindable = true;
    bool expect_continue = false;
};

/// An informational response (1xx).
struct InterimResponse {
    int status = 0;
    std::string http_version = "1.1";
    TimePoint at;
    Header header;
};

/// Something that the peer got wrong but that could still be read.
struct Anomaly {
    std::string kind;          ///< "bare_lf", "obs_fold", "missing_reason", ...
    std::uint64_t offset = 0;  ///< From the first byte of the response.
    std::string detail;
    std::string source;        ///< "RFC 9112 section 2.2"
};

enum class BodyFraming : std::uint8_t { none, content_length, chunked, close, h2 };

/// What was read.
struct ReceivedInfo {
    int status = 0;
    std::string reason;
    std::string http_version;  ///< "1.0", "1.1", "2", "3"
    Header header;
    Header trailers;
    std::uint64_t header_bytes = 0;
    BodyFraming framing = BodyFraming::none;
    std::optional<std::uint64_t> content_length;
    std::uint64_t wire_bytes = 0;     ///< Body bytes without chunk framing, still coded.
    std::uint64_t decoded_bytes = 0;  ///< Equal to wire_bytes unless a coding was undone.
    std::string content_encoding;     ///< Empty: none.
    std::string sha256;               ///< Of the decoded body, lower-case hex; empty: not computed.
    bool complete = false;
    /// The longest time between two arrivals, the response's first byte being the first; absent: no body bytes came.
    std::optional<Duration> longest_gap;
};

/// When one phase began. The phase lasts until the next cut, the last one until RoundTrip::done.
struct PhaseCut {
    Phase phase;
    TimePoint at;
};

/// One line of the event list that `-v` shows.
struct Event {
    TimePoint at;
    std::string name;  ///< The hook's name: "dns_start", "got_first_response_byte", ...
    std::string detail;  ///< Escaped already; one line.
};

/// Whether a failed or refused round trip is followed by another, and why.
struct RetryDecision {
    bool will_retry = false;
    std::string reason;  ///< kStaleConnection and kExpectationFailed for silent replays.
    std::optional<Duration> delay;
    std::optional<Duration> retry_after;  ///< What the server asked for.
    std::string body = "none";  ///< "none", "dropped", "replayed" or "refused".
    std::string refused_because;  ///< Why there is no retry although the failure is of a kind that has one.
};

/// What was done about a response that sends the client elsewhere (RFC 9110 section 15.4).
struct RedirectDecision {
    std::string location;  ///< Resolved against the request's URL; as received when that can't be done.
    bool followed = false;
    std::string method_change;  ///< "POST to GET"; empty: the method stays.
    std::string body = "none";  ///< "none", "dropped", "replayed" or "refused".
    std::string refused_because;  ///< Why it was not followed; empty when it was.
    std::vector<std::string> stripped_headers;  ///< Fields of the user's that were not passed on.
    std::string stripped_because;  ///< "another host", "another port", "another scheme"; empty: none were.
    /// Fields that look like credentials but are none that HTTP knows, and went to another origin all the same.
    std::vector<std::string> exposed_headers;
};

enum class RoundTripCause : std::uint8_t { initial, redirect, retry, auth };

/// One request that was put on a wire, or tried to be.
struct RoundTrip {
    std::uint32_t index = 0;
    RoundTripCause cause = RoundTripCause::initial;
    std::string method;
    std::string url;  ///< Without fragment; the password is masked by renderers.
    bool ok = false;
    std::optional<Error> error;
    TimePoint started;
    TimePoint done;
    std::vector<PhaseCut> cuts;  ///< Ascending in time; the first is at `started`.
    std::optional<TimePoint> first_byte;  ///< First byte of the final response.
    std::optional<DnsInfo> dns;
    std::vector<ConnectAttempt> attempts;
    std::optional<ProxyInfo> proxy;  ///< Absent: nothing named one.
    std::optional<TlsInfo> proxy_tls;  ///< Of the connection to an https proxy; its time is in the proxy phase.
    std::optional<TlsInfo> tls;
    std::optional<ConnectionInfo> connection;
    std::optional<Http2Info> http2;  ///< Absent: HTTP/1, or no connection.
    std::optional<SentInfo> sent;
    std::vector<InterimResponse> interim;
    std::optional<ReceivedInfo> received;
    KernelStamps stamps;
    std::optional<RedirectDecision> redirect;
    std::optional<RetryDecision> retry;
    std::vector<Anomaly> anomalies;
    std::vector<Event> events;
};

/// Length of each phase, by Phase; absent: did not happen.
using PhaseDurations = std::array<std::optional<Duration>, kPhaseCount>;

/// The phases of a round trip. Their sum is exactly done - started. Source: the cut points alone.
[[nodiscard]] PhaseDurations phase_durations(const RoundTrip& round_trip);

/// The same in whole microseconds such that the sum is exactly total_microseconds(): the cut points are rounded down to
/// microseconds since the start and then subtracted, so rounding errors cannot add up.
using PhaseMicroseconds = std::array<std::optional<std::int64_t>, kPhaseCount>;
[[nodiscard]] PhaseMicroseconds phase_microseconds(const RoundTrip& round_trip);
[[nodiscard]] std::int64_t total_microseconds(const RoundTrip& round_trip);

/// Time the server took: the wait phase less the path's round-trip time as the kernel measured it, not below zero.
/// Absent when there was no wait phase that ended in a response, or no kernel figure.
[[nodiscard]] std::optional<Duration> server_time(const RoundTrip& round_trip);

/// What the division of a wait rests on.
enum class WaitMethod : std::uint8_t { unknown, tcp_info, kernel_timestamps };
/// What tells how long the request was on its way: its own acknowledgement, or the path's smallest round trip.
enum class DeliverySource : std::uint8_t { unknown, acknowledgement, round_trip_time };

/// The wait phase in parts, in microseconds between the same rounded points as phase_microseconds(). What is not
/// absent adds up to the phase of a wait that was answered.
struct WaitSplit {
    WaitMethod method = WaitMethod::unknown;
    std::optional<std::int64_t> acknowledged_us;  ///< From the start of the wait to the acknowledgement, however late.
    std::optional<std::int64_t> delivery_us;  ///< The request on its way, and word of its arrival back.
    DeliverySource delivery_source = DeliverySource::unknown;
    std::optional<std::int64_t> server_us;  ///< Then, until the response was here.
    std::optional<std::int64_t> client_lag_us;  ///< Then, until it was read; absent: within server_us.
};

/// Absent when the round trip never waited. Without a first byte there is a delivery at most.
[[nodiscard]] std::optional<WaitSplit> wait_split(const RoundTrip& round_trip);

/// What became of connections during one URL's transfer.
struct PoolTotals {
    std::uint64_t dialed = 0;
    std::uint64_t reused = 0;
    std::uint64_t returned = 0;
    struct Discarded {
        std::uint64_t connection_id = 0;
        std::string reason;
    };
    std::vector<Discarded> discarded;
};

/// The record of one URL. Immutable once taken from the recorder.
struct Trace {
    std::string method;
    std::string url;  ///< As asked for.
    WallTime started_at;
    TimePoint started;
    TimePoint done;
    std::optional<Error> error;
    std::vector<RoundTrip> round_trips;
    PoolTotals pool;
};

/// RetryDecision::reason of the Transport's silent replay on a fresh connection.
inline constexpr std::string_view kStaleConnection = "stale_connection";

/// RetryDecision::reason of the repetition without "Expect" that a 417 asks for.
inline constexpr std::string_view kExpectationFailed = "expectation_failed";
/// RetryDecision::reason of the Transport's replays of what an HTTP/2 server said it did not look at (RFC 9113
/// section 8.7).
inline constexpr std::string_view kRefusedStream = "h2_refused_stream";
inline constexpr std::string_view kGoAway = "h2_goaway";

/// Whether a repetition was made unasked, as part of one attempt.
[[nodiscard]] inline bool is_silent_replay(const RetryDecision& decision) {
    return decision.reason == kStaleConnection || decision.reason == kExpectationFailed ||
           decision.reason == kRefusedStream || decision.reason == kGoAway;
}

/// How many round trips of each kind a record has; the others are the first one and those of authentication.
struct RoundTripCounts {
    std::uint64_t redirects = 0;
    std::uint64_t retries = 0;
    std::uint64_t replays = 0;  ///< Silent ones; not among `retries`.
};
[[nodiscard]] RoundTripCounts count_round_trips(const Trace& trace);

/// Names as they stand in reports.
std::string_view dns_source_name(DnsSource source);
std::string_view protocol_name(Protocol protocol);
std::string_view body_kind_name(BodyKind kind);
std::string_view body_framing_name(BodyFraming framing);
std::string_view cause_name(RoundTripCause cause);
/// Empty for unknown ones.
std::string_view wait_method_name(WaitMethod method);
std::string_view delivery_source_name(DeliverySource source);

}  // namespace rtrip
