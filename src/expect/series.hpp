// SPDX-License-Identifier: MIT
#pragma once

#include "expect/judgement.hpp"
#include "probe/series_summary.hpp"

namespace rtrip::expect {

/// Whether an expectation about a series (Expression::needs_series) holds. Never fails: a figure that the sample does
/// not support does not meet it, and the reason says how many requests it takes.
Judgement evaluate_series(const Expression& expression, const probe::SeriesSummary& summary);

}  // namespace rtrip::expect
