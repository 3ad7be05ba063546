// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "evidence.hpp"
#include "expect/report_keys.hpp"

using namespace rtrip;
using namespace rtrip::expect;
using namespace rtrip::render;
using Json = nlohmann::ordered_json;

namespace {

/// Every value below `json` with its name as an expectation has it.
void walk(const Json& json, const std::string& name, std::vector<std::pair<std::string, Json>>& out) {
    if (!name.empty()) out.emplace_back(name, json);
    if (json.is_object()) {
        for (const auto& [key, member] : json.items()) walk(member, name.empty() ? key : name + "." + key, out);
    } else if (json.is_array()) {
        for (std::size_t i = 0; i < json.size(); ++i) walk(json[i], name + "[" + std::to_string(i) + "]", out);
    }
}

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

/// What of a value is certainly so.
std::string expectation_of(const std::string& name, const Json& value) {
    if (value.is_null()) return name + " !exists";
    if (value.is_string()) return name + "==" + quoted(value.get<std::string>());
    if (value.is_array()) return name + ".count==" + std::to_string(value.size());
    if (value.is_object()) return name + " exists";
    return name + "==" + value.dump();
}

std::string pattern_of(std::string name) {
    for (std::size_t open = name.find('['); open != std::string::npos; open = name.find('[', open + 1)) {
        name.erase(open + 1, name.find(']', open) - open - 1);
    }
    return name;
}

}  // namespace

TEST_CASE("expectations: everything in a report can be expected, by its name", "[expect][keys]") {
    std::set<std::string> seen;
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        const Case subject(fixture);
        std::vector<std::pair<std::string, Json>> values;
        walk(Json::parse(subject.report), "", values);
        REQUIRE(values.size() > 20);
        for (const auto& [name, value] : values) {
            if (name.starts_with("schema") || name.starts_with("expectations")) continue;
            const std::string text = expectation_of(name, value);
            INFO(fixture.name << ": " << text);
            // U+FFFD and escapes have their bytes in the report, and so has what is compared with it.
            const Judgement judgement = subject.judge(text);
            INFO(judgement.reason);
            CHECK(judgement.ok);
            if (value.is_boolean()) CHECK_FALSE(subject.judge(name + "!=" + value.dump()).ok);
            if (value.is_number()) CHECK_FALSE(subject.judge(name + "!=" + value.dump()).ok);
            seen.insert(pattern_of(name));
        }
    }
    // What the fixtures have is most of what there is; the table has the rest from the schema.
    std::size_t covered = 0;
    for (const ReportKey& key : round_trip_keys()) covered += seen.count("round_trips[]." + std::string(key.path));
    CHECK(covered > round_trip_keys().size() * 2 / 3);
}

TEST_CASE("expectations: a key of a round trip alone means that of the last", "[expect][keys]") {
    const Case subject(fixtures::chain());
    const Json report = Json::parse(subject.report);
    for (const auto& [key, value] : report["round_trips"].back().items()) {
        if (report.contains(key) || value.is_structured()) continue;
        const std::string text = expectation_of(key, value);
        INFO(text);
        CHECK(subject.judge(text).ok);
    }
    CHECK(subject.judge("index==" + std::to_string(report["round_trips"].size() - 1)).ok);
}

TEST_CASE("expectations: every key of the schema is a name that is understood", "[expect][keys]") {
    const auto understood = [](std::string path, const std::string& prefix) {
        for (std::size_t at = path.find("[]"); at != std::string::npos; at = path.find("[]"))
            path.replace(at, 2, "[0]");
        const Result<Expression> expression = parse_expression(prefix + path + " exists", Severity::fault);
        INFO(prefix + path << (expression ? "" : ": " + expression.error().message));
        CHECK(expression);
    };
    for (const ReportKey& key : report_keys()) understood(std::string(key.path), "");
    for (const ReportKey& key : round_trip_keys()) {
        understood(std::string(key.path), "");
        understood(std::string(key.path), "round_trips[0].");
        understood(std::string(key.path), "round_trips[-1].");
    }
}
