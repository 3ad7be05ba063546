// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "culprit/finding.hpp"
#include "render/human_facts.hpp"

namespace rtrip::render {

/// The verdict as a sentence with its numbers, the command to run next, and a line for each further finding; wrapped.
/// Empty when nothing stands out.
std::string render_judgement(const culprit::Judgement& judgement, const Screen& screen);

}  // namespace rtrip::render
