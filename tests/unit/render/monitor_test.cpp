// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "fixtures.hpp"
#include "render/nagios.hpp"
#include "render/prom.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::render;

TEST_CASE("nagios: every record is one line with one bar, in printable ASCII or UTF-8", "[nagios]") {
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        NagiosLine line;
        line.add(fixture.report());
        const std::string text = line.line();
        INFO(fixture.name << ": " << text);
        CHECK(std::count(text.begin(), text.end(), '\n') == 1);
        CHECK(text.ends_with('\n'));
        CHECK(std::count(text.begin(), text.end(), '|') == 1);
        CHECK(std::none_of(text.begin(), text.end() - 1, [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
        CHECK((line.state() == NagiosState::ok) == (fixture.report().exit_code == 0));
        CHECK(text.find("hunter22") == std::string::npos);
    }
}

TEST_CASE("nagios: the gravest state counts, critical before unknown", "[nagios]") {
    const fixtures::Fixture good = fixtures::https_by_name();
    const fixtures::Fixture unmet = fixtures::expectations();
    const fixtures::Fixture ours = fixtures::bad_url();
    fixtures::Fixture warned = fixtures::https_by_name();
    warned.expectations = {unmet.expectations[2]};
    NagiosLine line;
    CHECK(line.state() == NagiosState::unknown);
    CHECK(line.line() == "HTTP UNKNOWN: nothing was asked\n");
    line.add(good.report());
    CHECK(line.state() == NagiosState::ok);
    line.add(warned.report());
    CHECK(line.state() == NagiosState::warning);
    line.add(ours.report());
    CHECK(line.state() == NagiosState::unknown);
    line.add(unmet.report());
    CHECK(line.state() == NagiosState::critical);
    line.add(ours.report());
    CHECK(line.state() == NagiosState::critical);
    CHECK(line.line().starts_with(
        "HTTP CRITICAL: 3 of 5 requests failed: expected status==201: it is 200 | requests=5;;;0"));
}

TEST_CASE("nagios: problems of the command line", "[nagios]") {
    NagiosLine line;
    line.add_problem(Error(ErrorCode::usage_invalid, "--x: bad | value\n of http://u:pw@h/"));
    line.add_problem(Error(ErrorCode::usage_invalid, "another"));
    CHECK(line.line() == "HTTP UNKNOWN: --x: bad \\x7c value\\n of http://u:***@h/ (and 1 other problem)\n");
}

TEST_CASE("prom: every record gives lines of the format, each metric in one place", "[prom]") {
    PromText all;
    for (const fixtures::Fixture& fixture : fixtures::all()) all.add(fixture.report());
    std::istringstream lines(all.text());
    std::set<std::string> seen;
    std::string current;
    for (std::string line; std::getline(lines, line);) {
        INFO(line);
        CHECK(std::none_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
        CHECK(line.find("hunter22") == std::string::npos);
        if (line.starts_with("# HELP ")) {
            current = line.substr(7, line.find(' ', 7) - 7);
            CHECK(seen.insert(current).second);
        } else if (line.starts_with("# TYPE ")) {
            CHECK(line == "# TYPE " + current + " gauge");
        } else {
            CHECK(line.starts_with(current + "{target=\""));
        }
    }
    CHECK(seen.size() == kPromMetricCount - 1);  // No record has a Last-Modified.
}

TEST_CASE("prom: of one URL the last record counts, and there is a bound on URLs", "[prom]") {
    fixtures::Fixture fixture = fixtures::http_status();
    PromText text;
    text.add(fixture.report());
    const std::string once = text.text();
    text.add(fixture.report());
    CHECK(text.text() == once);
    CHECK(PromText().text().empty());
    for (std::size_t i = 1; i < PromText::kMaxTargets; ++i) {
        fixture.trace.url = "http://h/" + std::to_string(i);
        text.add(fixture.report());
    }
    CHECK_FALSE(text.left_out());
    fixture.trace.url = "http://h/more";
    text.add(fixture.report());
    CHECK(text.left_out());
}
