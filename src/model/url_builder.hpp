// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/percent.hpp"
#include "rtrip/url.hpp"

namespace rtrip {

/// The parts of a URI reference as they stand in the text (RFC 3986 section 3). Views into that text.
struct ReferenceParts {
    std::optional<std::string_view> authority;
    std::string_view path;
    std::optional<std::string_view> query;
    std::optional<std::string_view> fragment;
};

/// Splits what stands behind the scheme and its colon. Only "//" begins an authority here.
ReferenceParts split_reference(std::string_view text);

/// The scheme of a text, when it begins with one and a colon (RFC 3986 section 3.1).
std::optional<std::string_view> leading_scheme(std::string_view text);

/// Removes "." and ".." segments in one pass; the path of an authority never climbs above its root.
/// Source: RFC 3986 section 5.2.4.
std::string remove_dot_segments(std::string_view path);

enum class DotSegments : std::uint8_t { remove, keep };

/// Makes Url objects; the only writer of their members.
struct UrlBuilder {
    DotSegments dots = DotSegments::remove;
    SpaceAs query_space = SpaceAs::percent20;

    /// From a scheme and what stands behind its colon, with one to three slashes, as curl takes them.
    /// Errors: url_malformed, url_unsupported_scheme.
    [[nodiscard]] Result<Url> absolute(std::string_view scheme, std::string_view rest) const;
    /// From a scheme and a text that begins with the authority. Errors: as above.
    [[nodiscard]] Result<Url> hierarchical(std::string_view scheme, std::string_view rest) const;
    /// From a reference without scheme and authority. Never fails.
    [[nodiscard]] Url relative(const Url& base, const ReferenceParts& reference) const;

    /// What every text must satisfy before it is taken apart: a bound, no controls. Errors: url_malformed.
    static Result<void> check_text(std::string_view text);
};

}  // namespace rtrip
