// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "rtrip/trace.hpp"

namespace rtrip::cli {

/// What -w speaks of: the chain of round trips that led to the result, without those that were tried again and without
/// the waits between, as in curl, where a retry is a transfer of its own.
struct LastAttempt {
    std::vector<const RoundTrip*> trips;  ///< In order; the last one is the record's last. They live in the trace.
    std::uint64_t redirects = 0;
    Duration before_last_redirect{};  ///< From the start until the last redirect's target was asked.
    Duration total{};
};

LastAttempt last_attempt(const Trace& trace);

}  // namespace rtrip::cli
