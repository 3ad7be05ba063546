// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "expect/budget.hpp"
#include "render/style.hpp"

namespace rtrip::render {

/// A baseline as it is saved: the schema "rtrip.baseline/1", one line, with a newline. `url` must be masked already.
std::string baseline_json(const expect::Baseline& baseline);

/// The outcome as one line of the schema "rtrip.budget/1", with a newline.
std::string budget_json(const expect::Baseline& baseline, const expect::Budget& budget,
                        const expect::BudgetOutcome& outcome);

/// The same for people: a line for each phase, and a last one that says what it comes to.
std::string budget_text(const expect::Budget& budget, const expect::BudgetOutcome& outcome, Charset charset);

/// What it comes to, in one line without a newline.
std::string budget_sentence(const expect::Budget& budget, const expect::BudgetOutcome& outcome);

}  // namespace rtrip::render
