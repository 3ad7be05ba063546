// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "rtrip/netrc.hpp"

namespace rtrip {

/// How a user and a password are shown to servers.
enum class AuthMode : std::uint8_t {
    /// With every request, unasked.
    basic,
    /// By challenge and response alone; the first request carries neither credentials nor body (--digest).
    digest,
    /// Whatever the strongest challenge asks for; the first request is sent whole, without credentials (--anyauth).
    any,
};

/// What a netrc file's credentials come before.
enum class NetrcUse : std::uint8_t {
    optional,  ///< A password in the URL goes first (--netrc-optional).
    required,  ///< The entry goes before it; a user in the URL chooses among the entries (--netrc).
};

/// Whose credentials are shown to whom.
///
/// `credentials` and `bearer` are for the origin of the first request: where Request::crossed_origin is set they stay
/// out. The user-info of a URL is for that URL, netrc is asked for every host anew. A user's own Authorization field
/// leaves no room for any of them.
struct AuthPolicy {
    AuthMode mode = AuthMode::basic;
    std::optional<Credentials> credentials;  ///< -u: before those of the URL and of netrc.
    std::string bearer;  ///< --oauth2-bearer: before everything else; empty: none.
    std::shared_ptr<const Netrc> netrc;  ///< Null: not asked for.
    NetrcUse netrc_use = NetrcUse::optional;
    /// Makes a client nonce for Digest. Empty: 128 random bits of the system's.
    std::function<std::string()> make_cnonce;
};

}  // namespace rtrip
