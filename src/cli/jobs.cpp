// SPDX-License-Identifier: MIT
#include "cli/jobs.hpp"

namespace rtrip::cli {
namespace {

/// At the next URL of a pattern, or at its first with the next file of -T. Null at the end.
std::shared_ptr<const UrlSpec> next_of(const UrlSpec& spec) {
    auto next = std::make_shared<UrlSpec>(spec);
    if (next->glob.advance()) return next;
    if (!next->uploads.advance()) return nullptr;
    next->upload = next->uploads.current();
    return next;
}

bool is_one_url(const Plan& plan, const UrlSpec& spec) {
    return plan.series && plan.groups.size() == 1 && plan.groups[0].urls.size() == 1 && !next_of(spec);
}

}  // namespace

Jobs::Jobs(const Plan& plan, Groups& groups)
    : plan_(plan), groups_(groups), repetitions_(plan.series ? plan.series->count : std::optional<std::uint64_t>(1)) {}

std::optional<Job> Jobs::next() {
    // Millions of repetitions of one URL need no copy of it each.
    if (kept_) {
        if (repetitions_ && number_ >= *repetitions_) return std::nullopt;
        return Job(*groups_[0], kept_, number_++);
    }
    std::optional<Job> job = next_of_repetition();
    if (job) return job;
    ++repetition_;
    if (repetitions_ && repetition_ >= *repetitions_) return std::nullopt;
    group_ = 0;
    return next_of_repetition();
}

std::optional<Job> Jobs::next_of_repetition() {
    while (group_ < groups_.size()) {
        const std::vector<UrlSpec>& urls = plan_.groups[group_].urls;
        if (!spec_ && url_ < urls.size()) spec_ = std::make_shared<UrlSpec>(urls[url_]);
        if (!spec_) {
            ++group_;
            url_ = 0;
            continue;
        }
        Job job(*groups_[group_], spec_, number_++);
        if (job.number == 0 && is_one_url(plan_, *spec_)) kept_ = spec_;
        spec_ = next_of(*spec_);
        if (!spec_) ++url_;
        return job;
    }
    return std::nullopt;
}

}  // namespace rtrip::cli
