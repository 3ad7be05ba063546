// SPDX-License-Identifier: MIT
#include "render/waterfall.hpp"

#include <random>

#include "fixtures.hpp"
#include "render/text.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::render;

namespace {

constexpr TimePoint kOrigin{std::chrono::seconds(9)};

RoundTrip round_trip(const std::vector<std::pair<Phase, std::int64_t>>& cuts_ns, std::int64_t done_ns) {
    RoundTrip rt;
    rt.started = kOrigin;
    rt.done = kOrigin + Duration(done_ns);
    rt.ok = true;
    for (const auto& [phase, ns] : cuts_ns) rt.cuts.push_back(PhaseCut{phase, kOrigin + Duration(ns)});
    return rt;
}

HumanStyle style(int width, Charset charset) {
    HumanStyle out;
    out.width = width;
    out.charset = charset;
    return out;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        out.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

}  // namespace

TEST_CASE("waterfall: printed figures add up to the printed total, percentages to 100", "[waterfall]") {
    std::mt19937_64 random(20260301);
    for (int round = 0; round < 2000; ++round) {
        const std::int64_t longest = std::int64_t{1} << (random() % 40);
        std::vector<std::pair<Phase, std::int64_t>> cuts;
        std::int64_t at = 0;
        for (std::size_t i = 0; i < 1 + random() % 10; ++i) {
            cuts.emplace_back(static_cast<Phase>(random() % kPhaseCount), at);
            at += static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(longest));
        }
        const Figures figures = figures_of(round_trip(cuts, at));
        std::int64_t steps = 0;
        std::int64_t percent = 0;
        for (const PhaseFigure& figure : figures.phases) {
            CHECK(figure.steps >= 0);
            steps += figure.steps;
            percent += figure.percent;
        }
        CHECK(steps == figures.total_steps);
        CHECK(percent == (figures.total_us == 0 ? 0 : 100));
    }
}

TEST_CASE("waterfall: segments are contiguous and in whole microseconds", "[waterfall]") {
    const auto segments =
        segments_of(round_trip({{Phase::queue, 0}, {Phase::dns, 1999}, {Phase::connect, 2001}}, 9999));
    REQUIRE(segments.size() == 3);
    CHECK(segments[0].end_us == 1);
    CHECK(segments[1].begin_us == 1);
    CHECK(segments[1].end_us == 2);
    CHECK(segments[2].end_us == 9);
}

TEST_CASE("waterfall: bars lie where their phase was", "[waterfall]") {
    const RoundTrip rt = round_trip({{Phase::queue, 0}, {Phase::wait, 500'000}, {Phase::body, 750'000}}, 1'000'000);
    const auto lines = lines_of(render_waterfall(rt, style(48, Charset::ascii)));
    // 48 columns less 2 + 7 + 3 * 2 + 8 + 4 + 2 leave 19 for the bar.
    REQUIRE(lines.size() == 4);
    CHECK(lines[0] == "  queue    ##########           0.500 ms   50%");
    CHECK(lines[1] == "  wait              #####-      0.250 ms   25%");
    CHECK(lines[2] == "  body                   #####  0.250 ms   25%");
    CHECK(lines[3] == "  total                         1.000 ms");
}

TEST_CASE("waterfall: a phase without measurable length is still visible", "[waterfall]") {
    const RoundTrip rt =
        round_trip({{Phase::queue, 0}, {Phase::wait, 10}, {Phase::body, 1'000'000'000}}, 1'000'000'100);
    for (const Charset charset : {Charset::unicode, Charset::ascii}) {
        for (const std::string& line : lines_of(render_waterfall(rt, style(80, charset)))) {
            if (line.starts_with("  total")) continue;
            INFO(line);
            const std::size_t bar = line.find_first_not_of(' ', 9);
            CHECK_FALSE(line.substr(bar, 1).find_first_of("0123456789") == 0);
        }
    }
}

TEST_CASE("waterfall: a round trip of no time has no percentages", "[waterfall]") {
    const std::string text = render_waterfall(round_trip({{Phase::queue, 0}}, 0), style(80, Charset::ascii));
    CHECK(text.find('%') == std::string::npos);
    CHECK(text.find("0 us") != std::string::npos);
}

TEST_CASE("waterfall: no line is wider than the style says", "[waterfall]") {
    const int width = GENERATE(10, 40, 41, 60, 80, 81, 120, 200, 1000);
    for (const Charset charset : {Charset::unicode, Charset::ascii}) {
        for (const fixtures::Fixture& fixture : fixtures::all()) {
            for (const RoundTrip& rt : fixture.trace.round_trips) {
                for (const std::string& line : lines_of(render_waterfall(rt, style(width, charset)))) {
                    INFO(fixture.name << ": " << line);
                    CHECK(display_width(line) <= static_cast<std::size_t>(std::max(width, kMinWidth)));
                }
            }
        }
    }
}

TEST_CASE("waterfall: the failed phase is the error's, or the last one", "[waterfall]") {
    RoundTrip rt = round_trip({{Phase::queue, 0}, {Phase::dns, 10}}, 20);
    CHECK_FALSE(failed_phase(rt));
    rt.ok = false;
    rt.error = Error(ErrorCode::interrupted, "interrupted");
    CHECK(failed_phase(rt) == Phase::dns);
    rt.error->phase = Phase::queue;
    CHECK(failed_phase(rt) == Phase::queue);
}
