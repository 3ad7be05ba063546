// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "render/human_facts.hpp"

namespace rtrip::render {

/// What is to be said of HTTP/2: the stream, what it waited for, GOAWAY; or why it was not spoken although it was
/// offered. One text a line, safe to show; empty when there is nothing to say.
std::vector<std::string> http2_facts(const RoundTrip& round_trip, const Screen& screen);

}  // namespace rtrip::render
