// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "culprit/case.hpp"
#include "culprit/finding.hpp"

namespace rtrip::culprit {

/// Which rule of Scope::failure is about errors of this kind; see docs/findings.md. Every code has one.
std::string_view failure_id(ErrorCode code);

/// Whose fault the error of a record is. `c` may be null: it failed before any round trip.
///
/// A limit that ran out after the request was sent is told apart by the kernel's count of unacknowledged segments:
/// whether the peer's machine has the request at all is the most that can be known of a silence.
Finding judge_failure(const Error& error, const Case* c);

}  // namespace rtrip::culprit
