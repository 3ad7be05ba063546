// SPDX-License-Identifier: MIT
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "cli/cmd_request.hpp"
#include "cli/descriptor.hpp"
#include "cli/environment.hpp"
#include "cli/explain.hpp"
#include "cli/from_curl.hpp"
#include "cli/help.hpp"
#include "cli/interrupt_flag.hpp"
#include "cli/parse.hpp"
#include "cli/reporter.hpp"
#include "cli/resolve.hpp"
#include "cli/to_curl.hpp"

namespace rtrip::cli {
namespace {

int print(const Env& env, std::string_view text) {
    const Result<void> done = OutputDescriptor::borrowed(env.standard_output, "standard output").write(text);
    return done ? 0 : exit_code_of(done.error().code);
}

/// One line for each problem, and where to look further. The first one's number is the exit code.
int refuse(Reporter& reporter, const std::vector<Error>& problems) {
    bool usage = false;
    for (const Error& problem : problems) {
        reporter.complain(problem, nullptr);
        usage = usage || problem.code == ErrorCode::usage_invalid;
    }
    if (usage) reporter.advise("see 'rtrip --help'");
    const int code = exit_code_of(problems.front().code);
    const Result<void> closed = reporter.close();
    return reporter.exit_status(closed ? code : exit_code_of(closed.error().code));
}

int help(const Env& env, const std::string& topic) {
    const Result<std::string> text = help_text(topic);
    if (text) return print(env, *text);
    (void)OutputDescriptor::borrowed(env.standard_error, "standard error").write("rtrip: " + text.error().message);
    return exit_code_of(text.error().code);
}

/// A plan that could not be made: URLs that cannot be asked get their documents all the same.
int refuse(const Env& env, Resolved& resolved) {
    Reporter reporter(resolved.talk, resolved.report, env, false);
    const bool json = resolved.report.format == ReportFormat::json;
    const bool monitor = resolved.report.format == ReportFormat::nagios;
    const Result<void> opened = json || monitor ? reporter.open() : Result<void>();
    if (json && opened) {
        for (Resolved::BadUrl& bad : resolved.bad_urls) {
            const int code = exit_code_of(bad.error.code);
            const Trace trace = refused_trace("GET", std::move(bad.text), std::move(bad.error));
            (void)reporter.tell({&trace, code, 0, {}, {}});
        }
    }
    return refuse(reporter, resolved.problems);
}

/// How the last of a switch's occurrences left it.
bool last_of(const Args& args, FlagId id) {
    bool on = false;
    for (const Occurrence& item : args.items) {
        if (item.id == id) on = item.on;
    }
    return on;
}

/// --to-curl: the command alone goes to standard output, what there is to say of it to standard error.
int show_curl_command(const Args& args, const Env& env) {
    Expanded expanded = expand_curl_commands(args, env);
    TalkPlan talk;
    talk.silent = last_of(expanded.args, FlagId::silent);
    talk.show_error = last_of(expanded.args, FlagId::show_error);
    const ReportPlan report;
    Reporter reporter(talk, report, env, false);
    if (!expanded.problems.empty()) return refuse(reporter, expanded.problems);
    for (const std::string& warning : expanded.warnings) reporter.warn(warning);
    const bool shown = last_of(expanded.args, FlagId::show_secrets);
    const CurlCommand command = to_curl(expanded.args, shown ? CurlSecrets::shown : CurlSecrets::masked);
    for (const std::string_view name : command.left_out) {
        reporter.warn("--" + std::string(name) + " is left out: curl has no such option");
    }
    if (command.masked) reporter.warn("secrets are shown as ***; --show-secrets prints them");
    return print(env, command_line(command) + "\n");
}

/// A monitor must have its line even when the options could not be told apart.
bool asks_for_nagios(const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--report=nagios") return true;
        if (words[i] == "--report" && i + 1 < words.size() && words[i + 1] == "nagios") return true;
    }
    return false;
}

int run(const std::vector<std::string>& words) {
    const Env env = process_environment();
    Parsed parsed = parse(words);
    if (parsed.help) return help(env, parsed.help_topic);
    if (parsed.version) return print(env, version_text());
    if (!parsed.problems.empty()) {
        const TalkPlan talk;
        ReportPlan report;
        if (asks_for_nagios(words)) report.format = ReportFormat::nagios;
        Reporter reporter(talk, report, env, false);
        return refuse(reporter, parsed.problems);
    }
    if (parsed.command != nullptr) return cmd_explain(parsed.args, env);
    if (last_of(parsed.args, FlagId::to_curl)) return show_curl_command(parsed.args, env);
    Resolved resolved = resolve(parsed.args, env);
    if (!resolved.plan) return refuse(env, resolved);
    Reporter reporter(resolved.talk, resolved.report, env, false);
    for (const std::string& warning : resolved.warnings) reporter.warn(warning);
    return cmd_request(*resolved.plan, env);
}

/// What ends a run before there is anything to report. Takes no memory when `text` takes none.
int give_up(std::string_view text) {
    (void)OutputDescriptor::borrowed(2, "stderr").write(text);
    return exit_code_of(ErrorCode::out_of_memory);
}

}  // namespace
}  // namespace rtrip::cli

int main(int argc, char** argv) {
    rtrip::cli::open_standard_descriptors();
    rtrip::cli::ignore_write_signals();
    try {
        return rtrip::cli::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
    } catch (const std::bad_alloc&) {
        return rtrip::cli::give_up("rtrip: (27) out of memory\n");
    } catch (const std::system_error& error) {
        // The event loop needs descriptors of its own and cannot say in another way that there are none.
        return rtrip::cli::give_up(std::string("rtrip: (27) cannot start: ") + error.what() + "\n");
    }
}
