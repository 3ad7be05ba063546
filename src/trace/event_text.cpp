// SPDX-License-Identifier: MIT
#include "trace/event_text.hpp"

#include "base/escape.hpp"
#include "model/http2_names.hpp"

namespace rtrip::trace {
namespace {

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) {
        if (!out.empty()) out += ", ";
        out += escape_for_terminal(part);
    }
    return out;
}

std::string error_text(const Error& error) {
    return std::string(error_code_name(error.code)) + ": " + error.message;
}

}  // namespace

std::string event_text(const GotConnInfo& info) {
    std::string out = "connection " + std::to_string(info.connection.id);
    out += info.connection.reused ? ", reused" : ", new: " + info.connection.new_because;
    return out;
}

std::string event_text(const PutIdleConnInfo& info) {
    std::string out = "connection " + std::to_string(info.connection_id);
    out += info.returned ? " kept" : " closed: " + info.reason;
    return out;
}

std::string event_text(const DnsDoneInfo& info) {
    if (info.error) return error_text(*info.error);
    return std::string(dns_source_name(info.dns.source)) + ": " + joined(info.dns.addresses);
}

std::string event_text(const ConnectDoneInfo& info) {
    return info.result.address + (info.result.ok ? " connected" : ": " + info.result.error);
}

std::string event_text(const ProxyChosenInfo& info) {
    const ProxyInfo& proxy = info.proxy;
    std::string out = proxy.url.empty() ? "none" : proxy.url + ", " + proxy.mode;
    if (!proxy.source.empty()) out += ", named by " + proxy.source;
    return out + ": " + proxy.because;
}

std::string event_text(const ProxyStartInfo& info) {
    return info.target.empty() ? info.proxy : info.target + " by " + info.proxy;
}

std::string event_text(const ProxyDoneInfo& info) {
    if (info.error) return error_text(*info.error);
    if (info.proxy.responses.empty()) return info.proxy.target.empty() ? "ready" : "tunnel open";
    const ProxyResponse& answer = info.proxy.responses.back();
    return std::to_string(answer.status) + " " + escape_for_terminal(answer.reason) + ", tunnel open";
}

std::string event_text(const TlsHandshakeDoneInfo& info) {
    if (info.error) return error_text(*info.error);
    std::string out = info.tls.version + ", " + info.tls.cipher;
    if (!info.tls.alpn.empty()) out += ", ALPN " + escape_for_terminal(info.tls.alpn);
    if (info.tls.resumed) out += ", resumed";
    return out;
}

std::string event_text(const HandshakeMessage& message) {
    return (message.sent ? "sent " : "received ") + message.name + ", " + std::to_string(message.bytes) + " bytes";
}

std::string event_text(const WroteHeadersInfo& info) {
    return std::to_string(info.sent.header_bytes) + " bytes";
}

std::string event_text(const WroteRequestInfo& info) {
    if (info.error) return error_text(*info.error);
    return std::to_string(info.body_bytes) + " body bytes";
}

std::string event_text(const InterimResponse& response) {
    return std::to_string(response.status);
}

std::string event_text(const GotResponseHeadersInfo& info) {
    return std::to_string(info.response.status) + " " + escape_for_terminal(info.response.reason) + ", " +
           std::to_string(info.response.header_bytes) + " bytes";
}

std::string event_text(const BodyDoneInfo& info) {
    if (info.error) return error_text(*info.error);
    return std::to_string(info.wire_bytes) + " bytes";
}

std::string event_text(const Anomaly& anomaly) {
    return anomaly.kind + " at byte " + std::to_string(anomaly.offset) + ": " + anomaly.detail;
}

std::string event_text(const Http2Frame& frame) {
    std::string out = (frame.sent ? "sent " : "received ") + http2::frame_name(frame.type);
    out += frame.stream_id == 0 ? ", connection" : ", stream " + std::to_string(frame.stream_id);
    out += ", " + std::to_string(frame.length_bytes) + " bytes";
    const std::string flags = http2::flag_names(frame.type, frame.flags);
    if (!flags.empty()) out += ", " + flags;
    return out;
}

std::string event_text(const RedirectDecision& decision) {
    // The location is a URL and may hold a password; those who render the decision mask it, events are plain text.
    if (decision.followed) return "followed";
    return "not followed: " + escape_for_terminal(decision.refused_because);
}

std::string event_text(const RetryDecision& decision) {
    if (decision.will_retry) return decision.reason;
    return "not retried: " + decision.refused_because;
}

}  // namespace rtrip::trace
