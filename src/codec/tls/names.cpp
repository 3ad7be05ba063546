// SPDX-License-Identifier: MIT
#include "codec/tls/names.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <openssl/obj_mac.h>
#include <openssl/ssl.h>

namespace rtrip::tls {
namespace {

struct NumberName {
    int number;
    std::string_view name;
};

// RFC 8446 section 4, RFC 5246 section 7.4, RFC 6066 section 8, RFC 8879.
constexpr NumberName kMessages[] = {
    {0, "HelloRequest"},        {1, "ClientHello"},         {2, "ServerHello"},        {4, "NewSessionTicket"},
    {5, "EndOfEarlyData"},      {8, "EncryptedExtensions"}, {11, "Certificate"},       {12, "ServerKeyExchange"},
    {13, "CertificateRequest"}, {14, "ServerHelloDone"},    {15, "CertificateVerify"}, {16, "ClientKeyExchange"},
    {20, "Finished"},           {22, "CertificateStatus"},  {24, "KeyUpdate"},         {25, "CompressedCertificate"},
};

// OpenSSL speaks of groups it knows by its own object numbers, of others by the wire's (IANA "TLS Supported Groups").
constexpr NumberName kGroupsByObject[] = {
    {NID_X25519, "x25519"},
    {NID_X448, "x448"},
    {NID_X9_62_prime256v1, "secp256r1"},
    {NID_secp384r1, "secp384r1"},
    {NID_secp521r1, "secp521r1"},
    {NID_brainpoolP256r1, "brainpoolP256r1"},
    {NID_brainpoolP384r1, "brainpoolP384r1"},
    {NID_brainpoolP512r1, "brainpoolP512r1"},
    {NID_ffdhe2048, "ffdhe2048"},
    {NID_ffdhe3072, "ffdhe3072"},
    {NID_ffdhe4096, "ffdhe4096"},
    {NID_ffdhe6144, "ffdhe6144"},
    {NID_ffdhe8192, "ffdhe8192"},
    {NID_secp224r1, "secp224r1"},
};

constexpr NumberName kGroupsByWire[] = {
    {0x11eb, "SecP256r1MLKEM768"}, {0x11ec, "X25519MLKEM768"}, {0x11ed, "SecP384r1MLKEM1024"},
    {0x0200, "MLKEM512"},          {0x0201, "MLKEM768"},       {0x0202, "MLKEM1024"},
};

// RFC 8446 section 4.1.3: SHA-256 of "HelloRetryRequest".
constexpr unsigned char kHelloRetryRandom[32] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                                 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                                 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
constexpr std::size_t kHelloRandomOffset = 6;  // type, length, legacy_version
constexpr int kServerHello = 2;

template <std::size_t N>
std::string_view find_name(const NumberName (&table)[N], int number) {
    for (const NumberName& row : table) {
        if (row.number == number) return row.name;
    }
    return {};
}

bool is_hello_retry(std::span<const unsigned char> message) {
    if (message.size() < kHelloRandomOffset + sizeof kHelloRetryRandom) return false;
    return std::equal(std::begin(kHelloRetryRandom), std::end(kHelloRetryRandom), message.begin() + kHelloRandomOffset);
}

std::string hex_group(int number) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text = "0x";
    for (int shift = 12; shift >= 0; shift -= 4) text += kDigits[static_cast<std::size_t>((number >> shift) & 15)];
    return text;
}

}  // namespace

std::string handshake_message_name(std::span<const unsigned char> message) {
    if (message.empty()) return "empty";
    const int type = message[0];
    if (type == kServerHello && is_hello_retry(message)) return "HelloRetryRequest";
    const std::string_view name = find_name(kMessages, type);
    return name.empty() ? "type " + std::to_string(type) : std::string(name);
}

int protocol_number(TlsVersion version) {
    switch (version) {
        case TlsVersion::tls1_0: return TLS1_VERSION;
        case TlsVersion::tls1_1: return TLS1_1_VERSION;
        case TlsVersion::tls1_2: return TLS1_2_VERSION;
        case TlsVersion::tls1_3: return TLS1_3_VERSION;
    }
    return TLS1_2_VERSION;
}

std::string group_name(ssl_st* ssl) {
    const long number = SSL_get_negotiated_group(ssl);
    if (number <= 0) return {};
    if ((number & TLSEXT_nid_unknown) == 0) {
        const std::string_view name = find_name(kGroupsByObject, static_cast<int>(number));
        if (!name.empty()) return std::string(name);
        const char* object = OBJ_nid2sn(static_cast<int>(number));
        return object != nullptr ? object : "";
    }
    const int wire = static_cast<int>(number & 0xffff);
    const std::string_view name = find_name(kGroupsByWire, wire);
    if (!name.empty()) return std::string(name);
#if OPENSSL_VERSION_NUMBER >= 0x30200000L
    if (const char* theirs = SSL_get0_group_name(ssl); theirs != nullptr) return theirs;
#endif
    return hex_group(wire);
}

}  // namespace rtrip::tls
