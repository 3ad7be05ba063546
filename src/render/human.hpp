// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "render/report.hpp"
#include "render/style.hpp"

namespace rtrip::render {

/// The record for people: status line, waterfall, a sentence on what dominated, facts; ends with a newline.
///
/// No line is wider than the style says, except heads and events under Detail::verbose, which are one line each.
/// Nothing a peer sent reaches the text unescaped.
std::string render_human(const Report& report, const HumanStyle& style);

/// The list of expectations as it stands at a report's end, for those about a whole run.
std::string render_expectations(std::span<const expect::Judgement> expectations, const HumanStyle& style);

}  // namespace rtrip::render
