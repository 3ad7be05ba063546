// SPDX-License-Identifier: MIT
#include "golden_cases.hpp"

#include "fixtures.hpp"
#include "render/human.hpp"
#include "render/json.hpp"
#include "render/summary.hpp"
#include "summary_fixtures.hpp"

namespace rtrip::render {
namespace {

HumanStyle style(int width, Charset charset, Detail detail = Detail::normal) {
    HumanStyle out;
    out.width = width;
    out.charset = charset;
    out.detail = detail;
    return out;
}

}  // namespace

std::vector<GoldenCase> golden_cases() {
    std::vector<GoldenCase> out;
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        const Report report = fixture.report();
        out.push_back({fixture.name + ".80.txt", render_human(report, style(80, Charset::unicode))});
        out.push_back({fixture.name + ".json", to_json(report, JsonStyle::pretty) + "\n"});
    }
    const fixtures::Fixture https = fixtures::https_by_name();
    const fixtures::Fixture hostile = fixtures::hostile_bytes();
    out.push_back({"https_by_name.120.txt", render_human(https.report(), style(120, Charset::unicode))});
    out.push_back({"https_by_name.80.ascii.txt", render_human(https.report(), style(80, Charset::ascii))});
    out.push_back({"https_by_name.120.ascii.txt", render_human(https.report(), style(120, Charset::ascii))});
    out.push_back(
        {"https_by_name.80.verbose.txt", render_human(https.report(), style(80, Charset::unicode, Detail::verbose))});
    out.push_back({"hostile_bytes.80.ascii.verbose.txt",
                   render_human(hostile.report(), style(80, Charset::ascii, Detail::verbose))});
    HumanStyle color = style(80, Charset::unicode);
    color.color = ColorMode::always;
    out.push_back({"tls_expired.80.color.txt", render_human(fixtures::tls_expired().report(), color)});
    for (const fixtures::SummaryFixture& fixture : fixtures::all_summaries()) {
        out.push_back({fixture.name + ".80.txt", render_summary(fixture.summary, style(80, Charset::unicode))});
        out.push_back({fixture.name + ".json", to_json(fixture.summary, JsonStyle::pretty) + "\n"});
    }
    const fixtures::SummaryFixture stalled = fixtures::stalled_rate();
    out.push_back({"series_stalled.120.ascii.txt", render_summary(stalled.summary, style(120, Charset::ascii))});
    return out;
}

}  // namespace rtrip::render
