// SPDX-License-Identifier: MIT
#include <array>

#include "cli/flag_table.hpp"

namespace rtrip::cli {
namespace {

using enum Category;
using enum Origin;
using enum Repeat;

constexpr std::array kFlags{
    Flag{FlagId::expect, '\0', "expect", "EXPR", "", Category::expect, each, "Fail with 120 unless EXPR holds",
         "What has to be true of the result: 'status==200', 'header.content-type~json', 'body~REGEX', "
         "'json./pointer==value', 'total<500ms', 'tls.expires_in>14d', or anything else that the JSON report has, by "
         "its name there: 'phases.wait_ms<200', 'connection.reused==true'. Operators are == != < <= > >= ~ !~ "
         "contains !contains exists !exists. What is not met is reported with what came instead, and rtrip ends with "
         "120 unless something failed before. Given several times, each has to hold. Of all requests of a run together "
         "also figures such as "
         "'p99.total<500ms' and 'errors<1%'. docs/expectations.md has all of it.",
         own},
    Flag{
        FlagId::warn, '\0', "warn", "EXPR", "", Category::expect, each, "Only report that EXPR does not hold",
        "As --expect, but what is not met is reported and changes nothing else: the exit status stays as it is, except "
        "that of --report nagios, which says WARNING.",
        own},
    Flag{FlagId::expect_file, '\0', "expect-file", "FILE", "@file", Category::expect, each,
         "Take expectations from FILE",
         "One EXPR a line, as for --expect; behind the word warn, as for --warn. Empty lines and those that begin with "
         "# are skipped. - is standard input.",
         own},
    Flag{FlagId::save_baseline, '\0', "save-baseline", "FILE", "@file", Category::expect, last,
         "Keep how fast this run was in FILE",
         "Writes the median of each phase and of the total, and between what it lies, for requests that made a "
         "connection and for those that found one, to FILE, for --baseline of later runs. Requests that fail don't "
         "count; of each the last round trip does. A run that goes over its budget is not kept.",
         own},
    Flag{FlagId::baseline, '\0', "baseline", "FILE", "@file", Category::expect, last,
         "Hold this run against the one in FILE", "With --budget: an earlier run that --save-baseline has kept.", own},
    Flag{
        FlagId::budget, '\0', "budget", "SLACK", "", Category::expect, last,
        "How much slower than --baseline it may be",
        "+20%, +5ms or +20%,5ms, which is both together. When the median of some phase is certainly beyond that, rtrip "
        "ends with 120. It is certain when it holds for every value that the two medians may have (95 % each). With "
        "fewer than 6 requests of a kind in either run, or times that vary too much, there is no verdict: that is "
        "said, and is no failure.",
        own},
};

}  // namespace

std::span<const Flag> expect_flags() {
    return kFlags;
}

}  // namespace rtrip::cli
