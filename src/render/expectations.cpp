// SPDX-License-Identifier: MIT
#include "render/expectations.hpp"

#include <algorithm>

#include "base/escape.hpp"

namespace rtrip::render {
namespace {

// A line for people; the JSON has more.
constexpr std::size_t kShownBytes = 120;

std::string value_text(const expect::Judgement& judgement, const Redactor& redact) {
    const expect::Actual& actual = judgement.actual;
    switch (actual.kind) {
        case expect::JsonKind::null: return "null";
        case expect::JsonKind::flag: return actual.flag ? "true" : "false";
        case expect::JsonKind::number: {
            const std::string unit = judgement.unit == "%" ? "%" : judgement.unit.empty() ? "" : " " + judgement.unit;
            return actual.text.substr(0, kShownBytes) + unit;
        }
        default: return "\"" + escape_prefix(shown_actual(judgement, redact), kShownBytes) + "\"";
    }
}

}  // namespace

std::string shown_actual(const expect::Judgement& judgement, const Redactor& redact) {
    const expect::Actual& actual = judgement.actual;
    std::string out =
        judgement.field.empty() ? redact.text(actual.text) : redact.field_value(judgement.field, actual.text);
    if (actual.cut) out += "...";
    return out;
}

std::string judgement_text(const expect::Judgement& judgement, const Redactor& redact) {
    const bool there = judgement.actual.kind != expect::JsonKind::null;
    std::string out = judgement.reason;
    if (out.empty()) {
        out = "it is " + value_text(judgement, redact);
    } else if (there && !judgement.place) {
        out += ": " + value_text(judgement, redact);
    }
    if (!judgement.place) return out;
    const expect::Place& place = *judgement.place;
    out += " (line " + std::to_string(place.line) + ", offset " + std::to_string(place.offset);
    if (!place.excerpt.empty()) out += ": \"" + escape_for_terminal(redact.text(place.excerpt)) + "\"";
    return out + ")";
}

std::string expression_text(const expect::Judgement& judgement, const Redactor& redact) {
    return escape_prefix(redact.text(judgement.expr), kShownBytes);
}

bool all_met(std::span<const expect::Judgement> judgements) {
    return std::all_of(judgements.begin(), judgements.end(), [](const expect::Judgement& judgement) {
        return judgement.ok || judgement.severity == expect::Severity::warn;
    });
}

}  // namespace rtrip::render
