// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "probe/series_summary.hpp"

namespace rtrip::render::fixtures {

struct SummaryFixture {
    std::string name;
    probe::SeriesSummary summary;
};

/// A closed loop of one slot.
SummaryFixture closed_loop();
/// A rate whose server stalled once.
SummaryFixture stalled_rate();
/// Failures of two kinds, a name that wants masking, interrupted.
SummaryFixture failing_series();
/// Nothing came to an end.
SummaryFixture nothing_ended();

std::vector<SummaryFixture> all_summaries();

}  // namespace rtrip::render::fixtures
