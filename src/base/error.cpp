// SPDX-License-Identifier: MIT
#include "rtrip/error.hpp"

#include <array>

namespace rtrip {
namespace {

struct Row {
    ErrorCode code;
    std::string_view name;
    int exit_code;
    std::string_view hint;
};

using enum ErrorCode;

// One row a code, in the order of the enumeration. Exit codes are curl's where curl has one.
constexpr std::array<Row, kErrorCodeCount> kRows{{
    {usage_invalid, "usage.invalid", 2, "see rtrip --help"},
    {url_malformed, "url.malformed", 3, "check the URL; quote it in the shell"},
    {url_unsupported_scheme, "url.unsupported_scheme", 1, "rtrip speaks http and https"},
    {request_invalid, "request.invalid", 2, "method, header fields and target must not hold CR, LF or NUL"},
    {config_unreadable, "config.unreadable", 26, "check the path and its permissions"},
    {dns_nxdomain, "dns.nxdomain", 6, "check the spelling, or ask another name server with --dns-servers"},
    {dns_no_address, "dns.no_address", 6,
     "the name exists but has no address of the family asked for; try without -4 or -6"},
    {dns_timeout, "dns.timeout", 28, "check the name servers in /etc/resolv.conf, or ask another with --dns-servers"},
    {dns_server_failure, "dns.servfail", 6, "the name server failed; ask another with --dns-servers"},
    {dns_refused, "dns.refused", 6, "the name server refused to answer; ask another with --dns-servers"},
    {dns_malformed, "dns.malformed", 6, "the name server's answer could not be used; ask another with --dns-servers"},
    {dns_no_server, "dns.no_server", 6,
     "no name server answered on its port; check /etc/resolv.conf or use --dns-servers"},
    {dns_not_asked, "dns.not_asked", 6, ".onion names are not looked up in the public name service (RFC 7686)"},
    {dns_bad_option, "dns.bad_option", 49, "--resolve takes [+]HOST:PORT:ADDRESS[,ADDRESS]..."},
    {connect_refused, "connect.refused", 7, "nothing listens on that port, or a firewall rejects it"},
    {connect_timeout, "connect.timeout", 28, "nothing answered: check address, port and firewalls on the way"},
    {connect_unreachable, "connect.unreachable", 7, "there is no route to that address from here"},
    {connect_reset, "connect.reset", 7,
     "the peer dropped the connection as it was made; a load balancer without back ends does so"},
    {connect_failed, "connect.failed", 7, ""},
    {connect_bad_interface, "connect.bad_interface", 45,
     "--interface takes the name or an address of a local interface"},
    {connect_bad_local_port, "connect.bad_local_port", 45,
     "every port of the --local-port range is taken or not allowed"},
    {proxy_invalid, "proxy.invalid", 5, "check --proxy and the variables http_proxy, https_proxy and all_proxy"},
    {proxy_unsupported_scheme, "proxy.unsupported_scheme", 7,
     "a proxy's scheme is http, https, socks4, socks4a, socks5 or socks5h"},
    {proxy_not_resolved, "proxy.not_resolved", 5, "check the proxy's name, or go around it with --noproxy '*'"},
    {proxy_refused, "proxy.refused", 97, "the proxy was reached but will not, or cannot, connect to the target"},
    {proxy_auth, "proxy.auth", 97, "the proxy wants a user and a password: see --proxy-user"},
    {proxy_malformed, "proxy.malformed", 97,
     "what answered is no proxy of the kind asked for; check its scheme and port"},
    {proxy_closed, "proxy.closed", 97, "the proxy hung up before the tunnel stood; look at its log"},
    {proxy_timeout, "proxy.timeout", 28, "the proxy was reached but did not open the tunnel in time"},
    {tls_handshake, "tls.handshake", 35, ""},
    {tls_alert, "tls.alert", 35, "the server refused the handshake"},
    {tls_not_tls, "tls.not_tls", 35, "the port does not speak TLS; try http://"},
    {tls_closed, "tls.closed", 35, "the server hung up during the handshake"},
    {tls_timeout, "tls.timeout", 28, "the server accepted the connection but did not finish the handshake"},
    {tls_protocol_version, "tls.protocol_version", 35,
     "no TLS version is common to both sides; see --tlsv1.2 and --tls-max"},
    {tls_untrusted, "tls.untrusted", 60, "name the issuing CA with --cacert, or look further with -k"},
    {tls_expired, "tls.expired", 60, "renew the certificate on the server, or look further with -k"},
    {tls_not_yet_valid, "tls.not_yet_valid", 60, "check the clocks of both sides, or look further with -k"},
    {tls_hostname, "tls.hostname", 60, "use a name the certificate holds, or look further with -k"},
    {tls_revoked, "tls.revoked", 60, "the certificate was revoked; it must be replaced on the server"},
    {tls_weak, "tls.weak", 60, "the certificate's key or signature is too weak to be trusted"},
    {tls_client_certificate, "tls.client_certificate", 58, "check --cert, --key and --pass"},
    {tls_cipher, "tls.cipher", 59, "see 'openssl ciphers' for the names --ciphers takes"},
    {tls_ca_file, "tls.ca_file", 77, "check the file or directory given as CA store"},
    {tls_crl_file, "tls.crl_file", 82, "check the file given with --crlfile"},
    {tls_pin, "tls.pin", 90, "the server's public key is not the pinned one"},
    {tls_ocsp, "tls.ocsp", 91, "the server did not staple a good OCSP answer; look further without --cert-status"},
    {send_failed, "send.failed", 55, ""},
    {send_timeout, "send.timeout", 28, "the server stopped reading the request"},
    {upload_read_failed, "upload.read_failed", 26, "check the file given as the request's body"},
    {upload_length_mismatch, "upload.length_mismatch", 26, "the body's source changed while it was sent"},
    {response_empty, "response.empty", 52, "the server closed the connection without a word; look at its log"},
    {response_reset, "response.reset", 56, "the server, or something on the way, reset the connection"},
    {response_timeout, "response.timeout", 28, "the request was sent; the server has not answered it"},
    {response_malformed, "response.malformed", 8, "what answered does not speak HTTP as it should"},
    {response_too_large, "response.too_large", 100, "see --max-header-bytes"},
    {response_unexpected_protocol, "response.unexpected_protocol", 8, ""},
    {http2_not_http2, "http2.not_http2", 16, "the server does not speak HTTP/2 on this port; try --http1.1"},
    {http2_protocol, "http2.protocol", 16, "the server breaks the rules of HTTP/2; look further with --http1.1"},
    {http2_flood, "http2.flood", 16, "the server sends frames without end; look further with --http1.1"},
    {http2_goaway, "http2.goaway", 16, "the server takes no more requests on the connection; look at its log"},
    {http2_settings_timeout, "http2.settings_timeout", 16, "the server ignores HTTP/2 settings; try --http1.1"},
    {http2_ping_timeout, "http2.ping_timeout", 28, "the connection is dead, or the server hangs"},
    {http2_refused_stream, "http2.refused_stream", 92,
     "the server refuses requests before it looks at them: overload?"},
    {http2_stream_reset, "http2.stream_reset", 92, "the server gave this one request up; look at its log"},
    {http2_malformed, "http2.malformed", 92, "the response breaks the rules of HTTP/2; look further with --http1.1"},
    {body_incomplete, "body.incomplete", 18, "the server, or something on the way, cut the body short"},
    {body_reset, "body.reset", 56, "the server, or something on the way, reset the connection"},
    {body_malformed, "body.malformed", 56, "the body's chunked framing is broken"},
    {body_timeout, "body.timeout", 28, "the body stopped arriving"},
    {body_too_slow, "body.too_slow", 28, "see --speed-limit and --speed-time"},
    {body_too_large, "body.too_large", 63, "see --max-filesize"},
    {body_coding, "body.coding", 61, "look at the bytes as they came without --compressed"},
    {body_decoded_too_large, "body.decoded_too_large", 63, "see --max-decoded-bytes"},
    {range_not_honoured, "range.not_honoured", 33, "fetch the file whole, without -C"},
    {redirect_too_many, "redirect.too_many", 47, "see --max-redirs; the server may be sending the client in a circle"},
    {redirect_body_not_rewindable, "redirect.body_not_rewindable", 65, "take the body from a file, or use --spool"},
    {redirect_bad_location, "redirect.bad_location", 3, "the server's Location is no URL that can be followed"},
    {redirect_unsupported_scheme, "redirect.unsupported_scheme", 1, "only redirects to http and https are followed"},
    {auth_body_not_rewindable, "auth.body_not_rewindable", 65, "take the body from a file, or use --spool"},
    {http_status, "http.status", 22, ""},
    {expect_unmet, "expect.unmet", 120, ""},
    {output_write_failed, "output.write_failed", 23, "check the free space, the path and its permissions"},
    {interrupted, "interrupted", 130, ""},
    {out_of_memory, "out_of_memory", 27, ""},
    {internal, "internal", 43, "this is a defect of rtrip; please report it"},
}};

constexpr bool rows_in_order() {
    for (std::size_t i = 0; i < kRows.size(); ++i) {
        if (static_cast<std::size_t>(kRows[i].code) != i) return false;
    }
    return true;
}
static_assert(rows_in_order());

const Row& row_of(ErrorCode code) {
    return kRows[static_cast<std::size_t>(code)];
}

}  // namespace

std::string_view phase_name(Phase phase) {
    constexpr std::array<std::string_view, kPhaseCount> kNames{"queue", "dns",  "connect", "proxy",
                                                               "tls",   "send", "wait",    "body"};
    return kNames[static_cast<std::size_t>(phase)];
}

std::string_view error_code_name(ErrorCode code) {
    return row_of(code).name;
}

int exit_code_of(ErrorCode code) {
    return row_of(code).exit_code;
}

std::string_view default_hint(ErrorCode code) {
    return row_of(code).hint;
}

std::string_view timeout_option(TimeoutKind kind) {
    switch (kind) {
        case TimeoutKind::dns: return "--dns-timeout";
        case TimeoutKind::connect: return "--connect-timeout";
        case TimeoutKind::tls: return "--tls-timeout";
        case TimeoutKind::send: return "--idle-timeout";
        case TimeoutKind::response: return "--response-timeout";
        case TimeoutKind::idle: return "--idle-timeout";
        case TimeoutKind::total: return "--max-time";
        case TimeoutKind::expect_continue: return "--expect100-timeout";
    }
    return "";
}

}  // namespace rtrip
