// SPDX-License-Identifier: MIT
#include "render/culprit_text.hpp"

#include "render/units.hpp"

namespace rtrip::render {
namespace {

using culprit::Confidence;
using culprit::Culprit;
using culprit::Finding;
using culprit::Verdict;

/// Findings in the report of everybody; -v shows all of them.
constexpr std::size_t kMostFindings = 4;

// "Verdict (likely): "
std::string label_of(const Verdict& verdict) {
    if (verdict.confidence == Confidence::sure) return "Verdict: ";
    return "Verdict (" + std::string(culprit::confidence_name(verdict.confidence)) + "): ";
}

// "the server, 1.20 s of 1.45 s (82%): ", or "it lies with the peer: "
std::string blame(const Verdict& verdict, const Finding& lead, const Screen& screen) {
    std::string out(culprit::culprit_noun(verdict.culprit));
    if (!verdict.share_permille) return verdict.culprit == Culprit::unknown ? "" : "it lies with " + out + ": ";
    const Duration total = std::chrono::microseconds(final_total_microseconds(screen.trace));
    return out + ", " + format_duration(lead.cost, screen.style.charset) + " of " +
           format_duration(total, screen.style.charset) + " (" + std::to_string((*verdict.share_permille + 5) / 10) +
           "%): ";
}

}  // namespace

std::string render_judgement(const culprit::Judgement& judgement, const Screen& screen) {
    const Verdict& verdict = judgement.verdict;
    std::string out;
    const Finding* lead = nullptr;
    if (!verdict.sentence.empty()) {
        lead = &judgement.findings.front();
        const std::string text = blame(verdict, *lead, screen) + screen.shown(verdict.sentence) + ".";
        out += hang("  ", label_of(verdict) + text, screen.width());
        if (!verdict.next.empty()) out += hang("  Next: ", screen.shown(verdict.next), screen.width());
    }
    std::size_t shown = 0;
    for (const Finding& finding : judgement.findings) {
        if (&finding == lead) continue;
        if (++shown > kMostFindings && screen.style.detail == Detail::normal) {
            out += hang("  ", "-v shows more findings.", screen.width());
            break;
        }
        std::string text = std::string(finding.id) + ": " + screen.shown(finding.detail);
        if (finding.confidence == Confidence::inconclusive) text += " (inconclusive)";
        out += hang(lead != nullptr ? "  Also: " : "  Note: ", text + ".", screen.width());
    }
    return out;
}

}  // namespace rtrip::render
