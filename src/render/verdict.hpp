// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "render/redact.hpp"
#include "render/style.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::render {

/// One sentence that names what a round trip's time went into.
///
/// On success the longest phase with its share, where a wait is split into path and server; on failure the phase that
/// failed, how long it had lasted and what was awaited. Figures agree with the waterfall's. Empty when nothing
/// happened. What a peer sent is escaped already.
std::string verdict(const RoundTrip& round_trip, const Redactor& redact, const HumanStyle& style);

}  // namespace rtrip::render
