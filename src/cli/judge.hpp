// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "expect/evaluate.hpp"
#include "probe/series_summary.hpp"
#include "render/report.hpp"

namespace rtrip::cli {

/// Holds expectations about single requests against one URL's outcome. What they say of the report is held against what
/// -j would print, so that masked secrets are masked for them too.
std::vector<expect::Judgement> judge(std::span<const expect::Expression> expectations, const render::Report& report,
                                     const expect::KeptBody& body);

/// Holds those about the figures of many requests against what all of a run came to.
std::vector<expect::Judgement> judge(std::span<const expect::Expression> expectations,
                                     const probe::SeriesSummary& summary);

/// Whether any of them is about such figures.
[[nodiscard]] bool wants_figures(std::span<const expect::Expression> expectations);
/// Whether any of them wants the body, or its digest.
[[nodiscard]] bool wants_body(std::span<const expect::Expression> expectations);
[[nodiscard]] bool wants_digest(std::span<const expect::Expression> expectations);

}  // namespace rtrip::cli
