// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "rtrip/result.hpp"
#include "rtrip/url.hpp"

namespace rtrip {

/// The host part of an authority, in the form that Url::host() promises.
struct Host {
    std::string text;
    std::string zone;
    HostKind kind = HostKind::name;
};

/// Validates and normalises the host of a URL: a name, an IPv4 address in any of curl's forms, or "[" IPv6 "]" with an
/// optional zone behind "%" or "%25". Percent-encoding is decoded, then the characters are checked.
/// Errors: url_malformed.
/// Source: RFC 3986 section 3.2.2, RFC 6874, RFC 1035 section 2.3.4.
Result<Host> parse_host(std::string_view text);

}  // namespace rtrip
