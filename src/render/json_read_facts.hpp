// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "expect/judgement.hpp"
#include "render/json_node.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::render {

// The counterparts of json_facts.hpp. Each is given the object, or null; times count from `rt.started`, which is set.

std::optional<DnsInfo> read_dns(const JsonNode& node, const RoundTrip& rt);
std::vector<ConnectAttempt> read_connect(const JsonNode& node, const RoundTrip& rt);
std::optional<ProxyInfo> read_proxy(const JsonNode& node, const RoundTrip& rt);
std::optional<TlsInfo> read_tls(const JsonNode& node, const RoundTrip& rt);
std::optional<ConnectionInfo> read_connection(const JsonNode& node);
std::optional<Http2Info> read_http2(const JsonNode& node);
std::vector<expect::Judgement> read_expectations(const JsonNode& node);
/// What the kernel's stamps must have been for the wait to divide as "wait" says; the cuts of `rt` are set.
KernelStamps read_stamps(const JsonNode& node, const RoundTrip& rt);

}  // namespace rtrip::render
