// SPDX-License-Identifier: MIT
#include "base/hash.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>

namespace rtrip {
namespace {

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

// Whoever comes first to OpenSSL decides whether it reads its configuration file, which takes longer than a small
// transfer and is of no use here.
void initialize() {
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
}

std::string hex(const Digest& digest, unsigned int size) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string text;
    text.reserve(std::size_t{size} * 2);
    for (unsigned int i = 0; i < size; ++i) {
        text += kHex[digest[i] >> 4];
        text += kHex[digest[i] & 15];
    }
    return text;
}

const EVP_MD* algorithm(HashKind kind) {
    switch (kind) {
        case HashKind::md5: return EVP_md5();
        case HashKind::sha256: return EVP_sha256();
        case HashKind::sha512_256: return EVP_sha512_256();
    }
    return nullptr;
}

}  // namespace

struct Sha256::Impl {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    bool ok = context != nullptr && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1;

    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() {
    initialize();
    impl_ = std::make_unique<Impl>();
}
Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
    impl_->ok = impl_->ok && EVP_DigestUpdate(impl_->context, bytes.data(), bytes.size()) == 1;
}

std::string Sha256::finish() {
    Digest digest{};
    unsigned int size = 0;
    if (!impl_->ok || EVP_DigestFinal_ex(impl_->context, digest.data(), &size) != 1) return {};
    return hex(digest, size);
}

std::string hash_hex(HashKind kind, std::string_view bytes) {
    initialize();
    Digest digest{};
    unsigned int size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm(kind), nullptr) != 1) return {};
    return hex(digest, size);
}

}  // namespace rtrip
