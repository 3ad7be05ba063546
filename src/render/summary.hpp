// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "probe/series_summary.hpp"
#include "render/json_writer.hpp"
#include "render/report.hpp"
#include "render/style.hpp"

/// What a series of requests came to, for people and for programs. Pure functions of the summary.
namespace rtrip::render {

/// What the figures alone do not say, with the figures: that requests started later than they were due, by how much,
/// and what the times look like from the moment at which they were due and from the one at which they started; that
/// some never started; that for long no request ended. Empty when there is nothing of the kind.
std::string summary_note(const probe::SeriesSummary& summary, Charset charset);

/// For people: counts, table of phases, histogram, statuses, errors, pool; ends with a newline. No line is wider than
/// the style says.
std::string render_summary(const probe::SeriesSummary& summary, const HumanStyle& style);

/// One request of a series in one line: its number, status, time, whether its connection was new, URL; or its error.
/// Ends with a newline.
std::string render_request_line(const Report& report, std::uint64_t number, const HumanStyle& style);

/// One JSON object of the schema "rtrip.summary/1", without a trailing newline. docs/summary.md documents every key,
/// docs/summary.schema.json is its JSON Schema. Keys and their order never vary.
std::string to_json(const probe::SeriesSummary& summary, JsonStyle style = JsonStyle::compact);

}  // namespace rtrip::render
