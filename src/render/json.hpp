// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "render/json_writer.hpp"
#include "render/report.hpp"

namespace rtrip::render {

/// The record as one JSON object of the schema "rtrip.report/1", without a trailing newline; one line when compact.
///
/// docs/report.md documents every key, docs/report.schema.json is its JSON Schema. Keys and their order never vary.
std::string to_json(const Report& report, JsonStyle style = JsonStyle::compact);

/// The expectations about a whole run as one object of the schema "rtrip.expectations/1", without a trailing newline.
std::string expectations_json(std::span<const expect::Judgement> expectations);

}  // namespace rtrip::render
