// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "codec/tls/verify.hpp"

namespace rtrip::tls {

/// The error code that an X509_V_ERR_... falls under.
ErrorCode problem_code(int x509_code);

/// True when revocation could not be checked, as opposed to found.
bool is_crl_gap(int x509_code);

/// The problem in the words of a message: "certificate expired 3 days ago (not after 2025-01-02T00:00:00Z)".
std::string problem_text(const ChainProblem& problem, const VerifyContext& context);

/// True for what OpenSSL reports only in consequence of another of the problems.
bool is_echo(const ChainProblem& problem, const std::vector<ChainProblem>& problems);

}  // namespace rtrip::tls
