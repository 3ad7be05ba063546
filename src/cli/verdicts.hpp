// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "cli/plan.hpp"
#include "cli/reporter.hpp"
#include "expect/samples.hpp"
#include "probe/series_accumulator.hpp"

namespace rtrip::cli {

/// What is judged once, when all URLs have been asked: expectations about figures over all of them, and the budget.
/// Keeps nothing when neither was asked for.
class Verdicts {
public:
    /// The plan must outlive this object.
    explicit Verdicts(const Plan& plan);

    /// One URL's outcome.
    void add(const Trace& trace, int exit_code);
    /// Judges, tells, and keeps the run as a baseline. The exit status that follows from it, or 0.
    /// Errors: output_write_failed.
    Result<int> settle(Reporter& reporter) const;

private:
    Result<int> judge_figures(Reporter& reporter) const;
    Result<int> judge_budget(Reporter& reporter) const;
    Result<void> save_baseline() const;

    const Plan& plan_;
    expect::Samples samples_;
    std::optional<probe::SeriesAccumulator> figures_;
};

}  // namespace rtrip::cli
