// SPDX-License-Identifier: MIT
#include <arpa/inet.h>
#include <algorithm>

#include "base/ascii.hpp"
#include "cli/draft.hpp"
#include "cli/values.hpp"

namespace rtrip::cli {
namespace {

bool is_address(const std::string& text) {
    in6_addr buffer{};
    const std::string bare = text.substr(0, text.find('%'));
    return ::inet_pton(AF_INET, text.c_str(), &buffer) == 1 || ::inet_pton(AF_INET6, bare.c_str(), &buffer) == 1;
}

std::string without_brackets(std::string_view text) {
    if (text.size() >= 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
    return std::string(text);
}

/// Takes the text up to the next colon outside brackets; the rest goes on behind it.
std::string_view take_part(std::string_view& rest) {
    std::size_t end = 0;
    bool inside = false;
    for (; end < rest.size() && (inside || rest[end] != ':'); ++end) {
        if (rest[end] == '[') inside = true;
        if (rest[end] == ']') inside = false;
    }
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<ResolveEntry> parse_resolve(std::string_view text) {
    const bool removal = text.starts_with('-');
    // "+" makes curl's entry expire; here no run is long enough for that to matter.
    if (removal || text.starts_with('+')) text.remove_prefix(1);
    ResolveEntry entry;
    entry.host = ascii::lower(without_brackets(take_part(text)));
    if (entry.host.size() > 1 && entry.host.ends_with('.')) entry.host.pop_back();
    const auto port = parse_number(take_part(text));
    if (entry.host.empty() || !port || *port == 0 || *port > 65535) return std::nullopt;
    entry.port = static_cast<std::uint16_t>(*port);
    if (removal) return text.empty() ? std::optional(entry) : std::nullopt;
    for (const std::string_view part : split(text, ',')) {
        std::string address = without_brackets(part);
        if (!is_address(address)) return std::nullopt;
        entry.addresses.push_back(std::move(address));
    }
    return entry;
}

void add_resolve(const Occurrence& item, Draft& draft) {
    std::optional<ResolveEntry> entry = parse_resolve(item.value);
    if (entry) return draft.group.resolver.entries.push_back(std::move(*entry));
    draft.problem(ErrorCode::dns_bad_option,
                  shown(item) + ": '" + item.value + "' is not [+]HOST:PORT:ADDRESS[,ADDRESS]...");
}

void add_connect_to(const Occurrence& item, Draft& draft) {
    std::string_view rest = item.value;
    ConnectTo entry;
    const bool three_colons = std::count(rest.begin(), rest.end(), ':') >= 3;
    entry.from_host = ascii::lower(without_brackets(take_part(rest)));
    entry.from_port = take_part(rest);
    entry.to_host = without_brackets(take_part(rest));
    entry.to_port = rest;
    const auto port_ok = [](const std::string& port) {
        const auto number = parse_number(port);
        return port.empty() || (number && *number > 0 && *number <= 65535);
    };
    if (!three_colons || !port_ok(entry.from_port) || !port_ok(entry.to_port)) {
        return draft.bad_value(item, "HOST1:PORT1:HOST2:PORT2");
    }
    draft.group.connect.dial.connect_to.push_back(std::move(entry));
}

/// "192.0.2.53", "192.0.2.53:53", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:53".
bool is_server(std::string_view text) {
    if (is_address(std::string(text))) return true;
    const std::string_view host = take_part(text);
    const auto port = parse_number(text);
    return is_address(without_brackets(host)) && (text.empty() || (port && *port > 0 && *port <= 65535));
}

void set_dns_servers(const Occurrence& item, Draft& draft) {
    std::vector<std::string> servers;
    for (const std::string_view part : split(item.value, ',')) {
        if (!is_server(part)) return draft.bad_value(item, "a list of addresses of name servers");
        servers.emplace_back(part);
    }
    draft.group.resolver.servers = std::move(servers);
}

enum class Zero : std::uint8_t { refused, means_default };

/// A limit of a phase. None may be infinite, so 0 is either refused or leaves the default.
void set_limit(const Occurrence& item, Duration& target, Zero zero, Draft& draft) {
    const std::optional<Duration> value = parse_duration(item.value);
    if (!value) return draft.bad_value(item, "a time such as 2, 0.5, 500ms, 2s or 1m");
    if (*value > Duration{}) {
        target = *value;
    } else if (zero == Zero::refused) {
        draft.bad_value(item, "a time above zero; no wait may be without end");
    }
}

void set_max_time(const Occurrence& item, Draft& draft) {
    const std::optional<Duration> value = parse_duration(item.value);
    if (!value) return draft.bad_value(item, "a time such as 2, 0.5, 500ms, 2s or 1m");
    draft.group.timeouts.total = *value > Duration{} ? value : std::nullopt;
}

template <class Number>
void set_number(const Occurrence& item, Number& target, std::uint64_t max, Draft& draft) {
    const std::optional<std::uint64_t> value = parse_number(item.value);
    if (!value || *value > max) return draft.bad_value(item, "a number in range");
    target = static_cast<Number>(*value);
}

template <class Number>
void set_size(const Occurrence& item, Number& target, Draft& draft) {
    const std::optional<std::uint64_t> value = parse_size(item.value);
    if (!value) return draft.bad_value(item, "a size such as 1000, 16k, 2M or 1G");
    target = static_cast<Number>(*value);
}

void set_tls_max(const Occurrence& item, Draft& draft) {
    std::optional<TlsVersion>& max = draft.group.connect.tls.max_version;
    if (item.value == "default") return max.reset();
    if (item.value == "1.0") return void(max = TlsVersion::tls1_0);
    if (item.value == "1.1") return void(max = TlsVersion::tls1_1);
    if (item.value == "1.2") return void(max = TlsVersion::tls1_2);
    if (item.value == "1.3") return void(max = TlsVersion::tls1_3);
    draft.bad_value(item, "default, 1.0, 1.1, 1.2 or 1.3");
}

void set_type(const Occurrence& item, std::string& target, std::string_view allowed, Draft& draft) {
    std::string type = item.value;
    std::transform(type.begin(), type.end(), type.begin(), ascii::to_upper);
    for (const std::string_view one : split(allowed, '|')) {
        if (type == one) return void(target = type);
    }
    draft.bad_value(item, allowed);
}

void set_cert(const Occurrence& item, TlsOptions& tls) {
    auto [file, password] = split_cert_password(item.value);
    tls.client_cert = std::move(file);
    if (password) tls.key_password = std::move(*password);
}

void set_local_port(const Occurrence& item, DialOptions& dial, Draft& draft) {
    const auto range = parse_port_range(item.value);
    if (!range) return draft.bad_value(item, "a port or an ascending range of ports");
    dial.local_ports = range;
}

bool apply_tls_flag(const Occurrence& item, Draft& draft) {
    TlsOptions& tls = draft.group.connect.tls;
    switch (item.id) {
        case FlagId::insecure: tls.verify = !item.on; return true;
        case FlagId::cacert: tls.ca_file = item.value; return true;
        case FlagId::capath: tls.ca_path = item.value; return true;
        case FlagId::cert: set_cert(item, tls); return true;
        case FlagId::cert_type: set_type(item, tls.client_cert_type, "PEM|DER|P12", draft); return true;
        case FlagId::key: tls.client_key = item.value; return true;
        case FlagId::key_type: set_type(item, tls.client_key_type, "PEM|DER", draft); return true;
        case FlagId::pass: tls.key_password = item.value; return true;
        case FlagId::tlsv1:
        case FlagId::tlsv1_0: tls.min_version = TlsVersion::tls1_0; return true;
        case FlagId::tlsv1_1: tls.min_version = TlsVersion::tls1_1; return true;
        case FlagId::tlsv1_2: tls.min_version = TlsVersion::tls1_2; return true;
        case FlagId::tlsv1_3: tls.min_version = TlsVersion::tls1_3; return true;
        case FlagId::tls_max: set_tls_max(item, draft); return true;
        case FlagId::ciphers: tls.ciphers = item.value; return true;
        case FlagId::tls13_ciphers: tls.tls13_ciphers = item.value; return true;
        case FlagId::curves: tls.groups = item.value; return true;
        case FlagId::alpn: tls.alpn = item.on ? TlsOptions().alpn : std::vector<std::string>(); return true;
        case FlagId::pinnedpubkey: tls.pinned_pubkey = item.value; return true;
        case FlagId::crlfile: tls.crl_file = item.value; return true;
        case FlagId::cert_status: tls.cert_status = item.on; return true;
        case FlagId::sessionid: tls.resume = item.on; return true;
        default: return false;
    }
}

bool apply_dial_flag(const Occurrence& item, Draft& draft) {
    DialOptions& dial = draft.group.connect.dial;
    constexpr std::uint64_t kDay = 24 * 3600;
    switch (item.id) {
        case FlagId::ipv4: dial.family = AddressFamily::ipv4; return true;
        case FlagId::ipv6: dial.family = AddressFamily::ipv6; return true;
        case FlagId::interface: dial.interface = item.value; return true;
        case FlagId::local_port: set_local_port(item, dial, draft); return true;
        case FlagId::resolve: add_resolve(item, draft); return true;
        case FlagId::connect_to: add_connect_to(item, draft); return true;
        case FlagId::dns_servers: set_dns_servers(item, draft); return true;
        case FlagId::unix_socket:
        case FlagId::abstract_unix_socket:
            dial.unix_socket = item.value;
            dial.abstract_unix_socket = item.id == FlagId::abstract_unix_socket;
            return true;
        case FlagId::happy_eyeballs_timeout_ms: {
            std::uint64_t ms = 200;
            set_number(item, ms, kDay * 1000, draft);
            dial.attempt_delay = std::chrono::milliseconds(ms);
            return true;
        }
        case FlagId::keepalive: dial.tcp_keepalive = item.on; return true;
        case FlagId::keepalive_time: {
            std::int64_t seconds = 60;
            set_number(item, seconds, kDay, draft);
            if (seconds > 0) dial.keepalive_time = std::chrono::seconds(seconds);
            return true;
        }
        case FlagId::tcp_fastopen: dial.tcp_fastopen = item.on; return true;
        case FlagId::haproxy_protocol: dial.proxy_protocol = item.on; return true;
        case FlagId::tcp_nodelay: dial.tcp_nodelay = item.on; return true;
        default: return false;
    }
}

bool apply_limit_flag(const Occurrence& item, Draft& draft) {
    Timeouts& timeouts = draft.group.timeouts;
    OutputPlan& output = draft.group.output;
    ReceiveLimits& limits = draft.group.limits;
    PoolOptions& pool = draft.plan.pool;
    constexpr std::uint64_t kMany = 1'000'000;
    switch (item.id) {
        case FlagId::max_time: set_max_time(item, draft); return true;
        case FlagId::connect_timeout: set_limit(item, timeouts.connect, Zero::means_default, draft); return true;
        case FlagId::expect100_timeout:
            set_limit(item, timeouts.expect_continue, Zero::means_default, draft);
            return true;
        case FlagId::dns_timeout: set_limit(item, timeouts.dns, Zero::refused, draft); return true;
        case FlagId::tls_timeout: set_limit(item, timeouts.tls, Zero::refused, draft); return true;
        case FlagId::response_timeout: set_limit(item, timeouts.response, Zero::refused, draft); return true;
        case FlagId::idle_timeout: set_limit(item, timeouts.idle, Zero::refused, draft); return true;
        case FlagId::speed_time: set_limit(item, output.speed_time, Zero::means_default, draft); return true;
        case FlagId::speed_limit: set_size(item, output.speed_limit, draft); return true;
        case FlagId::limit_rate: set_size(item, output.limit_rate, draft); return true;
        case FlagId::max_filesize: {
            std::uint64_t bytes = 0;
            set_size(item, bytes, draft);
            // 0 means no limit, as in curl.
            limits.max_body_bytes = bytes > 0 ? std::optional(bytes) : std::nullopt;
            return true;
        }
        case FlagId::max_header_bytes: set_size(item, limits.max_header_bytes, draft); return true;
        case FlagId::pool: pool.enabled = item.on; return true;
        case FlagId::max_idle_per_host:
            set_number(item, pool.max_idle_per_host, kMany, draft);
            draft.series.max_idle_given = true;
            return true;
        case FlagId::pool_idle_timeout: set_limit(item, pool.idle_timeout, Zero::refused, draft); return true;
        case FlagId::max_conns_per_host: set_number(item, pool.max_conns_per_host, kMany, draft); return true;
        default: return false;
    }
}

}  // namespace

bool apply_network_flag(const Occurrence& item, Draft& draft) {
    return apply_tls_flag(item, draft) || apply_dial_flag(item, draft) || apply_limit_flag(item, draft);
}

}  // namespace rtrip::cli
