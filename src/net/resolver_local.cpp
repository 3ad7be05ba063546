// SPDX-License-Identifier: MIT
#include "net/resolver_local.hpp"

#include <unistd.h>

#include <array>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "codec/dns/name.hpp"
#include "net/endpoint.hpp"
#include "net/resolver_config.hpp"
#include "net/resolver_files.hpp"
#include "net/resolver_order.hpp"

namespace rtrip::net {
namespace {

constexpr const char* kNsswitchPath = "/etc/nsswitch.conf";

std::string_view family_option(AddressFamily family) {
    return family == AddressFamily::ipv4 ? "-4" : "-6";
}

std::string shown(std::string_view host) {
    return escape_prefix(host, dns::kMaxNameBytes);
}

bool is_or_is_below(std::string_view host, std::string_view domain) {
    if (ascii::iequals(host, domain)) return true;
    if (host.size() <= domain.size() || host[host.size() - domain.size() - 1] != '.') return false;
    return ascii::iequals(host.substr(host.size() - domain.size()), domain);
}

const ResolveEntry* last_entry(const std::vector<ResolveEntry>& entries, std::string_view host, std::uint16_t port) {
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        if (entry->port == port && ascii::iequals(entry->host, host)) {
            return entry->addresses.empty() ? nullptr : &*entry;
        }
    }
    return nullptr;
}

}  // namespace

std::string_view without_last_dot(std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    return host;
}

Result<bool> resolve_literal(const ResolveQuery& query, DnsInfo& info) {
    std::string_view host = query.host;
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (!make_ip_endpoint(host, query.port)) {
        if (host.find(':') == std::string_view::npos) return false;
        return fail(Error(ErrorCode::dns_not_asked, Phase::dns,
                          "'" + shown(host) + "' is no address that this machine can use",
                          "a zone must name an interface of this machine"));
    }
    info.source = DnsSource::literal;
    if (!is_of_family(host, query.family)) {
        return fail(ErrorCode::dns_no_address, Phase::dns,
                    shown(host) + " is not an address of the family that " + std::string(family_option(query.family)) +
                        " asks for");
    }
    info.addresses = {std::string(host)};
    return true;
}

Result<bool> resolve_by_option(const std::vector<ResolveEntry>& entries, const ResolveQuery& query, DnsInfo& info) {
    const ResolveEntry* entry = last_entry(entries, without_last_dot(query.host), query.port);
    if (!entry) entry = last_entry(entries, "*", query.port);
    if (!entry) return false;
    info.source = DnsSource::option;
    std::vector<std::string> usable;
    for (const std::string& address : entry->addresses) {
        if (!make_ip_endpoint(address, query.port)) {
            return fail(ErrorCode::dns_bad_option, Phase::dns,
                        "'" + shown(address) + "', which --resolve gives for " + shown(query.host) + ", is no address");
        }
        if (is_of_family(address, query.family)) usable.push_back(address);
    }
    if (usable.empty()) {
        return fail(ErrorCode::dns_no_address, Phase::dns,
                    "--resolve gives " + shown(query.host) + " no address of the family that " +
                        std::string(family_option(query.family)) + " asks for");
    }
    info.addresses = alternate_families(usable);
    return true;
}

Result<bool> resolve_reserved_name(const ResolveQuery& query, HostsFile& hosts, DnsInfo& info) {
    const std::string_view host = without_last_dot(query.host);
    if (is_or_is_below(host, "onion")) {
        return fail(ErrorCode::dns_not_asked, Phase::dns,
                    shown(query.host) + " is a Tor onion service, which name servers must not be asked for");
    }
    if (!is_or_is_below(host, "localhost")) return false;
    info.source = DnsSource::hosts;
    std::vector<std::string> addresses = hosts.find(host, query.family);
    if (addresses.empty()) {
        for (const std::string_view loopback : {"127.0.0.1", "::1"}) {
            if (is_of_family(loopback, query.family)) addresses.emplace_back(loopback);
        }
    }
    info.addresses = order_for_connecting(addresses);
    return true;
}

std::vector<std::string> local_domain() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return {};
    const std::string_view host(name.data());
    const std::size_t dot = host.find('.');
    if (dot == std::string_view::npos || dot + 1 == host.size()) return {};
    return {std::string(host.substr(dot + 1))};
}

std::string unasked_note() {
    const auto text = read_system_file(kNsswitchPath);
    if (!text) return {};
    std::string modules;
    for (const std::string& module : unasked_modules(*text)) modules += (modules.empty() ? "" : ", ") + module;
    if (modules.empty()) return {};
    return std::string(kNsswitchPath) + " also names " + modules +
           " for host names; only the hosts file and DNS were asked";
}

}  // namespace rtrip::net
