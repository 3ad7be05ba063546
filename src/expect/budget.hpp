// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "expect/samples.hpp"
#include "rtrip/result.hpp"

namespace rtrip::expect {

/// An earlier run, as --save-baseline left it.
struct Baseline {
    std::string saved_at;  ///< RFC 3339.
    std::string method;
    std::string url;  ///< Without user-info.
    Centers centers;
};

/// Reads a file of the schema "rtrip.baseline/1". Errors: config_unreadable with what is wrong in it; nothing in it is
/// taken on trust. `text` may be of any length.
Result<Baseline> read_baseline(std::string_view text);

/// How much slower than before a run may be.
struct Budget {
    std::string text;  ///< As typed.
    double percent = 0;
    std::int64_t slack_us = 0;

    /// What a time of before may become, at most.
    [[nodiscard]] std::int64_t limit_us(std::int64_t before_us) const;
};

/// "+20%", "+5ms" or "+20%,5ms". Errors: usage_invalid.
Result<Budget> parse_budget(std::string_view text);

/// within: slower by less than the budget, if at all. over: slower by more. undecided: the spread of either run leaves
/// both open. too_few: one of them has fewer than kLeastCount values.
enum class BudgetVerdict : std::uint8_t { within, over, undecided, too_few };
std::string_view verdict_name(BudgetVerdict verdict);

/// One phase, or the total, of one kind of connection, in both runs.
struct BudgetFigure {
    ConnectionKind kind = ConnectionKind::cold;
    std::size_t figure = 0;
    Center before;
    Center now;
    std::int64_t limit_us = 0;  ///< For the median.
    BudgetVerdict verdict = BudgetVerdict::too_few;
};

/// Whether a run keeps to its budget: over when any figure is, within when one is and none is over. Otherwise there is
/// no verdict, and `verdict` is undecided.
struct BudgetOutcome {
    std::vector<BudgetFigure> figures;  ///< Those that both runs have.
    BudgetVerdict verdict = BudgetVerdict::undecided;
};

BudgetOutcome hold_against(const Baseline& baseline, const Budget& budget, const Centers& now);

}  // namespace rtrip::expect
