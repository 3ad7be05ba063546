// SPDX-License-Identifier: MIT
#include <set>

#include "cli/curl_command.hpp"
#include "cli/parse.hpp"
#include "records.hpp"
#include "support/catch.hpp"
#include "unit/render/fixtures.hpp"

using namespace rtrip;
using namespace rtrip::culprit;

namespace {

/// The words of a command, as a shell would make them; "rtrip" is taken off.
std::vector<std::string> words_of(const std::string& command) {
    auto words = cli::split_curl_command("curl" + command.substr(std::string("rtrip").size()));
    if (!words) FAIL(command << ": " << words.error().message);
    return *words;
}

void check(const Judgement& judged, std::set<std::string>& seen) {
    for (const Finding& finding : judged.findings) {
        if (!finding.next.starts_with("rtrip ")) continue;
        // What stands behind a pipe is another program's.
        const std::string command = finding.next.substr(0, finding.next.find(" | "));
        const cli::Parsed parsed = cli::parse(words_of(command));
        INFO(finding.id << ": " << command);
        CHECK(parsed.problems.empty());
        CHECK(parsed.command == nullptr);
        seen.insert(std::string(finding.id));
    }
}

}  // namespace

TEST_CASE("culprit: commands to run next are ones that rtrip takes", "[culprit]") {
    std::set<std::string> seen;
    for (const auto& fixture : render::fixtures::all()) check(judge(fixture.trace), seen);

    Phases phases;
    phases.wait = 900;
    check(judge(record(phases)), seen);

    phases = {};
    phases.tls = 50;
    Trace trace = record(phases);
    first(trace).tls->version = "TLSv1.2";
    check(judge(trace), seen);

    phases = {};
    phases.body = 2000;
    check(judge(record(phases)), seen);

    phases = {};
    phases.proxy = 300;
    trace = record(phases);
    first(trace).proxy.emplace();
    first(trace).proxy->url = "http://proxy.example:3128";
    check(judge(trace), seen);

    trace = record({});
    append(trace, {}).cause = RoundTripCause::redirect;
    check(judge(trace), seen);

    for (std::size_t i = 0; i < kErrorCodeCount; ++i) {
        trace = record({});
        trace.error = Error(static_cast<ErrorCode>(i), "what happened");
        check(judge(trace), seen);
    }
    // So that the test cannot pass for want of anything to look at.
    for (const char* id : {"server_slow", "tls_extra_round_trip", "body_slow_unexplained", "proxy_slow",
                           "redirect_chain_cost", "certificate_rejected", "bad_response", "silence_acknowledged"}) {
        INFO(id);
        CHECK(seen.contains(id));
    }
}
