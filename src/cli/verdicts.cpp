// SPDX-License-Identifier: MIT
#include "cli/verdicts.hpp"

#include <iterator>

#include "cli/build_request.hpp"
#include "cli/judge.hpp"
#include "cli/replaced_file.hpp"
#include "render/budget.hpp"
#include "render/expectations.hpp"
#include "render/redact.hpp"
#include "render/units.hpp"
#include "rtrip/clock.hpp"

namespace rtrip::cli {

Verdicts::Verdicts(const Plan& plan) : plan_(plan) {
    for (const Group& group : plan.groups) {
        if (!figures_ && wants_figures(group.expectations)) figures_.emplace();
    }
}

void Verdicts::add(const Trace& trace, int exit_code) {
    if (plan_.budget.wants_samples()) samples_.add(trace);
    if (!figures_) return;
    probe::Finished finished;
    finished.exit_code = exit_code;
    figures_->add(trace, finished);
}

Result<int> Verdicts::settle(Reporter& reporter) const {
    const Result<int> figures = judge_figures(reporter);
    const Result<int> budget = judge_budget(reporter);
    return !figures || *figures != 0 ? figures : budget;
}

Result<int> Verdicts::judge_figures(Reporter& reporter) const {
    if (!figures_) return 0;
    const probe::SeriesSummary summary = figures_->summary();
    std::vector<expect::Judgement> all;
    for (const Group& group : plan_.groups) {
        std::vector<expect::Judgement> some = judge(group.expectations, summary);
        all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    if (Result<void> told = reporter.tell(all); !told) return fail(std::move(told.error()));
    return render::all_met(all) ? 0 : exit_code_of(ErrorCode::expect_unmet);
}

Result<int> Verdicts::judge_budget(Reporter& reporter) const {
    const BudgetPlan& plan = plan_.budget;
    bool over = false;
    if (plan.baseline) {
        const expect::BudgetOutcome outcome = hold_against(*plan.baseline, *plan.budget, samples_.centers());
        over = outcome.verdict == expect::BudgetVerdict::over;
        Result<void> told = reporter.tell(*plan.baseline, *plan.budget, outcome);
        if (!told) return fail(std::move(told.error()));
    }
    if (!plan.save_file.empty()) {
        if (samples_.empty()) {
            reporter.warn("no request succeeded, " + plan.save_file + " is left as it was");
        } else if (over) {
            reporter.warn("this run is over its budget, " + plan.save_file + " is left as it was");
        } else if (Result<void> saved = save_baseline(); !saved) {
            return fail(std::move(saved.error()));
        }
    }
    return over ? exit_code_of(ErrorCode::expect_unmet) : 0;
}

Result<void> Verdicts::save_baseline() const {
    const Group& group = plan_.groups.front();
    expect::Baseline baseline;
    baseline.saved_at = render::format_utc(system_clock().wall_now(), render::TimePrecision::seconds);
    baseline.method = request_method(group.request, group.urls.front().upload);
    baseline.url = render::mask_urls(group.urls.front().text);
    baseline.centers = samples_.centers();
    Result<ReplacedFile> file = ReplacedFile::open(plan_.budget.save_file);
    if (!file) return fail(std::move(file.error()));
    Result<void> done = file->write(render::baseline_json(baseline));
    return done ? file->commit() : done;
}

}  // namespace rtrip::cli
