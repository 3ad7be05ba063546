// SPDX-License-Identifier: MIT
#include "render/json_read_facts.hpp"

namespace rtrip::render {
namespace {

constexpr std::size_t kMostExpectations = 10'000;

expect::Actual read_actual(const JsonNode& node) {
    expect::Actual out;
    switch (node.kind()) {
        case JsonNode::Kind::null: break;
        case JsonNode::Kind::flag:
            out.kind = expect::JsonKind::flag;
            out.flag = node.flag();
            break;
        case JsonNode::Kind::number:
            out.kind = expect::JsonKind::number;
            out.text = node.digits();
            break;
        default: out.kind = expect::JsonKind::text; out.text = node.text();
    }
    return out;
}

expect::Severity read_severity(const JsonNode& node) {
    const std::string name = node.text();
    if (name != "fault" && name != "warn" && !name.empty()) node.complain("has no value of this name");
    return name == "warn" ? expect::Severity::warn : expect::Severity::fault;
}

}  // namespace

std::vector<expect::Judgement> read_expectations(const JsonNode& node) {
    std::vector<expect::Judgement> out;
    for (const JsonNode& one : node.elements(kMostExpectations)) {
        expect::Judgement& judgement = out.emplace_back();
        judgement.expr = one.at("expr").text();
        judgement.ok = one.at("ok").flag();
        judgement.actual = read_actual(one.at("actual"));
        judgement.unit = one.at("unit").text_or_empty();
        judgement.severity = read_severity(one.at("severity"));
        judgement.reason = one.at("reason").text_or_empty();
        const JsonNode place = one.at("place");
        if (place.is_null()) continue;
        judgement.place =
            expect::Place{place.at("offset_bytes").count(), place.at("line").count(), place.at("excerpt").text()};
    }
    return out;
}

}  // namespace rtrip::render
