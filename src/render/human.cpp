// SPDX-License-Identifier: MIT
#include "render/human.hpp"

#include <algorithm>

#include "culprit/judge.hpp"
#include "render/culprit_text.hpp"
#include "render/expectations.hpp"
#include "render/human_facts.hpp"
#include "render/human_verbose.hpp"
#include "render/units.hpp"
#include "render/verdict.hpp"
#include "render/waterfall.hpp"

namespace rtrip::render {
namespace {

constexpr std::size_t kLabelWidth = 13;  // "certificate" and two spaces
constexpr std::size_t kMaxReason = 40;   // The reason phrase is the server's to choose, a line is not.
constexpr std::size_t kMinUrl = 20;      // Shorter pieces of a URL are no use.

std::string shown_url(const Screen& screen, std::string_view url) {
    return printable(screen.redact.url(url), screen.style.charset);
}

std::string colored_lines(const Screen& screen, Tone tone, const std::string& lines) {
    std::string out;
    std::size_t begin = 0;
    while (begin < lines.size()) {
        const std::size_t end = lines.find('\n', begin);
        out += screen.palette.paint(tone, std::string_view(lines).substr(begin, end - begin)) + "\n";
        begin = end + 1;
    }
    return out;
}

std::string render_failure(const Report& report, const Screen& screen) {
    const Error* error = final_error(*report.trace);
    if (!error) return {};
    const std::string text = std::string(error_code_name(error->code)) + " (exit " +
                             std::to_string(final_exit_code(report)) + "): " + screen.shown(error->message);
    std::string out = colored_lines(screen, Tone::bad, hang("FAILED ", text, screen.width()));
    if (!error->remedy().empty()) out += hang("  hint: ", screen.shown(error->remedy()), screen.width());
    return out;
}

std::string total_text(const RoundTrip& rt, const Screen& screen) {
    const Figures figures = figures_of(rt);
    return figures.scale.format(figures.total_steps, screen.style.charset);
}

// "HTTP/1.1 200 OK  https://host/path  1.23 MB in 182.4 ms", or "GET https://host/path  no response in 3.2 ms". When it
// does not fit, the URL is cut, and when too little of it would be left, it goes on a line of its own.
std::string render_status_line(const RoundTrip& rt, const Screen& screen) {
    std::string head = screen.shown(rt.method);
    std::string gap = " ";
    std::string tail = "no response in " + total_text(rt, screen);
    Tone tone = Tone::strong;
    if (rt.received) {
        const ReceivedInfo& received = *rt.received;
        head = "HTTP/" + screen.shown(received.http_version) + " " + std::to_string(received.status);
        const std::string reason = fit(screen.shown(received.reason), kMaxReason, screen.style.charset);
        if (!reason.empty()) head += " " + reason;
        tail = format_bytes(received.wire_bytes) + " in " + total_text(rt, screen);
        tone = status_tone(received.status);
        gap = "  ";
    }
    head = fit(head, screen.width(), screen.style.charset);
    const std::string url = shown_url(screen, rt.url);
    const std::size_t used = display_width(head) + display_width(tail) + gap.size() + 2;
    std::string out = screen.palette.paint(tone, head);
    if (used + std::min(kMinUrl, display_width(url)) <= screen.width()) {
        return out + gap + fit(url, screen.width() - used, screen.style.charset) + "  " + tail + "\n";
    }
    return out + "\n" + hang("  ", url, screen.width()) + hang("  ", tail, screen.width());
}

std::string render_facts(const RoundTrip& rt, const Screen& screen) {
    std::string out;
    for (const Fact& fact : facts_of(rt, screen)) {
        const std::string label = "  " + pad_right(fact.label, kLabelWidth);
        const std::size_t room = screen.width() - label.size();
        bool first = true;
        for (const std::string& line : wrap(fact.text, room)) {
            out += first ? "  " + screen.palette.paint(Tone::label, fact.label) +
                               std::string(kLabelWidth - fact.label.size(), ' ')
                         : std::string(label.size(), ' ');
            out += screen.palette.paint(fact.tone, line) + "\n";
            first = false;
        }
    }
    return out;
}

void append_paragraph(std::string& out, const std::string& paragraph) {
    if (paragraph.empty()) return;
    if (!out.empty()) out += '\n';
    out += paragraph;
}

/// `judged`: what stands behind the sentence of the only round trip.
std::string render_round_trip(const RoundTrip& rt, const Screen& screen, const std::string& judged) {
    std::string out = render_status_line(rt, screen);
    // The error of the last one stands on top of the whole report.
    if (rt.error && &rt != &screen.trace.round_trips.back()) {
        const std::string text = std::string(error_code_name(rt.error->code)) + ": " + screen.shown(rt.error->message);
        out += colored_lines(screen, Tone::bad, hang("  ", text, screen.width()));
    }
    append_paragraph(out, render_waterfall(rt, screen.style));
    const std::string sentence = verdict(rt, screen.redact, screen.style);
    append_paragraph(out, (sentence.empty() ? std::string() : hang("  ", sentence, screen.width())) + judged);
    append_paragraph(out, render_facts(rt, screen));
    if (screen.style.detail == Detail::verbose) {
        append_paragraph(out, render_heads(rt, screen));
        append_paragraph(out, render_events(rt, screen));
    }
    return out;
}

/// A line each: met or not, the expression, and what came.
std::string expectation_lines(std::span<const expect::Judgement> expectations, const Screen& screen) {
    std::string out;
    for (const expect::Judgement& judgement : expectations) {
        const bool fault = judgement.severity == expect::Severity::fault;
        const std::string_view word = judgement.ok ? "met" : fault ? "NOT MET" : "warning";
        const Tone tone = judgement.ok ? Tone::good : fault ? Tone::bad : Tone::warn;
        std::string text = expression_text(judgement, screen.redact);
        if (!judgement.ok) text += ": " + judgement_text(judgement, screen.redact);
        const std::string first = "  " + pad_right(word, kLabelWidth);
        std::string lines = hang(first, printable(text, screen.style.charset), screen.width());
        out += "  " + screen.palette.paint(tone, word) + lines.substr(2 + word.size());
    }
    return out;
}

}  // namespace

std::string render_human(const Report& report, const HumanStyle& style) {
    const Trace& trace = *report.trace;
    const Redactor redact(report);
    const Screen screen{style, redact, trace};
    std::string out = render_failure(report, screen);
    const std::size_t count = trace.round_trips.size();
    const std::string judged = render_judgement(culprit::judge(trace), screen);
    for (const RoundTrip& rt : trace.round_trips) {
        std::string block;
        if (count > 1) {
            block = "round trip " + std::to_string(rt.index + 1) + " of " + std::to_string(count) + ": " +
                    std::string(cause_name(rt.cause)) + "\n";
        }
        append_paragraph(out, block + render_round_trip(rt, screen, count == 1 ? judged : std::string()));
    }
    if (count > 1) {
        const Duration total = std::chrono::microseconds(final_total_microseconds(trace));
        const std::string all = std::to_string(count) + " round trips in " + format_duration(total, style.charset);
        append_paragraph(out, all + "\n" + judged);
    }
    if (count == 0)
        append_paragraph(out,
                         hang("  ", screen.shown(trace.method) + " " + shown_url(screen, trace.url), screen.width()));
    append_paragraph(out, expectation_lines(report.expectations, screen));
    return out;
}

std::string render_expectations(std::span<const expect::Judgement> expectations, const HumanStyle& style) {
    const Trace nothing;
    const Redactor redact(nothing, Secrets::masked);
    return expectation_lines(expectations, {style, redact, nothing});
}

}  // namespace rtrip::render
