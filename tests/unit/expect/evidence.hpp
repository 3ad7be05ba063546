// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include "../render/fixtures.hpp"
#include "expect/evaluate.hpp"
#include "render/json.hpp"
#include "support/catch.hpp"

namespace rtrip::expect {

/// A record with its report and body, to hold expectations against.
struct Case {
    explicit Case(render::fixtures::Fixture fixture_, std::string body_ = {})
        : fixture(std::move(fixture_)), report(render::to_json(fixture.report())) {
        body.append(body_);
        body.complete = true;
    }

    render::fixtures::Fixture fixture;
    std::string report;
    KeptBody body;

    [[nodiscard]] Judgement judge(const std::string& text) const {
        const Result<Expression> expression = parse_expression(text, Severity::fault);
        INFO(text << ": " << (expression ? "" : expression.error().message));
        REQUIRE(expression);
        return evaluate(*expression, {fixture.trace, report, body});
    }
};

}  // namespace rtrip::expect
