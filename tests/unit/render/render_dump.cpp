// SPDX-License-Identifier: MIT
//
// Writes what the renderers make of the fixtures, one file each:
//   render_dump goldens DIR    the files of tests/golden (see tools/update_goldens)
//   render_dump reports DIR    the compact JSON of every fixture, for tools/validate_report
//   render_dump summaries DIR  the same of series
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "fixtures.hpp"
#include "golden_cases.hpp"
#include "render/json.hpp"
#include "render/summary.hpp"
#include "summary_fixtures.hpp"

using namespace rtrip::render;

namespace {

std::vector<GoldenCase> report_files() {
    std::vector<GoldenCase> out;
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        out.push_back({fixture.name + ".json", to_json(fixture.report()) + "\n"});
        out.push_back({fixture.name + ".shown.json", to_json(fixture.report(Secrets::shown)) + "\n"});
    }
    return out;
}

std::vector<GoldenCase> summary_files() {
    std::vector<GoldenCase> out;
    for (const fixtures::SummaryFixture& fixture : fixtures::all_summaries()) {
        out.push_back({fixture.name + ".json", to_json(fixture.summary) + "\n"});
    }
    return out;
}

std::vector<GoldenCase> files_of(const std::string& kind) {
    if (kind == "goldens") return golden_cases();
    return kind == "summaries" ? summary_files() : report_files();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: render_dump goldens|reports|summaries DIR\n";
        return 2;
    }
    const std::filesystem::path directory(argv[2]);
    std::filesystem::create_directories(directory);
    for (const GoldenCase& golden : files_of(argv[1])) {
        std::ofstream file(directory / golden.file, std::ios::binary);
        file << golden.text;
        if (!file.flush()) return 1;
    }
    return 0;
}
