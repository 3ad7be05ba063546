// SPDX-License-Identifier: MIT
#include "render/summary.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "fixtures.hpp"
#include "render/text.hpp"
#include "summary_fixtures.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::render;

namespace {

HumanStyle style(int width, Charset charset) {
    HumanStyle out;
    out.width = width;
    out.charset = charset;
    return out;
}

}  // namespace

TEST_CASE("summary: no line is wider than the terminal, and colour changes no character", "[summary]") {
    const int width = GENERATE(1, 40, 53, 80, 85, 86, 120, 200);
    for (const fixtures::SummaryFixture& fixture : fixtures::all_summaries()) {
        for (const Charset charset : {Charset::ascii, Charset::unicode}) {
            const std::string text = render_summary(fixture.summary, style(width, charset));
            INFO(fixture.name << " " << width << "\n" << text);
            CHECK(text.ends_with('\n'));
            std::istringstream lines(text);
            for (std::string line; std::getline(lines, line);) {
                CHECK(display_width(line) <= static_cast<std::size_t>(std::max(width, kMinWidth)));
            }
            if (charset == Charset::ascii) {
                CHECK(std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= 32 && c < 127); }));
            }
            HumanStyle colored = style(width, charset);
            colored.color = ColorMode::always;
            std::string plain;
            const std::string painted = render_summary(fixture.summary, colored);
            for (std::size_t i = 0; i < painted.size(); ++i) {
                if (painted[i] == '\x1b')
                    i = painted.find('m', i);
                else
                    plain += painted[i];
            }
            CHECK(plain == text);
        }
    }
}

TEST_CASE("summary: every figure of the text is the JSON's", "[summary]") {
    for (const fixtures::SummaryFixture& fixture : {fixtures::closed_loop(), fixtures::stalled_rate()}) {
        const auto json = nlohmann::json::parse(to_json(fixture.summary));
        std::istringstream lines(render_summary(fixture.summary, style(120, Charset::ascii)));
        std::string line;
        std::size_t rows = 0;
        while (std::getline(lines, line)) {
            std::istringstream words(line);
            std::string name;
            words >> name;
            if (name != "total" && name != "wait") continue;
            const auto& want = name == "total" ? json["total_ms"] : json["phases"]["wait_ms"];
            ++rows;
            for (const char* key : {"count", "min", "mean", "p50", "p90", "p95", "p99", "p999", "max"}) {
                double value = 0;
                words >> value;
                if (words.peek() == '*') words.get();
                INFO(fixture.name << " " << name << " " << key);
                CHECK(value == Approx(want[key].get<double>()).epsilon(0.001));
            }
        }
        CHECK(rows == 2);
    }
}

TEST_CASE("summary: what a sample is too small for is marked, and nothing else", "[summary]") {
    const std::string closed = render_summary(fixtures::closed_loop().summary, style(120, Charset::ascii));
    CHECK(closed.find("* of too few") != std::string::npos);
    const std::string empty = render_summary(fixtures::nothing_ended().summary, style(120, Charset::ascii));
    CHECK(empty.find('*') == std::string::npos);
    // All of 3000 requests support all percentiles; the one cold one supports none.
    const auto json = nlohmann::json::parse(to_json(fixtures::stalled_rate().summary));
    CHECK(json["total_ms"]["unsupported"].empty());
    CHECK(json["cold"]["total_ms"]["unsupported"].size() == 5);
}

TEST_CASE("summary: a stall that the actual starts hide is told in words", "[summary]") {
    const auto stalled = fixtures::stalled_rate().summary;
    const std::string note = summary_note(stalled, Charset::ascii);
    CHECK(
        note ==
        "Requests were delayed by up to 991.0 ms beyond their intended start. From the intended start, p99 is 731.1 "
        "ms; "
        "from the actual start it is only 1.300 ms. 2 requests that had become due had not started when the series "
        "ended, and are in no figure. For 1.000 s, from 15.00 s after the start on, no request ended although one was "
        "under "
        "way; half of all requests took 1.100 ms at most.");
    CHECK(summary_note(fixtures::closed_loop().summary, Charset::ascii).empty());
    probe::SeriesSummary on_time = stalled;
    on_time.all.start_delay.max_us = 300;
    on_time.dropped_ticks = 0;
    CHECK(summary_note(on_time, Charset::ascii).starts_with("For 1.000 s, from 15.00 s"));
    on_time.silence_us = 99'000;
    CHECK(summary_note(on_time, Charset::ascii).empty());
    probe::SeriesSummary ours = stalled;
    ours.missed_ticks = 0;
    CHECK(summary_note(ours, Charset::ascii).find("this machine was busy") != std::string::npos);
}

TEST_CASE("summary: passwords are in neither form", "[summary]") {
    const auto summary = fixtures::failing_series().summary;
    CHECK(to_json(summary).find("secret") == std::string::npos);
    CHECK(render_summary(summary, style(120, Charset::unicode)).find("secret") == std::string::npos);
}

TEST_CASE("summary: a request in one line fits it and names what failed", "[summary]") {
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        const std::string text = render_request_line(fixture.report(), 7, style(60, Charset::ascii));
        INFO(fixture.name << "\n" << text);
        CHECK(std::count(text.begin(), text.end(), '\n') == 1);
        CHECK(text.size() <= 61);
        const Error* error = final_error(*fixture.report().trace);
        if (error != nullptr) CHECK(text.find(error_code_name(error->code)) != std::string::npos);
    }
}
