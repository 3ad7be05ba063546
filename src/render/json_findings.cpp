// SPDX-License-Identifier: MIT
#include "render/json_findings.hpp"

namespace rtrip::render {
namespace {

void write_figure(JsonContext& json, const culprit::Figure& figure) {
    switch (figure.kind) {
        case culprit::Figure::Kind::duration: return json.out.duration(figure.name, figure.duration);
        case culprit::Figure::Kind::count: return json.out.count(figure.name, figure.count);
        case culprit::Figure::Kind::text: return json.out.text_or_null(figure.name, json.redact.text(figure.text));
    }
}

void write_finding(JsonContext& json, const culprit::Finding& finding) {
    JsonWriter& out = json.out;
    const auto object = out.object();
    out.text("id", finding.id);
    out.text("severity", culprit::severity_name(finding.severity));
    out.text("title", finding.title);
    out.text("detail", json.redact.text(finding.detail));
    out.text_or_null("fix", json.redact.text(finding.fix));
    {
        const auto evidence = out.object("evidence");
        for (const culprit::Figure& figure : finding.evidence.figures()) write_figure(json, figure);
    }
    out.text("culprit", culprit::culprit_name(finding.culprit));
    out.text("confidence", culprit::confidence_name(finding.confidence));
    out.duration("cost_ms", finding.cost > Duration{} ? std::optional(finding.cost) : std::nullopt);
    out.count("round_trip", finding.round_trip);
    out.text_or_null("next", json.redact.text(finding.next));
}

}  // namespace

void write_findings(JsonContext& json, const std::vector<culprit::Finding>& findings) {
    const auto list = json.out.array("findings");
    for (const culprit::Finding& finding : findings) write_finding(json, finding);
}

void write_verdict(JsonContext& json, const culprit::Verdict& verdict) {
    JsonWriter& out = json.out;
    const auto object = out.object("verdict");
    out.text("culprit", culprit::culprit_name(verdict.culprit));
    out.text("confidence", culprit::confidence_name(verdict.confidence));
    // Thousandths, which that writes as a decimal fraction without going through floating point.
    out.microseconds("share", verdict.share_permille);
    out.text_or_null("sentence", json.redact.text(verdict.sentence));
    {
        const auto because = out.array("because");
        for (const std::string_view id : verdict.because) out.text(id);
    }
    out.text_or_null("next", json.redact.text(verdict.next));
}

}  // namespace rtrip::render
