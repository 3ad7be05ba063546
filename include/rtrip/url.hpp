// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rtrip/result.hpp"

namespace rtrip {

/// What the host part of a URL is.
enum class HostKind : std::uint8_t { name, ipv4, ipv6 };

/// How Url::parse treats what the user typed.
struct UrlParseOptions {
    /// Keep "/./" and "/../" of the path (curl's --path-as-is).
    bool path_as_is = false;
    /// The scheme of a text that has none ("example.com/x").
    std::string_view default_scheme = "http";
};

/// An absolute http or https URL.
///
/// RFC 3986 with what curl accepts beside it: a missing scheme, an internationalised host (mapped by IDNA 2008 with
/// libidn2), spaces and bytes above 0x7f in path and query (percent-encoded). Percent-encoding that is there stays as
/// it is. The authority ends at the first of "/?#" and user-info at its last "@"; a backslash is never a delimiter.
/// Immutable after parsing; freely copyable.
class Url {
public:
    /// Errors: url_malformed, url_unsupported_scheme; the message names the part at fault and shows no password.
    static Result<Url> parse(std::string_view text, const UrlParseOptions& options = {});

    /// Resolves a reference against this URL (RFC 3986 section 5.2). A fragment is inherited when the reference has
    /// none (RFC 9110 section 10.2.2). User-info is inherited only by references without an authority.
    /// Errors: as parse.
    [[nodiscard]] Result<Url> resolve(std::string_view reference) const;

    [[nodiscard]] const std::string& scheme() const { return scheme_; }  ///< "http" or "https"
    [[nodiscard]] bool is_https() const { return scheme_ == "https"; }
    [[nodiscard]] const std::optional<std::string>& user() const { return user_; }  ///< percent-encoded as given
    [[nodiscard]] const std::optional<std::string>& password() const {
        return password_;
    }  ///< percent-encoded as given
    /// Lower-case; A-labels for an internationalised name; without brackets and zone for IPv6; dotted quad for IPv4.
    [[nodiscard]] const std::string& host() const { return host_; }
    [[nodiscard]] HostKind host_kind() const { return host_kind_; }
    [[nodiscard]] const std::string& zone() const { return zone_; }  ///< IPv6 zone id, decoded ("eth0"); or empty
    [[nodiscard]] std::optional<std::uint16_t> explicit_port() const { return port_; }
    [[nodiscard]] std::uint16_t port() const { return port_ ? *port_ : (is_https() ? 443 : 80); }
    [[nodiscard]] const std::string& path() const { return path_; }  ///< begins with "/"
    [[nodiscard]] const std::optional<std::string>& query() const { return query_; }  ///< without "?"
    [[nodiscard]] const std::optional<std::string>& fragment() const { return fragment_; }  ///< without "#"

    /// Path and query: the origin-form request target (RFC 9112 section 3.2.1).
    [[nodiscard]] std::string target() const;
    /// The Host field's value: brackets for IPv6, no zone, the port only when it isn't the scheme's default.
    [[nodiscard]] std::string host_header() const;
    /// "host:port", IPv6 in brackets, port always there.
    [[nodiscard]] std::string host_port() const;
    /// The whole URL. A password is shown; for anything a person may see use to_display().
    [[nodiscard]] std::string to_string() const;
    /// The whole URL with the password as "***".
    [[nodiscard]] std::string to_display() const;

    /// A copy with other path and query (no validation beyond encoding of spaces and controls).
    [[nodiscard]] Url with_query(std::optional<std::string> query) const;
    [[nodiscard]] Url with_path(std::string path) const;
    /// A copy without user-info.
    [[nodiscard]] Url without_userinfo() const;
    /// A copy with the user-info of another URL, or without any when that has none.
    [[nodiscard]] Url with_userinfo_of(const Url& other) const;

    /// The same in every part, fragment included.
    friend bool operator==(const Url&, const Url&) = default;

    /// Same scheme, host and effective port (RFC 6454).
    [[nodiscard]] bool same_origin(const Url& other) const {
        return scheme_ == other.scheme_ && host_ == other.host_ && zone_ == other.zone_ && port() == other.port();
    }

private:
    Url() = default;

    std::string scheme_;
    std::optional<std::string> user_;
    std::optional<std::string> password_;
    std::string host_;
    std::string zone_;
    std::string path_;
    std::optional<std::string> query_;
    std::optional<std::string> fragment_;
    std::optional<std::uint16_t> port_;
    HostKind host_kind_ = HostKind::name;

    friend struct UrlBuilder;
};

/// Replaces the password of anything that looks like user-info in a URL-like text, parsable or not, by "***".
/// For messages about URLs that failed to parse.
std::string mask_userinfo(std::string_view text);

}  // namespace rtrip
