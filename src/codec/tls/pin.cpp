// SPDX-License-Identifier: MIT
#include "codec/tls/pin.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <openssl/pem.h>

#include "base/base64.hpp"
#include "base/escape.hpp"
#include "codec/tls/openssl_error.hpp"

namespace rtrip::tls {
namespace {

constexpr std::string_view kScheme = "sha256//";
constexpr std::size_t kDigestBytes = 32;

std::string sha256(const unsigned char* bytes, std::size_t size) {
    std::array<unsigned char, kDigestBytes> digest{};
    if (EVP_Digest(bytes, size, digest.data(), nullptr, EVP_sha256(), nullptr) != 1) return {};
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string key_digest(const X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    const OpensslMemoryPtr owner(der);
    return size > 0 ? sha256(der, static_cast<std::size_t>(size)) : std::string();
}

Result<std::string> parse_pin(std::string_view pin) {
    if (pin.starts_with(kScheme)) {
        std::optional<std::string> digest = base64_decode(pin.substr(kScheme.size()));
        if (digest && digest->size() == kDigestBytes) return *std::move(digest);
    }
    return fail(ErrorCode::tls_pin,
                "\"" + escape_prefix(pin, 100) + "\" is not a pin: sha256// and 44 digits of base 64");
}

Result<std::string> digest_of_file(const std::string& path) {
    const BioPtr file(BIO_new_file(path.c_str(), "rb"));
    EvpPkeyPtr key;
    if (file != nullptr) {
        key.reset(PEM_read_bio_PUBKEY(file.get(), nullptr, nullptr, nullptr));
        if (key == nullptr && BIO_seek(file.get(), 0) >= 0) key.reset(d2i_PUBKEY_bio(file.get(), nullptr));
    }
    const QueuedError cause = take_openssl_error();
    if (key == nullptr) {
        return fail(ErrorCode::tls_pin,
                    "no public key can be read from the pin file \"" + escape_prefix(path, 400) + "\": " + cause.text);
    }
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key.get(), &der);
    const OpensslMemoryPtr owner(der);
    if (size <= 0) return fail(ErrorCode::tls_pin, "the key in the pin file cannot be encoded");
    return sha256(der, static_cast<std::size_t>(size));
}

}  // namespace

Result<PinSet> PinSet::parse(std::string_view text) {
    PinSet pins;
    if (text.empty()) return pins;
    if (!text.starts_with(kScheme)) {
        Result<std::string> digest = digest_of_file(std::string(text));
        if (!digest) return fail(std::move(digest.error()));
        pins.digests_.push_back(*std::move(digest));
        return pins;
    }
    while (!text.empty()) {
        const std::string_view pin = text.substr(0, text.find(';'));
        text.remove_prefix(std::min(text.size(), pin.size() + 1));
        Result<std::string> digest = parse_pin(pin);
        if (!digest) return fail(std::move(digest.error()));
        pins.digests_.push_back(*std::move(digest));
    }
    return pins;
}

bool PinSet::allows(const X509* certificate) const {
    const std::string digest = key_digest(certificate);
    return !digest.empty() && std::find(digests_.begin(), digests_.end(), digest) != digests_.end();
}

std::string pin_text(const X509* certificate) {
    return std::string(kScheme) + base64_encode(key_digest(certificate));
}

}  // namespace rtrip::tls
