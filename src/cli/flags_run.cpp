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
         "Asks no further URL once a transfer has failed, and with -Z or --concurrency gives up those that are under "
         "way."},
    Flag{FlagId::count, '\0', "count", "N", "", Category::run, last, "Repeat the URLs N times over one pool",
         "Makes a series: all URLs, in order, N times over, over one pool of connections. A series is summed up at its "
         "end: the times of each phase with their percentiles, for new and for reused connections apart, statuses, "
         "errors, and what became of connections. People get the summary alone (with -v a line a request before it), "
         "-j prints a report a line and the summary as the last one. Errors of the same kind are told once. --count, "
         "--duration, --interval and --rate each make a series, and without --count or --duration it goes on until "
         "it is interrupted, which ends it with its summary and status 130.",
         Origin::own},
    Flag{FlagId::duration, '\0', "duration", "TIME", "", Category::run, last, "Repeat the URLs for TIME",
         "Starts no request of the series after TIME; those under way come to their end. With --count, whichever is "
         "over first.",
         Origin::own},
    Flag{FlagId::interval, '\0', "interval", "TIME", "", Category::run, last, "Start a request every TIME",
         "The time from the start of a request to the start of the next one, which waits for the end of the first all "
         "the same. With --concurrency each slot keeps to it on its own. Not with --rate.",
         Origin::own},
    Flag{FlagId::rate, '\0', "rate", "R", "", Category::run, last, "Start R requests a second, whatever they take",
         "R is a number with decimals: 100 or 100/s a second, 30/m a minute, 5/h an hour. Requests are due at fixed "
         "moments and start then, as long as one of the slots of --concurrency (50 unless given) is free; otherwise "
         "the request starts late and counts as a missed tick. Times are told from the moment at which a request was "
         "due as well, so that a server that stalls cannot hide behind the requests that it kept from being sent.",
         Origin::own},
    Flag{FlagId::concurrency, '\0', "concurrency", "N", "", Category::run, last, "N requests of a series at a time",
         "How many requests of a series run side by side: 1 to 1000; 1 by default, 50 with --rate. So many idle "
         "connections are kept, unless --max-idle-per-host says otherwise.",
         Origin::own},
    Flag{FlagId::summary, '\0', "summary", "", "", Category::run, last, "Print a series' summary alone",
         "With -j, prints no reports but the summary's line. Nothing is computed for reports that nobody sees.",
         Origin::own},
};

}  // namespace

std::span<const Flag> run_flags() {
    return kFlags;
}

}  // namespace rtrip::cli
