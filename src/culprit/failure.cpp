// SPDX-License-Identifier: MIT
#include "culprit/failure.hpp"

#include <algorithm>
#include <array>

#include "base/shell_quote.hpp"
#include "culprit/thresholds.hpp"

namespace rtrip::culprit {
namespace {

using enum ErrorCode;

struct Kind {
    ErrorCode code;
    std::string_view id;
};

// One row a code; a test goes through all of them.
constexpr auto kKinds = std::to_array<Kind>({
    {usage_invalid, "bad_input"},
    {url_malformed, "bad_input"},
    {url_unsupported_scheme, "bad_input"},
    {request_invalid, "bad_input"},
    {config_unreadable, "bad_input"},
    {dns_not_asked, "bad_input"},
    {dns_bad_option, "bad_input"},
    {connect_bad_interface, "bad_input"},
    {connect_bad_local_port, "bad_input"},
    {proxy_invalid, "bad_input"},
    {proxy_unsupported_scheme, "bad_input"},
    {tls_ca_file, "bad_input"},
    {tls_crl_file, "bad_input"},
    {upload_read_failed, "bad_input"},
    {upload_length_mismatch, "bad_input"},
    {redirect_body_not_rewindable, "bad_input"},
    {auth_body_not_rewindable, "bad_input"},
    {dns_nxdomain, "name_unknown"},
    {dns_no_address, "name_unknown"},
    {proxy_not_resolved, "name_unknown"},
    {dns_timeout, "name_service_failed"},
    {dns_server_failure, "name_service_failed"},
    {dns_refused, "name_service_failed"},
    {dns_malformed, "name_service_failed"},
    {dns_no_server, "name_service_failed"},
    {connect_refused, "connect_refused"},
    {connect_reset, "connect_refused"},
    {connect_timeout, "connect_silent"},
    {connect_unreachable, "connect_silent"},
    {connect_failed, "connect_silent"},
    {proxy_refused, "proxy_failed"},
    {proxy_auth, "proxy_failed"},
    {proxy_malformed, "proxy_failed"},
    {proxy_closed, "proxy_failed"},
    {proxy_timeout, "proxy_failed"},
    {tls_untrusted, "certificate_rejected"},
    {tls_expired, "certificate_rejected"},
    {tls_not_yet_valid, "certificate_rejected"},
    {tls_hostname, "certificate_rejected"},
    {tls_revoked, "certificate_rejected"},
    {tls_weak, "certificate_rejected"},
    {tls_pin, "certificate_rejected"},
    {tls_ocsp, "certificate_rejected"},
    {tls_handshake, "handshake_failed"},
    {tls_alert, "handshake_failed"},
    {tls_not_tls, "handshake_failed"},
    {tls_closed, "handshake_failed"},
    {tls_protocol_version, "handshake_failed"},
    {tls_client_certificate, "handshake_failed"},
    {tls_cipher, "handshake_failed"},
    {tls_timeout, "silence"},
    {send_timeout, "silence"},
    {response_timeout, "silence"},
    {body_timeout, "silence"},
    {http2_ping_timeout, "silence"},
    {send_failed, "connection_cut"},
    {response_empty, "connection_cut"},
    {response_reset, "connection_cut"},
    {body_incomplete, "connection_cut"},
    {body_reset, "connection_cut"},
    {http2_goaway, "connection_cut"},
    {http2_refused_stream, "connection_cut"},
    {http2_stream_reset, "connection_cut"},
    {response_malformed, "bad_response"},
    {response_unexpected_protocol, "bad_response"},
    {http2_not_http2, "bad_response"},
    {http2_protocol, "bad_response"},
    {http2_flood, "bad_response"},
    {http2_settings_timeout, "bad_response"},
    {http2_malformed, "bad_response"},
    {body_malformed, "bad_response"},
    {body_coding, "bad_response"},
    {range_not_honoured, "bad_response"},
    {redirect_bad_location, "bad_response"},
    {redirect_unsupported_scheme, "bad_response"},
    {response_too_large, "limit_reached"},
    {body_too_slow, "limit_reached"},
    {body_too_large, "limit_reached"},
    {body_decoded_too_large, "limit_reached"},
    {redirect_too_many, "limit_reached"},
    {expect_unmet, "limit_reached"},
    {http_status, "status_refused"},
    {output_write_failed, "local_trouble"},
    {interrupted, "local_trouble"},
    {out_of_memory, "local_trouble"},
    {internal, "local_trouble"},
});

bool is_silence(ErrorCode code) {
    return failure_id(code) == "silence";
}

const TcpInfo* tcp_of(const Case* c) {
    return c != nullptr && c->rt.connection && c->rt.connection->tcp ? &*c->rt.connection->tcp : nullptr;
}

void judge_silence(Finding& out, const Error& error, const Case* c) {
    const TcpInfo* tcp = tcp_of(c);
    const std::string where = error.phase ? " in the " + std::string(phase_name(*error.phase)) + " phase" : "";
    if (tcp == nullptr) {
        out.id = "silence";
        out.culprit = Culprit::unknown;
        out.confidence = Confidence::inconclusive;
        out.title = "nothing more came";
        out.detail = "nothing more came" + where + ", and whether the peer's machine had what was sent is not known";
        out.fix = "look at the peer's log, and from the machine next to it";
        return;
    }
    out.evidence.count("unacked_segments", tcp->unacked_segments).count("retransmits", tcp->retransmits);
    if (tcp->last_data_recv_ms) {
        out.evidence.duration("last_data_ms", std::chrono::milliseconds(*tcp->last_data_recv_ms));
    }
    if (tcp->unacked_segments > 0) {
        out.id = "silence_unacknowledged";
        out.culprit = Culprit::path;
        out.confidence = tcp->retransmits > 0 ? Confidence::sure : Confidence::likely;
        out.title = "what was sent was never acknowledged";
        out.detail = count_text(tcp->unacked_segments, "segment") + " of what was sent" + where +
                     (tcp->unacked_segments == 1 ? " was" : " were") + " never acknowledged by the peer's machine" +
                     (tcp->retransmits > 0 ? ", although " + count_text(tcp->retransmits, "segment") + " went out again"
                                           : std::string());
        out.fix = "look for a firewall, a NAT that forgot the connection, or too large packets on the way";
        out.next = path_command(c->rt.connection->remote);
        return;
    }
    out.id = "silence_acknowledged";
    out.culprit = c->is_proxied() ? Culprit::unknown : Culprit::server;
    out.confidence = c->is_proxied() ? Confidence::inconclusive : Confidence::sure;
    out.title = "all was acknowledged, then silence";
    out.detail = (c->is_proxied() ? "the proxy's" : "the server's") +
                 std::string(" machine acknowledged all that was sent, and then nothing more came") + where;
    out.fix = "look at what the server's program is waiting for; the network has done its part";
    out.next = c->rtrip("-v");
}

struct Blame {
    Culprit culprit;
    Confidence confidence;
    std::string_view title;
    std::string_view fix;
};

Blame blame_for(std::string_view id) {
    using enum Culprit;
    using enum Confidence;
    if (id == "bad_input") return {settings, sure, "what was asked for cannot be done", "change the command line"};
    if (id == "name_unknown") return {settings, likely, "no such name", "check the spelling"};
    if (id == "name_service_failed") {
        return {name_service, sure, "no name server gave an answer", "try --dns-servers with others"};
    }
    if (id == "connect_refused") {
        return {peer, sure, "the address refuses connections", "start the server, or check the port"};
    }
    if (id == "connect_silent") {
        return {path, likely, "the address does not answer", "look for firewalls, routes and the machine itself"};
    }
    if (id == "proxy_failed") return {proxy, sure, "the proxy did not open the way", "look at the proxy's log"};
    if (id == "certificate_rejected") {
        return {peer, likely, "the peer's certificate does not hold", "renew or complete the certificate chain"};
    }
    if (id == "handshake_failed") {
        return {peer, likely, "the handshake failed", "compare which versions and ciphers both sides take"};
    }
    if (id == "connection_cut") {
        return {peer, likely, "the connection was cut", "look at the peer's log, and at devices that cut connections"};
    }
    if (id == "bad_response") return {peer, sure, "the peer breaks the protocol", "mend the server's response"};
    if (id == "limit_reached") return {settings, sure, "a limit of the command line was reached", "raise the limit"};
    if (id == "status_refused") return {server, sure, "the server says that it failed", "look at the server's log"};
    return {client, sure, "this machine could not go on", "look at this machine"};
}

std::string next_step(std::string_view id, const Case* c) {
    if (c == nullptr) return {};
    const RoundTrip& rt = c->rt;
    if ((id == "name_service_failed" || id == "name_unknown") && rt.dns && !rt.dns->queries.empty()) {
        return dig_command(rt.dns->queries.front());
    }
    if (!rt.attempts.empty() && id == "connect_silent") return path_command(rt.attempts.front().address);
    if (!rt.attempts.empty() && id == "connect_refused") {
        const HostPort to = split_host_port(rt.attempts.front().address);
        return to.port.empty() ? std::string() : "nc -vz " + shell_quote(to.host) + " " + shell_quote(to.port);
    }
    if (id == "certificate_rejected") return c->rtrip("-k");
    if (id == "handshake_failed") return c->rtrip("-v");
    if (id == "proxy_failed") return c->rtrip("--noproxy '*'");
    if (id == "connection_cut" || id == "bad_response" || id == "status_refused") return c->rtrip("-v");
    return {};
}

/// Codes within one kind that say more about whose fault it is than the kind.
void refine(Finding& out, const Error& error, const Case* c) {
    switch (error.code) {
        case proxy_auth:
        case tls_client_certificate: out.culprit = Culprit::settings; break;
        case tls_not_tls: out.culprit = Culprit::settings; break;
        // It may be the store of CAs, or the pin, that is out of date.
        case tls_untrusted:
        case tls_pin:
        // A wrong clock here looks the same.
        case tls_not_yet_valid: out.confidence = Confidence::inconclusive; break;
        case tls_expired:
        case tls_hostname: out.confidence = Confidence::sure; break;
        case http_status: {
            const bool asked_wrongly = c != nullptr && c->rt.received && c->rt.received->status < 500;
            if (!asked_wrongly) break;
            out.culprit = Culprit::settings;
            out.title = "the server refuses what was asked for";
            out.fix = "check the URL, the method and the credentials";
            break;
        }
        default: break;
    }
}

}  // namespace

std::string_view failure_id(ErrorCode code) {
    const auto row = std::find_if(kKinds.begin(), kKinds.end(), [code](const Kind& kind) { return kind.code == code; });
    return row == kKinds.end() ? std::string_view() : row->id;
}

Finding judge_failure(const Error& error, const Case* c) {
    Finding out;
    out.severity = Severity::fault;
    out.evidence.text("code", std::string(error_code_name(error.code)));
    if (c != nullptr) out.round_trip = c->rt.index;
    if (is_silence(error.code)) {
        judge_silence(out, error, c);
        return out;
    }
    out.id = failure_id(error.code);
    const Blame blame = blame_for(out.id);
    out.culprit = blame.culprit;
    out.confidence = blame.confidence;
    out.title = blame.title;
    out.fix = error.remedy().empty() ? std::string(blame.fix) : std::string(error.remedy());
    out.next = next_step(out.id, c);
    refine(out, error, c);
    out.detail = out.title + ": " + error.message;
    return out;
}

}  // namespace rtrip::culprit
