// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codec/tls/openssl_ptr.hpp"
#include "rtrip/result.hpp"

namespace rtrip::tls {

/// The public keys that a server may have (curl's --pinnedpubkey).
class PinSet {
public:
    /// "sha256//BASE64" or several with ";" between, or the path of a file with one public key in PEM or DER.
    /// Empty text: no pins. Errors: tls_pin when a pin is malformed or the file cannot be read or holds no key.
    static Result<PinSet> parse(std::string_view text);

    [[nodiscard]] bool empty() const { return digests_.empty(); }
    /// True when the certificate's key is among the pins.
    [[nodiscard]] bool allows(const X509* certificate) const;

private:
    std::vector<std::string> digests_;  // SHA-256 of the DER form of SubjectPublicKeyInfo
};

/// "sha256//BASE64" of the certificate's key, for messages.
std::string pin_text(const X509* certificate);

}  // namespace rtrip::tls
