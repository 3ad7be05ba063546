// SPDX-License-Identifier: MIT
#include "model/host.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "model/idn.hpp"
#include "model/ip_text.hpp"
#include "model/percent.hpp"

namespace rtrip {
namespace {

constexpr std::size_t kLongestName = 253;  // RFC 1035 section 2.3.4, as text without the root's dot
constexpr std::size_t kLongestLabel = 63;
// What is given to the IDN library; its work grows faster than its input. Each of 253 characters may take 12 bytes when
// it is UTF-8 in percent-encoding.
constexpr std::size_t kLongestRawName = 4096;
constexpr std::size_t kShown = 80;

std::unexpected<Error> bad_host(std::string_view host, std::string_view why) {
    std::string message = "url: host \"";
    message += escape_prefix(host, kShown);
    message += "\" ";
    message += why;
    return fail(ErrorCode::url_malformed, std::move(message));
}

// Delimiters of URLs, quotes, and what shells and headers give a meaning to. Encoding them does not make them right.
constexpr bool is_forbidden_in_host(char c) {
    return ascii::is_control(c) || c == ' ' ||
           std::string_view("/:#?!@{}[]\\$'\"^`*<>=;,+&()%|").find(c) != std::string_view::npos;
}

std::optional<std::string_view> fault_of_labels(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.size() > kLongestName) return "is longer than 253 characters";
    while (true) {
        const std::size_t dot = name.find('.');
        const std::string_view label = name.substr(0, dot);
        if (label.empty()) return "has an empty label";
        if (label.size() > kLongestLabel) return "has a label longer than 63 characters";
        if (dot == std::string_view::npos) return std::nullopt;
        name.remove_prefix(dot + 1);
    }
}

Result<Host> parse_name(std::string_view text) {
    if (text.size() > kLongestRawName) return bad_host(text, "is too long");
    const auto decoded = percent_decode_strict(text);
    if (!decoded) return bad_host(text, "has broken percent-encoding");
    std::string name = *decoded;
    if (std::any_of(name.begin(), name.end(), is_forbidden_in_host))
        return bad_host(text, "has a character that no host has");
    if (needs_idn(name)) {
        auto mapped = map_idn(name);
        if (!mapped) return bad_host(text, "is not a valid internationalised name");
        name = std::move(*mapped);
        // The mapping makes ASCII of look-alikes: a full-width slash must not become a delimiter.
        if (std::any_of(name.begin(), name.end(), is_forbidden_in_host)) {
            return bad_host(text, "maps to a character that no host has");
        }
    }
    name = ascii::lower(name);
    if (const auto address = parse_ipv4_numeric(name)) return Host{format_ipv4(*address), "", HostKind::ipv4};
    if (const auto fault = fault_of_labels(name)) return bad_host(text, *fault);
    return Host{std::move(name), "", HostKind::name};
}

// RFC 6874 wants "%25" in front of the zone; people and curl write "%" as well.
std::optional<std::string> parse_zone(std::string_view text) {
    constexpr std::size_t kLongestZone = 64;
    text.remove_prefix(text.starts_with("%25") && text.size() > 3 ? 3 : 1);
    if (text.empty() || text.size() > kLongestZone) return std::nullopt;
    auto zone = percent_decode_strict(text);
    if (!zone) return std::nullopt;
    const auto is_zone_char = [](char c) {
        return ascii::is_alnum(c) || std::string_view("-._~:@").find(c) != std::string_view::npos;
    };
    if (!std::all_of(zone->begin(), zone->end(), is_zone_char)) return std::nullopt;
    return zone;
}

Result<Host> parse_bracketed(std::string_view text) {
    const std::string_view inside = text.substr(1, text.size() - 2);
    const std::size_t percent = inside.find('%');
    const auto bytes = parse_ipv6(inside.substr(0, percent));
    if (!bytes) return bad_host(text, "is not an IPv6 address");
    Host host{format_ipv6(*bytes), "", HostKind::ipv6};
    if (percent != std::string_view::npos) {
        auto zone = parse_zone(inside.substr(percent));
        if (!zone) return bad_host(text, "has a zone that is not the name of an interface");
        host.zone = std::move(*zone);
    }
    return host;
}

}  // namespace

Result<Host> parse_host(std::string_view text) {
    if (text.empty()) return fail(ErrorCode::url_malformed, "url: no host");
    if (!text.starts_with('[')) return parse_name(text);
    if (text.size() < 2 || !text.ends_with(']')) return bad_host(text, "lacks its closing bracket");
    return parse_bracketed(text);
}

}  // namespace rtrip
