// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "rtrip/client_trace.hpp"

/// One-line details of events for the list that -v shows. Whatever comes from a peer is escaped here.
namespace rtrip::trace {

std::string event_text(const GotConnInfo& info);
std::string event_text(const PutIdleConnInfo& info);
std::string event_text(const DnsDoneInfo& info);
std::string event_text(const ConnectDoneInfo& info);
std::string event_text(const ProxyChosenInfo& info);
std::string event_text(const ProxyStartInfo& info);
std::string event_text(const ProxyDoneInfo& info);
std::string event_text(const TlsHandshakeDoneInfo& info);
std::string event_text(const HandshakeMessage& message);
std::string event_text(const WroteHeadersInfo& info);
std::string event_text(const WroteRequestInfo& info);
std::string event_text(const InterimResponse& response);
std::string event_text(const GotResponseHeadersInfo& info);
std::string event_text(const BodyDoneInfo& info);
std::string event_text(const Anomaly& anomaly);
std::string event_text(const Http2Frame& frame);
std::string event_text(const RedirectDecision& decision);
std::string event_text(const RetryDecision& decision);

}  // namespace rtrip::trace
