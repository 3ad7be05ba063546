// SPDX-License-Identifier: MIT
#include "cli/jobs.hpp"

namespace rtrip::cli {
namespace {

/// To the next URL of a pattern, or to its first with the next file of -T. False at the end.
bool advance(UrlSpec& spec) {
    if (spec.glob.advance()) return true;
    if (!spec.uploads.advance()) return false;
    spec.upload = spec.uploads.current();
    return true;
}

}  // namespace

Jobs::Jobs(const Plan& plan, Groups& groups)
    : plan_(plan), groups_(groups), repetitions_(plan.series ? plan.series->count : std::optional<std::uint64_t>(1)) {}

std::optional<Job> Jobs::next() {
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
        if (!spec_ && url_ < urls.size()) spec_ = urls[url_];
        if (!spec_) {
            ++group_;
            url_ = 0;
            continue;
        }
        Job job(*groups_[group_], *spec_, number_++);
        if (!advance(*spec_)) {
            spec_.reset();
            ++url_;
        }
        return job;
    }
    return std::nullopt;
}

}  // namespace rtrip::cli
