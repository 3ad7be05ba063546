// SPDX-License-Identifier: MIT
#include "policy/no_proxy.hpp"

#include <algorithm>
#include <charconv>
#include <span>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "model/host.hpp"
#include "model/ip_text.hpp"

namespace rtrip {
namespace {

constexpr std::size_t kShown = 80;

// The address in network order, an IPv4-mapped one as the IPv4 address that it is; empty: not one.
std::string address_bytes(std::string_view text) {
    const auto bytes = [](const auto& array) {
        return std::string(reinterpret_cast<const char*>(array.data()), array.size());
    };
    if (const auto v4 = parse_ipv4(text)) return bytes(*v4);
    const auto v6 = parse_ipv6(text);
    if (!v6) return {};
    constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
    const std::string out = bytes(*v6);
    return out.starts_with(kMapped) ? out.substr(kMapped.size()) : out;
}

std::optional<unsigned> number(std::string_view text, unsigned max) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > max) return std::nullopt;
    return value;
}

bool same_prefix(std::string_view a, std::string_view b, unsigned bits) {
    if (a.size() != b.size() || bits > a.size() * 8) return false;
    const std::size_t whole = bits / 8;
    if (a.substr(0, whole) != b.substr(0, whole)) return false;
    if (bits % 8 == 0) return true;
    const auto mask = static_cast<unsigned>(0xff00U >> (bits % 8)) & 0xffU;
    return (static_cast<unsigned char>(a[whole]) & mask) == (static_cast<unsigned char>(b[whole]) & mask);
}

struct EntryParts {
    std::string_view host;  // without brackets
    std::optional<unsigned> port;
};

// Absent: no entry of any kind.
std::optional<EntryParts> split_port(std::string_view entry) {
    EntryParts out;
    if (entry.starts_with('[')) {
        const std::size_t close = entry.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        out.host = entry.substr(1, close - 1);
        entry.remove_prefix(close + 1);
        if (entry.empty()) return out;
        if (!entry.starts_with(':')) return std::nullopt;
    } else if (parse_ipv6(entry)) {
        out.host = entry;
        return out;
    } else {
        const std::size_t colon = entry.find(':');
        out.host = entry.substr(0, colon);
        if (colon == std::string_view::npos) return out;
        entry.remove_prefix(colon);
    }
    out.port = number(entry.substr(1), 65535);
    if (!out.port) return std::nullopt;
    return out;
}

// The name as a URL's host would have it; empty: not a name.
std::string canonical_name(std::string_view text) {
    auto host = parse_host(text);
    return host && host->kind == HostKind::name ? host->text : std::string();
}

bool below(std::string_view host, std::string_view domain) {
    return host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.';
}

bool name_matches(std::string_view host, std::string_view entry, NoProxyDialect dialect) {
    bool only_below = false;
    if (entry.starts_with("*.")) {
        only_below = true;
        entry.remove_prefix(2);
    } else if (entry.starts_with('.')) {
        only_below = dialect == NoProxyDialect::go;
        entry.remove_prefix(1);
    }
    const std::string domain = canonical_name(entry);
    if (domain.empty()) return false;
    if (host.ends_with('.')) host.remove_suffix(1);
    const std::string_view bare = std::string_view(domain).substr(0, domain.size() - (domain.ends_with('.') ? 1 : 0));
    return below(host, bare) || (!only_below && host == bare);
}

bool entry_matches(std::string_view entry, const Url& url, NoProxyDialect dialect) {
    const bool is_name = url.host_kind() == HostKind::name;
    const std::string address = is_name ? std::string() : address_bytes(url.host());
    if (const std::size_t slash = entry.find('/'); slash != std::string_view::npos) {
        const std::string block = address_bytes(entry.substr(0, slash));
        const auto bits = number(entry.substr(slash + 1), 128);
        return !address.empty() && bits && same_prefix(block, address, *bits);
    }
    const auto parts = split_port(entry);
    if (!parts || parts->host.empty()) return false;
    if (parts->port && *parts->port != url.port()) return false;
    if (!is_name) return !address.empty() && address_bytes(parts->host) == address;
    return address_bytes(parts->host).empty() && name_matches(url.host(), parts->host, dialect);
}

}  // namespace

std::optional<std::string> match_no_proxy(std::string_view list, const Url& url, NoProxyDialect dialect) {
    while (!list.empty()) {
        const std::size_t end = list.find_first_of(dialect == NoProxyDialect::curl ? std::string_view(", \t") : ",");
        const std::string_view entry = ascii::trim_ows(list.substr(0, end));
        list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
        if (entry.empty()) continue;
        if (entry == "*" || entry_matches(entry, url, dialect)) return escape_prefix(entry, kShown);
    }
    return std::nullopt;
}

bool is_loopback_host(const Url& url) {
    if (url.host_kind() == HostKind::name) return url.host() == "localhost";
    const std::string address = address_bytes(url.host());
    if (address.size() == 4) return address.front() == 127;
    const bool zeros = std::all_of(address.begin(), address.end() - 1, [](char c) { return c == '\0'; });
    return address.size() == 16 && zeros && address.back() == 1;
}

}  // namespace rtrip
