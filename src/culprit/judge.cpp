// SPDX-License-Identifier: MIT
#include "culprit/judge.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "culprit/failure.hpp"
#include "culprit/rules.hpp"
#include "culprit/thresholds.hpp"

namespace rtrip::culprit {
namespace {

Severity severity_of(const Case& c, const Finding& finding) {
    if (finding.confidence == Confidence::inconclusive) return Severity::info;
    const bool dear =
        finding.cost >= kWarnCost || (finding.cost >= kLeastCost && c.is_share(finding.cost, kWarnPercent));
    return dear ? Severity::warn : Severity::info;
}

void run(const Case& c, Scope scope, std::vector<Finding>& out) {
    for (const Rule& rule : rules()) {
        if (rule.scope != scope || rule.run == nullptr) continue;
        std::optional<Finding> finding = rule.run(c);
        if (!finding) continue;
        finding->id = rule.id;
        if (finding->culprit == Culprit::unknown) finding->culprit = rule.culprit;
        if (scope == Scope::round_trip) finding->round_trip = c.rt.index;
        finding->severity = severity_of(c, *finding);
        out.push_back(std::move(*finding));
    }
}

const Error* error_of(const Trace& trace) {
    if (trace.error) return &*trace.error;
    if (trace.round_trips.empty() || !trace.round_trips.back().error) return nullptr;
    return &*trace.round_trips.back().error;
}

bool is_dearer(const Finding& a, const Finding& b) {
    const auto rank = [](const Finding& f) {
        return f.severity == Severity::fault ? 2 : f.confidence == Confidence::inconclusive ? 0 : 1;
    };
    if (rank(a) != rank(b)) return rank(a) > rank(b);
    if (a.cost != b.cost) return a.cost > b.cost;
    return std::tie(a.round_trip, a.id) < std::tie(b.round_trip, b.id);
}

Verdict verdict_of(const std::vector<Finding>& findings, const Trace& trace) {
    Verdict out;
    // What costs nothing, such as a wrong clock, is worth knowing and no culprit.
    const auto lead = std::find_if(findings.begin(), findings.end(), [](const Finding& f) {
        return f.severity == Severity::fault || f.cost > Duration{};
    });
    if (lead == findings.end()) return out;
    out.culprit = lead->culprit;
    out.confidence = lead->confidence;
    // The message of an error is told elsewhere; what a silence means is not.
    const bool told = lead->severity == Severity::fault && !lead->id.starts_with("silence");
    out.sentence = told ? lead->title : lead->detail;
    out.next = lead->next;
    if (lead->cost > Duration{}) {
        const Case whole(trace, trace.round_trips.back());
        // In permille by way of microseconds: a whole of less than one has no shares.
        const auto us = [](Duration d) { return std::chrono::floor<std::chrono::microseconds>(d).count(); };
        const std::int64_t total = std::max<std::int64_t>(1, us(whole.total()));
        out.share_permille = std::min<std::int64_t>(1000, us(lead->cost) * 1000 / total);
    }
    for (const Finding& finding : findings) {
        if (finding.culprit != lead->culprit) continue;
        if (std::find(out.because.begin(), out.because.end(), finding.id) == out.because.end()) {
            out.because.push_back(finding.id);
        }
    }
    return out;
}

}  // namespace

Judgement judge(const Trace& trace) {
    Judgement out;
    for (const RoundTrip& rt : trace.round_trips) run(Case(trace, rt), Scope::round_trip, out.findings);
    if (!trace.round_trips.empty()) run(Case(trace, trace.round_trips.back()), Scope::record, out.findings);
    if (const Error* error = error_of(trace)) {
        if (trace.round_trips.empty()) {
            out.findings.push_back(judge_failure(*error, nullptr));
        } else {
            const Case last(trace, trace.round_trips.back());
            out.findings.push_back(judge_failure(*error, &last));
        }
    }
    std::sort(out.findings.begin(), out.findings.end(), is_dearer);
    out.verdict = verdict_of(out.findings, trace);
    return out;
}

}  // namespace rtrip::culprit
