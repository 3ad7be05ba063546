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
         "120 unless something failed before. Given several times, each has to hold. Of a series also figures such as "
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
};

}  // namespace

std::span<const Flag> expect_flags() {
    return kFlags;
}

}  // namespace rtrip::cli
