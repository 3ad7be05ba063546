// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rtrip {

/// SHA-256 of bytes that come piece by piece (FIPS 180-4). Not copyable; one thread.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(std::string_view bytes);
    /// Lower-case hex of everything so far; call once. Empty when the library cannot compute it.
    [[nodiscard]] std::string finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The hashes of HTTP's Digest authentication (RFC 7616 section 6.1). MD5 is there because servers still ask for it.
enum class HashKind : std::uint8_t { md5, sha256, sha512_256 };

/// Lower-case hex of the hash of `bytes`. Empty when the library cannot compute it (MD5 under a FIPS policy).
[[nodiscard]] std::string hash_hex(HashKind kind, std::string_view bytes);

}  // namespace rtrip
