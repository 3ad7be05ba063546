// SPDX-License-Identifier: MIT
#include "cli/judge.hpp"

#include <algorithm>

#include "expect/series.hpp"
#include "render/json.hpp"

namespace rtrip::cli {

std::vector<expect::Judgement> judge(std::span<const expect::Expression> expectations, const render::Report& report,
                                     const expect::KeptBody& body) {
    std::vector<expect::Judgement> out;
    const auto about_one = [](const expect::Expression& each) { return !each.needs_series(); };
    // Nobody looks at the JSON of a plain run.
    if (std::none_of(expectations.begin(), expectations.end(), about_one)) return out;
    const std::string text = render::to_json(report);
    const expect::Evidence evidence{*report.trace, text, body};
    out.reserve(expectations.size());
    for (const expect::Expression& expectation : expectations) {
        if (about_one(expectation)) out.push_back(evaluate(expectation, evidence));
    }
    return out;
}

std::vector<expect::Judgement> judge(std::span<const expect::Expression> expectations,
                                     const probe::SeriesSummary& summary) {
    std::vector<expect::Judgement> out;
    for (const expect::Expression& expectation : expectations) {
        if (expectation.needs_series()) out.push_back(evaluate_series(expectation, summary));
    }
    return out;
}

bool wants_figures(std::span<const expect::Expression> expectations) {
    return std::any_of(expectations.begin(), expectations.end(), [](const auto& each) { return each.needs_series(); });
}

bool wants_body(std::span<const expect::Expression> expectations) {
    return std::any_of(expectations.begin(), expectations.end(), [](const auto& each) { return each.needs_body(); });
}

bool wants_digest(std::span<const expect::Expression> expectations) {
    return std::any_of(expectations.begin(), expectations.end(), [](const expect::Expression& each) {
        return each.subject.name.find("sha256") != std::string::npos;
    });
}

}  // namespace rtrip::cli
