// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "culprit/finding.hpp"
#include "render/json_facts.hpp"

namespace rtrip::render {

/// The members "findings" and "verdict" of a report.
void write_findings(JsonContext& json, const std::vector<culprit::Finding>& findings);
void write_verdict(JsonContext& json, const culprit::Verdict& verdict);

}  // namespace rtrip::render
