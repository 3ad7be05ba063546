// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "model/host.hpp"
#include "model/ip_text.hpp"
#include "model/url_builder.hpp"

namespace rtrip {
namespace {

constexpr std::size_t kLongestUrl = 8'000'000;  // curl's limit for any text it takes
constexpr std::size_t kShown = 80;

std::unexpected<Error> malformed(std::string_view why) {
    return fail(ErrorCode::url_malformed, "url: " + std::string(why));
}

struct Authority {
    std::optional<std::string_view> user;
    std::optional<std::string_view> password;
    std::string_view host;
    std::string_view port;  // without its colon
};

Result<Authority> split_authority(std::string_view text) {
    Authority parts;
    // RFC 3986 lets user-info hold no "@"; people's passwords do, and hosts never.
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        const std::string_view user_info = text.substr(0, at);
        text.remove_prefix(at + 1);
        if (user_info.find(' ') != std::string_view::npos) return malformed("space in the user name or password");
        const std::size_t colon = user_info.find(':');
        parts.user = user_info.substr(0, colon);
        if (colon != std::string_view::npos) parts.password = user_info.substr(colon + 1);
    }
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) return malformed("IPv6 address without closing bracket");
        parts.host = text.substr(0, close + 1);
        text.remove_prefix(close + 1);
        if (!text.empty() && text.front() != ':')
            return malformed("something other than a port behind the IPv6 address");
    } else {
        if (parse_ipv6(text)) return malformed("an IPv6 address needs brackets: [" + std::string(text) + "]");
        parts.host = text.substr(0, text.find(':'));
        text.remove_prefix(parts.host.size());
    }
    if (!text.empty()) parts.port = text.substr(1);
    return parts;
}

Result<std::optional<std::uint16_t>> parse_port(std::string_view text) {
    if (text.empty()) return std::optional<std::uint16_t>();
    unsigned value = 0;
    for (const char c : text) {
        // The text is not quoted: it may be the beginning of a password with a "/" in it.
        if (!ascii::is_digit(c)) return malformed("port is not a number");
        value = std::min(value * 10 + static_cast<unsigned>(c - '0'), 65536U);
    }
    if (value == 0 || value > 65535) return malformed("port is not between 1 and 65535");
    return std::optional<std::uint16_t>(static_cast<std::uint16_t>(value));
}

// The path, query and fragment of `parts` from a text that begins behind the authority.
void split_tail(std::string_view text, ReferenceParts& parts) {
    if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
        parts.fragment = text.substr(hash + 1);
        text = text.substr(0, hash);
    }
    if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
        parts.query = text.substr(mark + 1);
        text = text.substr(0, mark);
    }
    parts.path = text;
}

std::size_t count_leading_slashes(std::string_view text) {
    return std::min(text.find_first_not_of('/'), text.size());
}

// Words that nobody means as a user name in front of a password.
bool is_known_scheme(std::string_view word) {
    constexpr std::array<std::string_view, 10> kKnown{"http",  "https", "mailto", "javascript", "data",
                                                      "about", "urn",   "tel",    "blob",       "news"};
    return std::any_of(kKnown.begin(), kKnown.end(),
                       [word](std::string_view name) { return ascii::iequals(name, word); });
}

// What the user typed has a scheme when a slash follows: "localhost:80" and "user:password@host" have none. A known
// scheme needs no slash to be one, but with a port behind it it is a host of that name.
std::optional<std::string_view> typed_scheme(std::string_view text) {
    const auto scheme = leading_scheme(text);
    if (!scheme) return std::nullopt;
    const std::string_view rest = text.substr(scheme->size() + 1);
    if (rest.starts_with('/')) return scheme;
    const std::string_view port = rest.substr(0, rest.find_first_of("/?#"));
    const bool has_port = !port.empty() && std::all_of(port.begin(), port.end(), ascii::is_digit);
    return is_known_scheme(*scheme) && !has_port ? scheme : std::nullopt;
}

std::optional<std::string> encoded(const std::optional<std::string_view>& part, SpaceAs space) {
    if (!part) return std::nullopt;
    return encode_unsafe(*part, space);
}

std::string clean_path(std::string_view path, DotSegments dots) {
    if (path.empty()) return "/";
    std::string text = encode_unsafe(path);
    return dots == DotSegments::keep ? text : remove_dot_segments(text);
}

}  // namespace

std::optional<std::string_view> leading_scheme(std::string_view text) {
    if (text.empty() || !ascii::is_alpha(text.front())) return std::nullopt;
    const auto is_scheme_char = [](char c) { return ascii::is_alnum(c) || c == '+' || c == '-' || c == '.'; };
    const auto* const end = std::find_if_not(text.begin(), text.end(), is_scheme_char);
    if (end == text.end() || *end != ':') return std::nullopt;
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

ReferenceParts split_reference(std::string_view text) {
    ReferenceParts parts;
    if (text.starts_with("//")) {
        text.remove_prefix(2);
        parts.authority = text.substr(0, text.find_first_of("/?#"));
        text.remove_prefix(parts.authority->size());
    }
    split_tail(text, parts);
    return parts;
}

Result<void> UrlBuilder::check_text(std::string_view text) {
    if (text.size() > kLongestUrl) return malformed("longer than 8000000 bytes");
    if (std::any_of(text.begin(), text.end(), ascii::is_control)) return malformed("control character in the URL");
    return {};
}

Result<Url> UrlBuilder::absolute(std::string_view scheme, std::string_view rest) const {
    if (!ascii::iequals(scheme, "http") && !ascii::iequals(scheme, "https")) {
        return fail(ErrorCode::url_unsupported_scheme,
                    "url: scheme \"" + escape_prefix(scheme, kShown) + "\" is not supported");
    }
    const std::size_t slashes = count_leading_slashes(rest);
    if (slashes == 0) return malformed("no \"//\" behind the scheme");
    if (slashes > 3) return malformed("more than three slashes behind the scheme");
    return hierarchical(scheme, rest.substr(slashes));
}

Result<Url> UrlBuilder::hierarchical(std::string_view scheme, std::string_view rest) const {
    if (!ascii::iequals(scheme, "http") && !ascii::iequals(scheme, "https")) {
        return fail(ErrorCode::url_unsupported_scheme,
                    "url: scheme \"" + escape_prefix(scheme, kShown) + "\" is not supported");
    }
    const std::string_view authority_text = rest.substr(0, rest.find_first_of("/?#"));
    const auto authority = split_authority(authority_text);
    if (!authority) return fail(authority.error());
    auto host = parse_host(authority->host);
    if (!host) return fail(host.error());
    const auto port = parse_port(authority->port);
    if (!port) return fail(port.error());
    ReferenceParts tail;
    split_tail(rest.substr(authority_text.size()), tail);

    Url url;
    url.scheme_ = ascii::lower(scheme);
    url.user_ = encoded(authority->user, SpaceAs::percent20);
    url.password_ = encoded(authority->password, SpaceAs::percent20);
    url.host_ = std::move(host->text);
    url.zone_ = std::move(host->zone);
    url.host_kind_ = host->kind;
    url.port_ = *port;
    url.path_ = clean_path(tail.path, dots);
    url.query_ = encoded(tail.query, query_space);
    url.fragment_ = encoded(tail.fragment, SpaceAs::percent20);
    return url;
}

Url UrlBuilder::relative(const Url& base, const ReferenceParts& reference) const {
    Url url = base;
    // RFC 9110 section 10.2.2: a reference without fragment keeps that of the base.
    if (reference.fragment) url.fragment_ = encoded(reference.fragment, SpaceAs::percent20);
    if (reference.path.empty() && !reference.query) return url;
    url.query_ = encoded(reference.query, query_space);
    if (reference.path.empty()) return url;
    std::string merged;
    // RFC 3986 section 5.2.3: a relative path replaces what stands behind the base's last slash.
    if (!reference.path.starts_with('/')) merged = base.path_.substr(0, base.path_.rfind('/') + 1);
    merged += reference.path;
    url.path_ = clean_path(merged, dots);
    return url;
}

Result<Url> Url::parse(std::string_view text, const UrlParseOptions& options) {
    if (auto checked = UrlBuilder::check_text(text); !checked) return fail(checked.error());
    const UrlBuilder builder{options.path_as_is ? DotSegments::keep : DotSegments::remove, SpaceAs::percent20};
    if (const auto scheme = typed_scheme(text)) return builder.absolute(*scheme, text.substr(scheme->size() + 1));
    return builder.hierarchical(options.default_scheme, text);
}

}  // namespace rtrip
