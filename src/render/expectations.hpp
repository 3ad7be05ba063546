// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "expect/judgement.hpp"
#include "render/redact.hpp"

namespace rtrip::render {

/// The text that came, with secrets masked; not escaped. An ellipsis marks one that goes on.
std::string shown_actual(const expect::Judgement& judgement, const Redactor& redact);

/// What came in place of what was expected, in one line: "it is 503", "it is not in the 33 bytes of the body (line 1,
/// offset 0: "...")". Secrets are masked, bytes of a peer escaped.
std::string judgement_text(const expect::Judgement& judgement, const Redactor& redact);

/// The expression itself, masked and escaped.
std::string expression_text(const expect::Judgement& judgement, const Redactor& redact);

/// Whether every expectation that is one and no warning was met.
bool all_met(std::span<const expect::Judgement> judgements);

}  // namespace rtrip::render
