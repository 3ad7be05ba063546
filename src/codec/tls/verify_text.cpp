// SPDX-License-Identifier: MIT
#include "codec/tls/verify_text.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>

#include <openssl/x509_vfy.h>

#include "base/escape.hpp"
#include "codec/tls/certificate.hpp"

namespace rtrip::tls {
namespace {

// A certificate of a hosting company may hold a hundred names.
constexpr std::size_t kMaxNamesShown = 5;

std::string counted(long long count, std::string_view unit) {
    return std::to_string(count) + " " + std::string(unit) + (count == 1 ? "" : "s");
}

std::string span_text(std::chrono::seconds span) {
    using std::chrono::duration_cast;
    if (span >= std::chrono::days(1)) return counted(duration_cast<std::chrono::days>(span).count(), "day");
    if (span >= std::chrono::hours(1)) return counted(duration_cast<std::chrono::hours>(span).count(), "hour");
    if (span >= std::chrono::minutes(1)) return counted(duration_cast<std::chrono::minutes>(span).count(), "minute");
    return counted(std::max<long long>(0, span.count()), "second");
}

// "certificate" for the leaf, which the reader has in mind; others by name.
std::string who(const ChainProblem& problem) {
    if (problem.problem.depth == 0) return "certificate";
    return "issuer certificate \"" + problem.problem.subject + "\"";
}

std::string expired_text(const ChainProblem& problem, WallTime now) {
    const auto ago =
        std::chrono::floor<std::chrono::seconds>(now) - std::chrono::floor<std::chrono::seconds>(problem.not_after);
    return who(problem) + " expired " + span_text(ago) + " ago (not after " + iso_time(problem.not_after) + ")";
}

std::string early_text(const ChainProblem& problem, WallTime now) {
    const auto ahead =
        std::chrono::floor<std::chrono::seconds>(problem.not_before) - std::chrono::floor<std::chrono::seconds>(now);
    return who(problem) + " is not valid for another " + span_text(ahead) + " (not before " +
           iso_time(problem.not_before) + ")";
}

std::string name_mismatch_text(const VerifyContext& context) {
    std::string names;
    std::size_t shown = 0;
    std::size_t left_out = 0;
    if (!context.chain.empty()) {
        for (const std::string& san : context.chain.front().sans) {
            if (!san.starts_with("DNS:") && !san.starts_with("IP:")) continue;
            if (shown == kMaxNamesShown) {
                ++left_out;
                continue;
            }
            names += (shown++ == 0 ? "" : ", ") + san.substr(san.find(':') + 1);
        }
        if (shown == 0) names = "\"" + context.chain.front().subject + "\"";
    }
    if (left_out != 0) names += " and " + std::to_string(left_out) + " more";
    return "certificate is for " + names + ", not for " + escape_prefix(context.peer.host, 255);
}

std::string missing_issuer_text(const ChainProblem& problem, const VerifyContext& context) {
    std::string text = "issuer \"" + problem.issuer + "\" is not in the CA store";
    if (context.chain.size() == 1) text += "; the server did not send an intermediate";
    return text;
}

}  // namespace

ErrorCode problem_code(int x509_code) {
    switch (x509_code) {
        case X509_V_ERR_CERT_HAS_EXPIRED: return ErrorCode::tls_expired;
        case X509_V_ERR_CERT_NOT_YET_VALID: return ErrorCode::tls_not_yet_valid;
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH: return ErrorCode::tls_hostname;
        case X509_V_ERR_CERT_REVOKED: return ErrorCode::tls_revoked;
        case X509_V_ERR_EE_KEY_TOO_SMALL:
        case X509_V_ERR_CA_KEY_TOO_SMALL:
        case X509_V_ERR_CA_MD_TOO_WEAK: return ErrorCode::tls_weak;
        default: return ErrorCode::tls_untrusted;
    }
}

bool is_crl_gap(int x509_code) {
    switch (x509_code) {
        case X509_V_ERR_UNABLE_TO_GET_CRL:
        case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
        case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
        case X509_V_ERR_CRL_SIGNATURE_FAILURE:
        case X509_V_ERR_CRL_NOT_YET_VALID:
        case X509_V_ERR_CRL_HAS_EXPIRED: return true;
        default: return false;
    }
}

std::string problem_text(const ChainProblem& problem, const VerifyContext& context) {
    const std::string& subject = problem.problem.subject;
    switch (problem.problem.code) {
        case X509_V_ERR_CERT_HAS_EXPIRED: return expired_text(problem, context.now);
        case X509_V_ERR_CERT_NOT_YET_VALID: return early_text(problem, context.now);
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH: return name_mismatch_text(context);
        case X509_V_ERR_CERT_REVOKED: return who(problem) + " is revoked by its issuer \"" + problem.issuer + "\"";
        case X509_V_ERR_EE_KEY_TOO_SMALL:
        case X509_V_ERR_CA_KEY_TOO_SMALL: return who(problem) + " has a key that is too small to be safe";
        case X509_V_ERR_CA_MD_TOO_WEAK: return who(problem) + " is signed with a broken hash (MD5 or SHA-1)";
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            return "certificate \"" + subject + "\" is self-signed and not in the CA store";
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            return "the chain ends in \"" + subject + "\", which is not in the CA store";
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: return missing_issuer_text(problem, context);
        case X509_V_ERR_INVALID_CA: return "issuer \"" + subject + "\" is not a CA";
        case X509_V_ERR_PATH_LENGTH_EXCEEDED: return "issuer \"" + subject + "\" may not issue CAs (path length)";
        case X509_V_ERR_INVALID_PURPOSE: return who(problem) + " is not meant for TLS servers (key usage)";
        case X509_V_ERR_PERMITTED_VIOLATION:
        case X509_V_ERR_EXCLUDED_VIOLATION: return "an issuer may not certify such names (name constraints)";
        case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
            return who(problem) + " has a critical extension that is not understood";
        case X509_V_ERR_UNABLE_TO_GET_CRL: return "there is no CRL of the issuer \"" + problem.issuer + "\"";
        default: return who(problem) + ": " + problem.problem.text;
    }
}

bool is_echo(const ChainProblem& problem, const std::vector<ChainProblem>& problems) {
    // Without the issuer the signature cannot be checked either.
    if (problem.problem.code != X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE) return false;
    return std::any_of(problems.begin(), problems.end(), [](const ChainProblem& other) {
        return other.problem.code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
               other.problem.code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT;
    });
}

}  // namespace rtrip::tls
