// SPDX-License-Identifier: MIT
#include <array>

#include "cli/flag_table.hpp"

namespace rtrip::cli {
namespace {

using enum Repeat;

constexpr std::array kFlags{
    Flag{FlagId::next, ':', "next", "", "", Category::run, each, "The options behind it are for the URLs behind it",
         "Ends a group: the URLs in front of it are asked with the options in front of it, those behind it with the "
         "options behind it alone. All groups use one pool, in which connections that were made with other options "
         "are never shared. What rtrip says (-s, -S, -v, --trace, --report, --color, --show-secrets), the pool's "
         "limits, -Z, --parallel-max and --fail-early hold for the whole run wherever they stand."},
    Flag{FlagId::parallel, 'Z', "parallel", "", "", Category::run, last, "Ask several URLs at a time",
         "Runs transfers side by side, see --parallel-max. Reports come in the order in which transfers end and are "
         "never mixed; bodies that go to standard output wait for each other, each is written whole. There is no "
         "progress meter."},
    Flag{FlagId::parallel_max, '\0', "parallel-max", "NUMBER", "", Category::run, last, "At most NUMBER at a time",
         "How many transfers -Z runs at a time: 1 to 300, 50 by default, which 0 stands for as well."},
    Flag{FlagId::fail_early, '\0', "fail-early", "", "", Category::run, last, "End at the first transfer that fails",
         "Asks no further URL once a transfer has failed, and with -Z gives up those that are under way."},
};

}  // namespace

std::span<const Flag> run_flags() {
    return kFlags;
}

}  // namespace rtrip::cli
