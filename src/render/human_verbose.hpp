// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "render/human_facts.hpp"

namespace rtrip::render {

/// The request's head (`>`), interim heads, response head and trailers (`<`), one field a line, not wrapped.
std::string render_heads(const RoundTrip& round_trip, const Screen& screen);

/// Every recorded event with its offset from the round trip's start, one a line, not wrapped.
std::string render_events(const RoundTrip& round_trip, const Screen& screen);

}  // namespace rtrip::render
