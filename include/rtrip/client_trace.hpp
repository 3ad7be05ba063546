// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/error.hpp"
#include "rtrip/header.hpp"
#include "rtrip/time.hpp"
#include "rtrip/tls.hpp"
#include "rtrip/trace.hpp"

namespace rtrip {

struct GetConnInfo {
    TimePoint at;
    std::string host_port;
};
struct GotConnInfo {
    TimePoint at;
    ConnectionInfo connection;
    std::shared_ptr<const TlsInfo> tls;  ///< Of the handshake that once made the connection; null for plain ones.
    std::shared_ptr<const TlsInfo> proxy_tls;  ///< The same with an https proxy on the way.
};
struct PutIdleConnInfo {
    TimePoint at;
    std::uint64_t connection_id = 0;
    bool returned = false;
    std::string reason;  ///< Why not, when `returned` is false.
};
/// Whose name is looked up, or who is spoken to: where the connection leads first, or what lies behind a proxy.
enum class Hop : std::uint8_t { first, behind_proxy };
struct DnsStartInfo {
    TimePoint at;
    std::string host;
    Hop hop = Hop::first;
};
struct DnsDoneInfo {
    TimePoint at;
    DnsInfo dns;
    Hop hop = Hop::first;
    std::optional<Error> error;
};
struct ConnectStartInfo {
    TimePoint at;
    std::size_t attempt = 0;  ///< Index among this round trip's attempts; pairs start and done.
    std::string address;
};
struct ConnectDoneInfo {
    TimePoint at;
    std::size_t attempt = 0;
    ConnectAttempt result;
};
struct ProxyChosenInfo {
    TimePoint at;
    ProxyInfo proxy;
};
struct ProxyStartInfo {
    TimePoint at;
    std::string proxy;   ///< Its URL, without password.
    std::string target;  ///< "example.com:443"; empty: only TLS is to be made, to an https proxy.
};
struct ProxyDoneInfo {
    TimePoint at;
    ProxyInfo proxy;
    std::optional<Error> error;
};
/// Whose certificate is judged.
enum class TlsPeer : std::uint8_t { origin, proxy };
struct TlsHandshakeStartInfo {
    TimePoint at;
    std::string sni;
    TlsPeer peer = TlsPeer::origin;
};
struct TlsHandshakeDoneInfo {
    TimePoint at;
    TlsInfo tls;  ///< Filled as far as the handshake got, on failure too.
    std::optional<Error> error;
    TlsPeer peer = TlsPeer::origin;
};
struct WroteHeadersInfo {
    TimePoint at;
    SentInfo sent;
};
struct WroteRequestInfo {
    TimePoint at;
    std::uint64_t body_bytes = 0;
    std::optional<Error> error;
};
struct Got1xxResponseInfo {
    TimePoint at;
    InterimResponse response;
};
struct GotResponseHeadersInfo {
    TimePoint at;
    ReceivedInfo response;
    bool has_body = false;  ///< False: nothing but the head will come, the body phase doesn't happen.
};
struct BodyDoneInfo {
    TimePoint at;
    std::uint64_t wire_bytes = 0;
    std::uint64_t decoded_bytes = 0;
    Header trailers;
    bool complete = false;
    std::string sha256;
    std::optional<Error> error;
};
struct BodyDecodedInfo {
    TimePoint at;
    std::string content_encoding;  ///< The codings that were undone, in the order in which the server applied them.
    std::uint64_t decoded_bytes = 0;
    std::optional<Error> error;    ///< Why decoding ended before the body's end.
};
struct ConnStateInfo {
    TimePoint at;
    std::uint64_t connection_id = 0;
    TcpInfo tcp;
    KernelStamps stamps;  ///< Of this round trip's request and response.
};

/// Hooks into a round trip, with the names and firing points of Go's httptrace; those marked "ours" have no twin there.
///
/// Every member may be empty. Hooks run on the thread of the Transport, in order of time, and must not block or call
/// back into the client. Start hooks always have their matching done hook, on failure and cancellation too. The time in
/// each info is taken once, by the Transport, so all hooks of one event agree. Unlike Go, wrote_headers and
/// wrote_request fire after the socket took the bytes, not when they were buffered.
struct ClientTrace {
    std::function<void(const GetConnInfo&)> get_conn;  ///< Before the pool is asked; once per attempt.
    std::function<void(const GotConnInfo&)> got_conn;  ///< A connection is there; never on failure.
    std::function<void(const PutIdleConnInfo&)> put_idle_conn;  ///< The connection went back to the pool, or why not.
    std::function<void(const ProxyChosenInfo&)> proxy_chosen;  ///< Ours: after get_conn, unless nothing named a proxy.
    std::function<void(const DnsStartInfo&)> dns_start;  ///< Not for literals and reused connections.
    std::function<void(const DnsDoneInfo&)>
        dns_done;  ///< Also for literals (ours): they say where addresses came from.
    std::function<void(const ConnectStartInfo&)> connect_start;  ///< Once per address tried.
    std::function<void(const ConnectDoneInfo&)> connect_done;
    /// Ours: TLS to an https proxy, CONNECT or SOCKS begin; connect_done lies before, the origin's handshake behind.
    std::function<void(const ProxyStartInfo&)> proxy_start;
    std::function<void(const ProxyDoneInfo&)> proxy_done;  ///< Ours: the tunnel stands, or what went wrong.
    std::function<void(const TlsHandshakeStartInfo&)> tls_handshake_start;  ///< Twice in a tunnel of an https proxy.
    std::function<void(const TlsHandshakeDoneInfo&)> tls_handshake_done;
    std::function<void(TimePoint, const HeaderField&)> wrote_header_field;
    std::function<void(const WroteHeadersInfo&)> wrote_headers;
    std::function<void(TimePoint)> wait_100_continue;  ///< The head is out, the body is held back.
    std::function<void(TimePoint)> got_100_continue;
    std::function<void(const WroteRequestInfo&)> wrote_request;  ///< The whole request is out, or failed.
    std::function<void(TimePoint)> got_first_response_byte;  ///< Of the first response head, a 1xx counts.
    std::function<void(const Got1xxResponseInfo&)> got_1xx_response;
    std::function<void(TimePoint)> got_final_response_byte;  ///< Ours: of the final (not 1xx) response.
    std::function<void(const GotResponseHeadersInfo&)> got_response_headers;  ///< Ours: the final head is complete.
    std::function<void(TimePoint, std::size_t)> got_body_bytes;  ///< Ours: body bytes arrived (count of this read).
    std::function<void(const BodyDoneInfo&)> body_done;  ///< Ours: read to its end, or failed.
    /// Ours: a coded body was decoded to its end, or could not be. After body_done, of the last round trip.
    std::function<void(const BodyDecodedInfo&)> body_decoded;
    std::function<void(TimePoint, const Anomaly&)> anomaly;  ///< Ours: the peer got something wrong, still readable.
    std::function<void(TimePoint, const RedirectDecision&)> redirect;  ///< Ours: the response names another place.
    std::function<void(TimePoint, const RetryDecision&)>
        retry;  ///< Ours: the round trip is followed by another, or not.
    std::function<void(const ConnStateInfo&)> conn_state;  ///< Ours: the kernel's figures at the end.
    /// Ours: plaintext written (for --trace). Of HTTP/2 the head as HTTP/1 would write it, and the body's bytes.
    std::function<void(TimePoint, std::string_view)> bytes_out;
    std::function<void(TimePoint, std::string_view)> bytes_in;  ///< Ours: the same for what was read.
    /// Ours: a frame of the request's stream, or of the connection while the stream was open.
    std::function<void(TimePoint, const Http2Frame&)> h2_frame;
    std::function<void(TimePoint, const Http2Info&)> h2_done;  ///< Ours: the stream is over, on failure too.
    std::function<void(TimePoint, RoundTripCause, const std::string& method, const std::string& url)>
        round_trip_start;  ///< Ours.
    std::function<void(TimePoint, const std::optional<Error>&)> round_trip_done;  ///< Ours.
};

/// Hooks that call `outer`'s and then `inner`'s. Both must outlive the result.
[[nodiscard]] ClientTrace compose(const ClientTrace& outer, const ClientTrace& inner);

}  // namespace rtrip
