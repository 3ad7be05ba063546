// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "expect/judgement.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::expect {

/// The longest body that is kept to be looked at.
inline constexpr std::size_t kMaxBodyBytes = std::size_t{16} << 20U;

/// A decoded body as far as it is kept.
struct KeptBody {
    std::string bytes;
    bool complete = false;  ///< It was read to its end.
    bool too_long = false;  ///< It went on behind kMaxBodyBytes; then `bytes` is empty.

    /// Takes what comes next of it.
    void append(std::string_view more);
};

/// What an expectation is held against. Refers to its parts.
struct Evidence {
    const Trace& trace;
    std::string_view report;  ///< The JSON of the trace (rtrip.report/1).
    const KeptBody& body;
};

/// Whether an expectation about one request holds. Never fails: what is not there, or of another kind than the
/// expectation wants, does not meet it. Takes time linear in the body, whatever that is.
Judgement evaluate(const Expression& expression, const Evidence& evidence);

}  // namespace rtrip::expect
