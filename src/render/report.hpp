// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "expect/judgement.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::render {

/// Whether passwords, credentials and cookies are replaced by "***".
enum class Secrets : std::uint8_t { masked, shown };

/// What a renderer is given: the record of one URL and what became of the process because of it.
///
/// Renderers are pure functions of this: no clock, no terminal, no environment. The trace must outlive the report.
struct Report {
    const Trace* trace = nullptr;
    /// What this URL alone makes rtrip exit with.
    int exit_code = 0;
    Secrets secrets = Secrets::masked;
    /// What became of the expectations, in their order.
    std::span<const expect::Judgement> expectations = {};
};

/// The error of the whole: the record's own, or that of its last round trip; null when there was none.
const Error* final_error(const Trace& trace);

/// Report::exit_code; the error's own number when a failed record came with 0, so that the two never disagree.
int final_exit_code(const Report& report);

/// Whether a response was read to its end and nothing failed; agrees with final_error() and final_exit_code().
bool final_ok(const Report& report);

/// From the start to the last byte of the last round trip, in whole microseconds, rounded down.
std::int64_t final_total_microseconds(const Trace& trace);

}  // namespace rtrip::render
