// SPDX-License-Identifier: MIT
// libs: rtrip_expect
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "expect/budget.hpp"

using namespace rtrip::expect;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

/// A file for --baseline behind a line for --budget; the file is held against itself, too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = input.find('\n');
    const auto budget = parse_budget(input.substr(0, end));
    if (budget) require(budget->percent >= 0 && budget->slack_us >= 0 && budget->limit_us(1000) >= 1000);
    if (end == std::string_view::npos) return 0;
    const auto baseline = read_baseline(input.substr(end + 1));
    if (!baseline) {
        require(!baseline.error().message.empty());
        return 0;
    }
    for (const auto& kind : baseline->centers) {
        for (const auto& center : kind) {
            if (!center) continue;
            require(center->count > 0 && center->is_known() == (center->count >= kLeastCount));
            if (center->is_known())
                require(*center->low_us <= center->median_us && center->median_us <= *center->high_us);
        }
    }
    if (!budget) return 0;
    // A run that was as fast as before is never over.
    require(hold_against(*baseline, *budget, baseline->centers).verdict != BudgetVerdict::over);
    return 0;
}
