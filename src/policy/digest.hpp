// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "policy/challenge.hpp"
#include "rtrip/netrc.hpp"

namespace rtrip {

/// A Digest challenge that can be answered.
struct DigestChallenge {
    std::string realm;
    std::string nonce;
    std::optional<std::string> opaque;
    std::string algorithm;  ///< As it was named; empty: it was not, which means MD5.
    HashKind hash = HashKind::md5;
    bool session = false;   ///< The "-sess" variant.
    bool qop_auth = false;  ///< False: the server is of before RFC 2617 and offers no protection at all.
    bool userhash = false;
    bool stale = false;     ///< The credentials were right, the nonce too old.
};

/// Realm, nonce and opaque together may be at most this long: all of them are sent back with every request.
inline constexpr std::size_t kMaxDigestEchoBytes = std::size_t{8} << 10;

/// Absent when it is another scheme or cannot be answered: no nonce, an unknown algorithm, only auth-int offered, a
/// control character where none may be sent back, more to send back than kMaxDigestEchoBytes.
std::optional<DigestChallenge> parse_digest_challenge(const Challenge& challenge);

/// The Digest challenge with the strongest hash; absent when there is none that can be answered.
std::optional<DigestChallenge> strongest_digest(const std::vector<Challenge>& challenges);

/// What an answer is made for.
struct DigestRequest {
    std::string_view method;
    std::string_view uri;      ///< The request target.
    std::string_view cnonce;
    std::uint32_t count = 1;   ///< How often the nonce has been used, this time included.
};

/// The value of Authorization. Quotes and backslashes are escaped in it, not in what is hashed.
/// Source: RFC 7616 section 3.4; RFC 2069 for a challenge without qop.
std::string digest_authorization(const DigestChallenge& challenge, const Credentials& credentials,
                                 const DigestRequest& request);

}  // namespace rtrip
