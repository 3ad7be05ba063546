// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/hosts_file.hpp"
#include "rtrip/resolver.hpp"
#include "rtrip/result.hpp"
#include "rtrip/trace.hpp"

/// The ways to an address that need no server. Each returns whether it gave the answer.
namespace rtrip::net {

std::string_view without_last_dot(std::string_view host);

/// Errors: dns_no_address when the literal is not of the family asked for; dns_not_asked for what looks like an IPv6
/// literal but is none here (a zone without interface).
Result<bool> resolve_literal(const ResolveQuery& query, DnsInfo& info);

/// --resolve: an entry for the host goes before one for "*"; among equals the last counts, and one without addresses
/// takes those before it back.
/// Errors: dns_bad_option for an address that is none; dns_no_address when none is of the family asked for.
Result<bool> resolve_by_option(const std::vector<ResolveEntry>& entries, const ResolveQuery& query, DnsInfo& info);

/// Names that must not reach a name server: localhost and below (RFC 6761 section 6.3) and .onion (RFC 7686 section 2).
/// Errors: dns_not_asked.
Result<bool> resolve_reserved_name(const ResolveQuery& query, HostsFile& hosts, DnsInfo& info);

/// The domain of this machine's host name, or nothing: the search list when resolv.conf(5) has none.
std::vector<std::string> local_domain();

/// Which other sources of host names this machine is set up to ask; empty when there are none. Reads nsswitch.conf(5).
std::string unasked_note();

}  // namespace rtrip::net
