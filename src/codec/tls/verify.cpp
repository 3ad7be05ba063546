// SPDX-License-Identifier: MIT
#include "codec/tls/verify.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include <openssl/x509_vfy.h>

#include "base/escape.hpp"
#include "codec/tls/certificate.hpp"
#include "codec/tls/verify_text.hpp"

namespace rtrip::tls {
namespace {

// 112 bits: RSA of 2048 bits and more, no MD5, no SHA-1, except for the trust anchor's own signature. A cipher string's
// "@SECLEVEL" and the distribution's defaults do not reach it.
constexpr int kAuthLevel = 2;

int recorder_index() {
    static const int index = X509_STORE_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

ChainProblem make_problem(int depth, int code, X509* certificate) {
    ChainProblem made;
    made.problem.depth = depth;
    made.problem.code = code;
    made.problem.text = X509_verify_cert_error_string(code);
    if (certificate == nullptr) return made;
    made.problem.subject = name_text(X509_get_subject_name(certificate));
    made.issuer = name_text(X509_get_issuer_name(certificate));
    made.not_before = wall_time(X509_get0_notBefore(certificate));
    made.not_after = wall_time(X509_get0_notAfter(certificate));
    return made;
}

void add_problem(std::vector<ChainProblem>& problems, ChainProblem problem) {
    const auto same = [&](const ChainProblem& other) {
        return other.problem.depth == problem.problem.depth && other.problem.code == problem.problem.code;
    };
    if (std::none_of(problems.begin(), problems.end(), same)) problems.push_back(std::move(problem));
}

// After these OpenSSL's state is not good for anything more.
bool is_internal(int code) {
    return code == X509_V_ERR_OUT_OF_MEM || code == X509_V_ERR_UNSPECIFIED || code == X509_V_ERR_INVALID_CALL ||
           code == X509_V_ERR_STORE_LOOKUP;
}

int record(int ok, X509_STORE_CTX* context) {
    if (ok == 1) return 1;
    auto* problems = static_cast<std::vector<ChainProblem>*>(X509_STORE_CTX_get_ex_data(context, recorder_index()));
    const int code = X509_STORE_CTX_get_error(context);
    add_problem(*problems,
                make_problem(X509_STORE_CTX_get_error_depth(context), code, X509_STORE_CTX_get_current_cert(context)));
    return is_internal(code) ? 0 : 1;
}

bool has_san_of_host(X509* certificate) {
    const GeneralNamesPtr names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    if (names == nullptr) return false;
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const int type = sk_GENERAL_NAME_value(names.get(), i)->type;
        if (type == GEN_DNS || type == GEN_IPADD) return true;
    }
    return false;
}

int rank(ErrorCode code) {
    // Revocation is somebody's verdict; a date or a name is a plain fact; a missing issuer may be our store's fault.
    constexpr ErrorCode kOrder[] = {ErrorCode::tls_revoked,  ErrorCode::tls_expired, ErrorCode::tls_not_yet_valid,
                                    ErrorCode::tls_hostname, ErrorCode::tls_weak,    ErrorCode::tls_untrusted};
    return static_cast<int>(std::find(std::begin(kOrder), std::end(kOrder), code) - std::begin(kOrder));
}

const ChainProblem& most_telling(const std::vector<ChainProblem>& problems) {
    return *std::min_element(problems.begin(), problems.end(), [](const ChainProblem& a, const ChainProblem& b) {
        return rank(problem_code(a.problem.code)) < rank(problem_code(b.problem.code));
    });
}

}  // namespace

std::vector<ChainProblem> verify_chain(X509_STORE_CTX* context, const PeerName& peer, WallTime now) {
    std::vector<ChainProblem> problems;
    X509_STORE_CTX_set_ex_data(context, recorder_index(), &problems);
    X509_STORE_CTX_set_verify_cb(context, record);
    X509_STORE_CTX_set_time(context, 0, std::chrono::system_clock::to_time_t(now));
    X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context), kAuthLevel);
    const int outcome = X509_verify_cert(context);
    const int code = X509_STORE_CTX_get_error(context);
    // Whatever went wrong without a call of record() must not pass for success.
    if (problems.empty() && (outcome != 1 || code != X509_V_OK)) {
        problems.push_back(make_problem(X509_STORE_CTX_get_error_depth(context),
                                        code == X509_V_OK ? X509_V_ERR_UNSPECIFIED : code,
                                        X509_STORE_CTX_get0_cert(context)));
    }
    X509* leaf = X509_STORE_CTX_get0_cert(context);
    if (leaf != nullptr && !is_certificate_for(leaf, peer)) {
        const int mismatch =
            peer.kind == PeerName::Kind::ip ? X509_V_ERR_IP_ADDRESS_MISMATCH : X509_V_ERR_HOSTNAME_MISMATCH;
        add_problem(problems, make_problem(0, mismatch, leaf));
    }
    X509_STORE_CTX_set_ex_data(context, recorder_index(), nullptr);
    return problems;
}

bool is_certificate_for(X509* certificate, const PeerName& peer) {
    if (peer.kind == PeerName::Kind::ip) {
        // A zone says which link the address is of; certificates do not know it.
        const std::string address = peer.host.substr(0, peer.host.find('%'));
        return X509_check_ip_asc(certificate, address.c_str(), 0) == 1;
    }
    // OpenSSL takes a leading dot for "any name below".
    if (peer.host.empty() || peer.host.front() == '.') return false;
    unsigned int flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
    if (has_san_of_host(certificate)) flags |= X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
    return X509_check_host(certificate, peer.host.data(), peer.host.size(), flags, nullptr) == 1;
}

Error verify_error(const std::vector<ChainProblem>& problems, const VerifyContext& context) {
    const ChainProblem& main = most_telling(problems);
    const ErrorCode code = problem_code(main.problem.code);
    Error error(code, problem_text(main, context));
    std::vector<std::string> told = {error.message};
    for (const ChainProblem& other : problems) {
        std::string text = problem_text(other, context);
        if (is_echo(other, problems) || std::find(told.begin(), told.end(), text) != told.end()) continue;
        error.message += (told.size() == 1 ? "; also: " : ", ") + text;
        told.push_back(std::move(text));
    }
    if (is_crl_gap(main.problem.code)) error.hint = "give a current CRL of that issuer with --crlfile, or none";
    return error;
}

int telling_code(const std::vector<ChainProblem>& problems) {
    return most_telling(problems).problem.code;
}

}  // namespace rtrip::tls
