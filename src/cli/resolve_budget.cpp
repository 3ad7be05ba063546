// SPDX-License-Identifier: MIT
#include "cli/draft.hpp"

namespace rtrip::cli {
namespace {

void set_baseline(const Occurrence& item, Draft& draft) {
    const Result<std::string> text = draft.env.read_file(item.value);
    if (!text) return draft.problem(text.error().code, shown(item) + ": " + text.error().message);
    Result<expect::Baseline> baseline = expect::read_baseline(*text);
    if (!baseline) return draft.problem(baseline.error().code, shown(item) + ": " + baseline.error().message);
    draft.plan.budget.baseline = std::move(*baseline);
}

void set_budget(const Occurrence& item, Draft& draft) {
    Result<expect::Budget> budget = expect::parse_budget(item.value);
    if (!budget) return draft.bad_value(item, "+20%, +5ms or +20%,5ms");
    draft.plan.budget.budget = std::move(*budget);
}

}  // namespace

bool apply_budget_flag(const Occurrence& item, Draft& draft) {
    switch (item.id) {
        case FlagId::save_baseline:
            if (item.value.empty()) draft.bad_value(item, "a file name");
            draft.plan.budget.save_file = item.value;
            return true;
        case FlagId::baseline: set_baseline(item, draft); return true;
        case FlagId::budget: set_budget(item, draft); return true;
        default: return false;
    }
}

void finish_budget(Drafts& all) {
    const BudgetPlan& budget = all.plan.budget;
    // One that could not be read has had its problem.
    if (!all.problems.empty() || budget.baseline.has_value() == budget.budget.has_value()) return;
    all.problems.emplace_back(ErrorCode::usage_invalid,
                              budget.budget ? "--budget goes with --baseline" : "--baseline goes with --budget");
}

}  // namespace rtrip::cli
