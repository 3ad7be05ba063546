// SPDX-License-Identifier: MIT
#include "codec/tls/certificate.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <span>
#include <string_view>

#include <openssl/ec.h>
#include <openssl/objects.h>

#include "base/escape.hpp"

namespace rtrip::tls {
namespace {

// RFC 5280 section 4.1.2.2 allows 20 octets; what is longer is cut in the text.
constexpr std::size_t kMaxSerialDigits = 128;
// A name may be as long as the Certificate message; a report need not.
constexpr std::size_t kMaxNameBytes = 1024;

std::string hex(std::span<const unsigned char> bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const unsigned char b : bytes) {
        text += kDigits[b >> 4];
        text += kDigits[b & 15];
    }
    return text;
}

std::string_view bytes_of(const ASN1_STRING* string) {
    const unsigned char* data = ASN1_STRING_get0_data(string);
    const int length = ASN1_STRING_length(string);
    if (data == nullptr || length <= 0) return {};
    return {reinterpret_cast<const char*>(data), static_cast<std::size_t>(length)};
}

std::string serial_text(const X509* certificate) {
    const std::string_view bytes = bytes_of(X509_get0_serialNumber(certificate));
    std::string text = hex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
    if (text.size() > kMaxSerialDigits) text.resize(kMaxSerialDigits);
    return text;
}

std::string address_text(std::string_view bytes) {
    std::string text;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i])); };
    if (bytes.size() == 4) {
        for (std::size_t i = 0; i < 4; ++i) text += (i == 0 ? "" : ".") + std::to_string(byte(i));
        return text;
    }
    if (bytes.size() != 16) return "invalid";
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (std::size_t i = 0; i < 16; i += 2) {
        const unsigned group = byte(i) << 8 | byte(i + 1);
        if (i != 0) text += ':';
        bool started = false;
        for (int shift = 12; shift >= 0; shift -= 4) {
            const unsigned digit = group >> shift & 15U;
            if (digit == 0 && !started && shift != 0) continue;
            started = true;
            text += kDigits[digit];
        }
    }
    return text;
}

std::string san_text(const GENERAL_NAME* name) {
    switch (name->type) {
        case GEN_DNS: return "DNS:" + escape_prefix(bytes_of(name->d.dNSName), kMaxNameBytes);
        case GEN_URI: return "URI:" + escape_prefix(bytes_of(name->d.uniformResourceIdentifier), kMaxNameBytes);
        case GEN_EMAIL: return "email:" + escape_prefix(bytes_of(name->d.rfc822Name), kMaxNameBytes);
        case GEN_IPADD: return "IP:" + address_text(bytes_of(name->d.iPAddress));
        case GEN_DIRNAME: return "DirName:" + name_text(name->d.directoryName);
        default: return "other";
    }
}

std::vector<std::string> san_texts(const X509* certificate) {
    std::vector<std::string> texts;
    const GeneralNamesPtr names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    if (names == nullptr) return texts;
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        texts.push_back(san_text(sk_GENERAL_NAME_value(names.get(), i)));
    }
    return texts;
}

std::string curve_text(const EVP_PKEY* key) {
    std::array<char, 80> group{};
    std::size_t length = 0;
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) != 1) return "EC";
    const char* nist = EC_curve_nid2nist(OBJ_sn2nid(group.data()));
    return std::string("EC ") + (nist != nullptr ? nist : group.data());
}

std::string key_text(X509* certificate) {
    const EVP_PKEY* key = X509_get0_pubkey(certificate);
    if (key == nullptr) return "unknown";
    const std::string bits = " " + std::to_string(EVP_PKEY_get_bits(key));
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA: return "RSA" + bits;
        case EVP_PKEY_RSA_PSS: return "RSA-PSS" + bits;
        case EVP_PKEY_DSA: return "DSA" + bits;
        case EVP_PKEY_EC: return curve_text(key);
        case EVP_PKEY_ED25519: return "Ed25519";
        case EVP_PKEY_ED448: return "Ed448";
        default: break;
    }
    const char* name = EVP_PKEY_get0_type_name(key);
    return name != nullptr ? name : "unknown";
}

std::string signature_text(const X509* certificate) {
    const X509_ALGOR* algorithm = nullptr;
    X509_get0_signature(nullptr, &algorithm, certificate);
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    std::array<char, 80> text{};
    OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 0);
    return text.data();
}

std::string two_digits(int number) {
    return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

}  // namespace

CertificateInfo describe_certificate(X509* certificate) {
    CertificateInfo info;
    info.subject = name_text(X509_get_subject_name(certificate));
    info.issuer = name_text(X509_get_issuer_name(certificate));
    info.serial = serial_text(certificate);
    info.sans = san_texts(certificate);
    info.not_before = wall_time(X509_get0_notBefore(certificate));
    info.not_after = wall_time(X509_get0_notAfter(certificate));
    info.key = key_text(certificate);
    info.signature = signature_text(certificate);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int digest_bytes = 0;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &digest_bytes) == 1) {
        info.sha256 = hex({digest.data(), digest_bytes});
    }
    info.der_bytes = static_cast<std::size_t>(std::max(0, i2d_X509(certificate, nullptr)));
    info.self_issued = X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
    return info;
}

std::vector<CertificateInfo> describe_chain(const STACK_OF(X509) * chain) {
    std::vector<CertificateInfo> infos;
    if (chain == nullptr) return infos;
    for (int i = 0; i < sk_X509_num(chain); ++i) infos.push_back(describe_certificate(sk_X509_value(chain, i)));
    return infos;
}

std::string name_text(const X509_NAME* name) {
    const BioPtr memory(BIO_new(BIO_s_mem()));
    // Without ESC_MSB, so that UTF-8 names stay readable; what could harm a terminal is escaped below.
    constexpr unsigned long kFlags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    if (memory == nullptr || X509_NAME_print_ex(memory.get(), name, 0, kFlags) < 0) return "?";
    char* data = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &data);
    if (length <= 0) return {};
    return escape_prefix({data, static_cast<std::size_t>(length)}, kMaxNameBytes);
}

WallTime wall_time(const ASN1_TIME* time) {
    std::tm fields{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &fields) != 1) return WallTime{};
    const std::chrono::year_month_day date(std::chrono::year(fields.tm_year + 1900),
                                           std::chrono::month(static_cast<unsigned>(fields.tm_mon + 1)),
                                           std::chrono::day(static_cast<unsigned>(fields.tm_mday)));
    const std::chrono::sys_seconds seconds = std::chrono::sys_days(date) + std::chrono::hours(fields.tm_hour) +
                                             std::chrono::minutes(fields.tm_min) + std::chrono::seconds(fields.tm_sec);
    // Nanoseconds in 64 bits end in 2262; certificates "without end" say 9999 (RFC 5280 section 4.1.2.5).
    const auto earliest = std::chrono::ceil<std::chrono::seconds>(WallTime::min());
    const auto latest = std::chrono::floor<std::chrono::seconds>(WallTime::max());
    return std::clamp(seconds, earliest, latest);
}

std::string iso_time(WallTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
    return std::to_string(static_cast<int>(date.year())) + "-" +
           two_digits(static_cast<int>(static_cast<unsigned>(date.month()))) + "-" +
           two_digits(static_cast<int>(static_cast<unsigned>(date.day()))) + "T" +
           two_digits(static_cast<int>(clock.hours().count())) + ":" +
           two_digits(static_cast<int>(clock.minutes().count())) + ":" +
           two_digits(static_cast<int>(clock.seconds().count())) + "Z";
}

}  // namespace rtrip::tls
