// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "cli/plan.hpp"
#include "cli/session.hpp"

namespace rtrip::cli {

using Groups = std::vector<std::unique_ptr<GroupSession>>;

/// One URL that is to be asked.
struct Job {
    Job(GroupSession& group_, std::shared_ptr<const UrlSpec> spec_, std::uint64_t number_)
        : group(group_), spec(std::move(spec_)), number(number_) {}
    GroupSession& group;
    std::shared_ptr<const UrlSpec> spec;  ///< Whose glob stands at the URL.
    std::uint64_t number;
    std::optional<TimePoint> intended;  ///< When it is due; absent unless a rate says so.
};

/// Every URL of every group, in order, once or as often as a series repeats them; globs unfold one at a time.
class Jobs {
public:
    Jobs(const Plan& plan, Groups& groups);

    std::optional<Job> next();

private:
    std::optional<Job> next_of_repetition();

    const Plan& plan_;
    Groups& groups_;
    std::optional<std::uint64_t> repetitions_;  ///< Absent: without end.
    std::uint64_t repetition_ = 0;
    std::size_t group_ = 0;
    std::size_t url_ = 0;
    std::shared_ptr<const UrlSpec> spec_;  ///< Whose glob has URLs left.
    std::shared_ptr<const UrlSpec> kept_;  ///< The URL of a series that has one alone.
    std::uint64_t number_ = 0;
};

}  // namespace rtrip::cli
