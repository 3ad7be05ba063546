// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "render/style.hpp"
#include "render/units.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::render {

/// A stretch of time that one phase took, in microseconds since the round trip's start.
struct Segment {
    Phase phase;
    std::int64_t begin_us;
    std::int64_t end_us;
};

/// The segments in order of time. They are contiguous: the first begins at 0, the last ends at the total.
std::vector<Segment> segments_of(const RoundTrip& round_trip);

/// One phase as it is printed.
struct PhaseFigure {
    Phase phase;
    std::int64_t steps = 0;    ///< Of Figures::scale.
    std::int64_t percent = 0;  ///< Of the total.
};

/// A round trip's phases rounded for printing.
///
/// Everything is in one unit, and it is the cut points that are rounded, not the lengths: the printed figures add up to
/// the printed total exactly, the percentages to 100 (unless the total is zero, where there are none).
struct Figures {
    Scale scale;
    std::vector<PhaseFigure> phases;  ///< In order of their first segment.
    std::int64_t total_steps = 0;
    std::int64_t total_us = 0;

    [[nodiscard]] const PhaseFigure* find(Phase phase) const;
};
Figures figures_of(const RoundTrip& round_trip);

/// The phase in which a round trip failed; absent when it did not fail.
std::optional<Phase> failed_phase(const RoundTrip& round_trip);

/// One line a phase (name, bar at its place in time, duration, share) and one for the total, each ending in a newline
/// and at most style.width columns wide. A bar covers at least one cell, however short its phase.
std::string render_waterfall(const RoundTrip& round_trip, const HumanStyle& style);

}  // namespace rtrip::render
