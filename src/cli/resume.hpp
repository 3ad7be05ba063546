// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "cli/plan.hpp"
#include "rtrip/response.hpp"

namespace rtrip::cli {

/// What an answer to a request for "the rest" (-C) means for the file that has the beginning.
enum class ResumeAction : std::uint8_t {
    append,    ///< The rest comes.
    complete,  ///< There is no rest; the file stays as it is.
    refuse,    ///< What comes is something else; the file stays as it is.
};

struct ResumeVerdict {
    ResumeAction action;
    std::string why;  ///< Of refuse.
};

/// Appending is right only behind a 206 whose Content-Range begins at `offset`, which is above 0 (RFC 9110 section
/// 14.4).
ResumeVerdict judge_resume(std::uint64_t offset, const Response& response);

/// Whether a 200's Last-Modified is what -z asks for, since servers may pass over the condition. True when there is
/// none.
bool meets_condition(const TimeCondition& condition, const Response& response);

}  // namespace rtrip::cli
