// SPDX-License-Identifier: MIT
#include "render/waterfall.hpp"

#include <algorithm>
#include <array>

#include "render/palette.hpp"
#include "render/text.hpp"

namespace rtrip::render {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kNameWidth = 7;  // "connect"
constexpr std::size_t kGap = 2;
constexpr std::size_t kPercentWidth = 4;  // "100%"
constexpr std::size_t kMarkWidth = 2;     // a space and the mark of the failed phase
constexpr std::size_t kMaxBar = 120;      // Longer bars say no more.

// Which part of a cell a bar covers, in eighths of its width.
struct Cover {
    int begin = 0;
    int end = 0;
};

// Left blocks U+258F (one eighth) to U+2588 (full). To the right Unicode has only a half and an eighth, so a bar that
// begins within a cell is drawn from its middle or from its left edge.
std::string_view unicode_cell(Cover cover) {
    constexpr std::array<std::string_view, 9> kLeft{" ",      "\u258f", "\u258e", "\u258d", "\u258c",
                                                    "\u258b", "\u258a", "\u2589", "\u2588"};
    if (cover.begin >= cover.end) return kLeft[0];
    if (cover.begin >= 7) return "\u2595";
    if (cover.begin >= 4) return "\u2590";
    const int length = cover.end == 8 ? 8 : cover.end - (cover.begin > 0 && cover.end <= 4 ? cover.begin : 0);
    return kLeft[static_cast<std::size_t>(length)];
}

// "#" for half a cell and more, "-" for less.
std::string_view ascii_cell(Cover cover) {
    if (cover.begin >= cover.end) return " ";
    return cover.end - cover.begin >= 4 ? "#" : "-";
}

std::string draw_bar(const std::vector<Segment>& segments, Phase phase, std::size_t cells, const HumanStyle& style) {
    const std::int64_t total = std::max<std::int64_t>(1, segments.back().end_us);
    const auto eighths = static_cast<std::int64_t>(cells) * 8;
    std::vector<Cover> covers(cells);
    for (const Segment& segment : segments) {
        if (segment.phase != phase) continue;
        // What happened is visible, be it only an eighth of a cell.
        std::int64_t begin = segment.begin_us * eighths / total;
        const std::int64_t end = std::min(eighths, std::max(segment.end_us * eighths / total, begin + 1));
        begin = std::min(begin, end - 1);
        for (std::int64_t cell = begin / 8; cell * 8 < end; ++cell) {
            Cover& cover = covers[static_cast<std::size_t>(cell)];
            const auto from = static_cast<int>(std::max(begin - cell * 8, std::int64_t{0}));
            const auto to = static_cast<int>(std::min(end - cell * 8, std::int64_t{8}));
            cover = cover.end == 0 ? Cover{from, to} : Cover{std::min(from, cover.begin), std::max(to, cover.end)};
        }
    }
    std::string out;
    for (const Cover cover : covers) {
        out += style.charset == Charset::unicode ? unicode_cell(cover) : ascii_cell(cover);
    }
    return out;
}

std::int64_t rounded_percent(std::int64_t part, std::int64_t total) {
    return total == 0 ? 0 : (part * 100 + total / 2) / total;
}

PhaseFigure& figure_for(std::vector<PhaseFigure>& figures, Phase phase) {
    const auto found =
        std::find_if(figures.begin(), figures.end(), [&](const PhaseFigure& f) { return f.phase == phase; });
    if (found != figures.end()) return *found;
    PhaseFigure added;
    added.phase = phase;
    figures.push_back(added);
    return figures.back();
}

}  // namespace

std::vector<Segment> segments_of(const RoundTrip& rt) {
    const auto offset = [&](TimePoint at) {
        return std::chrono::floor<std::chrono::microseconds>(at - rt.started).count();
    };
    std::vector<Segment> out;
    for (std::size_t i = 0; i < rt.cuts.size(); ++i) {
        const TimePoint end = i + 1 < rt.cuts.size() ? rt.cuts[i + 1].at : rt.done;
        out.push_back(Segment{rt.cuts[i].phase, offset(rt.cuts[i].at), offset(end)});
    }
    return out;
}

const PhaseFigure* Figures::find(Phase phase) const {
    const auto found =
        std::find_if(phases.begin(), phases.end(), [&](const PhaseFigure& f) { return f.phase == phase; });
    return found == phases.end() ? nullptr : &*found;
}

Figures figures_of(const RoundTrip& rt) {
    Figures out;
    out.total_us = total_microseconds(rt);
    out.scale = scale_for(out.total_us);
    out.total_steps = out.scale.steps(out.total_us);
    for (const Segment& segment : segments_of(rt)) {
        PhaseFigure& figure = figure_for(out.phases, segment.phase);
        figure.steps += out.scale.steps(segment.end_us) - out.scale.steps(segment.begin_us);
        figure.percent +=
            rounded_percent(segment.end_us, out.total_us) - rounded_percent(segment.begin_us, out.total_us);
    }
    return out;
}

std::optional<Phase> failed_phase(const RoundTrip& rt) {
    if (rt.ok || !rt.error) return std::nullopt;
    if (rt.error->phase) return rt.error->phase;
    if (rt.cuts.empty()) return std::nullopt;
    return rt.cuts.back().phase;
}

std::string render_waterfall(const RoundTrip& rt, const HumanStyle& style) {
    const std::vector<Segment> segments = segments_of(rt);
    if (segments.empty()) return {};
    const Palette palette(style.color);
    const Figures figures = figures_of(rt);
    const std::string total = figures.scale.format(figures.total_steps, style.charset);
    const std::size_t figure_width = display_width(total);
    const std::size_t fixed = kIndent + kNameWidth + 3 * kGap + figure_width + kPercentWidth + kMarkWidth;
    const auto width = static_cast<std::size_t>(std::max(style.width, kMinWidth));
    const std::size_t cells = std::min(kMaxBar, std::max<std::size_t>(8, width - std::min(width, fixed)));
    const std::optional<Phase> failed = failed_phase(rt);

    std::string out;
    for (const PhaseFigure& figure : figures.phases) {
        const bool is_failed = failed == figure.phase;
        const std::string bar = draw_bar(segments, figure.phase, cells, style);
        out.append(kIndent, ' ').append(pad_right(phase_name(figure.phase), kNameWidth)).append(kGap, ' ');
        out += is_failed ? palette.paint(Tone::bad, bar) : palette.paint(figure.phase, bar);
        out.append(kGap, ' ');
        out += pad_left(figures.scale.format(figure.steps, style.charset), figure_width);
        if (figures.total_us > 0) {
            out.append(kGap, ' ').append(pad_left(std::to_string(figure.percent) + "%", kPercentWidth));
        }
        if (is_failed) out += " " + palette.paint(Tone::bad, style.charset == Charset::unicode ? "\u2717" : "x");
        out += '\n';
    }
    out.append(kIndent, ' ').append(pad_right("total", kNameWidth)).append(2 * kGap + cells, ' ');
    return out + palette.paint(Tone::strong, total) + "\n";
}

}  // namespace rtrip::render
