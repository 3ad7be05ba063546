// SPDX-License-Identifier: MIT
#include "cli/draft.hpp"
#include "cli/values.hpp"

namespace rtrip::cli {
namespace {

constexpr std::size_t kDefaultParallel = 50;
constexpr std::size_t kMaxParallel = 300;

void set_parallel_max(const Occurrence& item, Draft& draft) {
    const std::optional<std::uint64_t> value = parse_number(item.value);
    if (!value || *value > kMaxParallel) return draft.bad_value(item, "a number from 0 to 300");
    draft.plan.parallel_max = *value > 0 ? static_cast<std::size_t>(*value) : kDefaultParallel;
}

}  // namespace

bool apply_run_flag(const Occurrence& item, Draft& draft) {
    switch (item.id) {
        case FlagId::parallel: draft.plan.parallel = item.on; return true;
        case FlagId::parallel_max: set_parallel_max(item, draft); return true;
        case FlagId::fail_early: draft.plan.on_failure = item.on ? OnFailure::stop : OnFailure::go_on; return true;
        default: return false;
    }
}

}  // namespace rtrip::cli
