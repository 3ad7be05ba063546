// SPDX-License-Identifier: MIT
#include "cli/explain.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/escape.hpp"
#include "cli/commands.hpp"
#include "cli/draft.hpp"
#include "cli/reporter.hpp"
#include "render/json_documents.hpp"
#include "render/json_read.hpp"

namespace rtrip::cli {
namespace {

/// More belongs into a program that reads JSON itself.
constexpr std::size_t kMaxReports = 100'000;

/// What a command line of this command means.
struct ExplainPlan {
    explicit ExplainPlan(const Env& env) : drafts(env) {}

    Drafts drafts;  ///< Whose plan has what is to be shown and how.
    std::vector<std::string> files;
};

void resolve_explain(const Args& args, ExplainPlan& out) {
    const Command& command = *find_command("explain");
    Draft draft(out.drafts);
    for (const Occurrence& item : args.items) {
        if (item.id == FlagId::url) {
            out.files.push_back(item.value);
        } else if (!command.takes(item.id) || !apply_output_flag(item, draft)) {
            draft.problem(ErrorCode::usage_invalid, shown(item) + ": 'rtrip explain' has no use for it");
        }
    }
    if (out.files.empty()) draft.problem(ErrorCode::usage_invalid, "explain: no FILE given; - is standard input");
}

/// One run over all files.
class Explainer {
public:
    Explainer(Reporter& reporter, const Env& env) : reporter_(reporter), env_(env) {}

    /// False when there is nobody left to tell.
    bool take_file(const std::string& path) {
        // The text must outlive what points into it.
        const Result<std::string> text = env_.read_saved(path);
        if (!text) {
            complain(text.error());
            return true;
        }
        render::JsonDocuments documents(*text);
        while (true) {
            const auto next = documents.next();
            if (!next) {
                complain(in_file(path, next.error()));
                return true;
            }
            if (!*next) return true;
            if (++reports_ > kMaxReports) {
                complain(Error(ErrorCode::config_unreadable,
                               shown_path(path) + ": more than " + std::to_string(kMaxReports) + " reports"));
                return false;
            }
            if (!take(path, **next)) return false;
        }
    }

    void complain(const Error& error) {
        if (!is_broken_pipe(error)) reporter_.complain(error, nullptr);
        if (exit_code_ == 0) exit_code_ = exit_code_of(error.code);
    }

    [[nodiscard]] int exit_code() const { return exit_code_; }

private:
    static std::string shown_path(const std::string& path) {
        return path == "-" ? "standard input" : escape_prefix(path, 200);
    }

    static Error in_file(const std::string& path, Error error) {
        error.message = shown_path(path) + ", " + error.message;
        return error;
    }

    bool take(const std::string& path, const render::JsonDocument& document) {
        Result<render::SavedReport> saved = render::read_report(document.text, document.line);
        if (!saved) {
            const std::string other = render::other_schema(document.text);
            if (other.empty()) {
                complain(in_file(path, std::move(saved.error())));
            } else {
                reporter_.warn(shown_path(path) + ", line " + std::to_string(document.line) + ": " +
                               escape_prefix(other, 60) + " is passed over");
            }
            return true;
        }
        Told told{&saved->trace, saved->exit_code, told_++, {}, {}};
        told.expectations = saved->expectations;
        const Result<void> done = reporter_.tell(told);
        if (!done) complain(done.error());
        return done.has_value();
    }

    Reporter& reporter_;
    const Env& env_;
    std::size_t reports_ = 0;
    std::uint64_t told_ = 0;
    int exit_code_ = 0;
};

}  // namespace

int cmd_explain(const Args& args, const Env& env) {
    ExplainPlan plan(env);
    resolve_explain(args, plan);
    ReportPlan& report = plan.drafts.plan.report;
    // Reports are all that there is: -s is for warnings and errors.
    report.asked_for = true;
    Reporter reporter(plan.drafts.plan.talk, report, env, false);
    for (const Error& problem : plan.drafts.problems) reporter.complain(problem, nullptr);
    if (!plan.drafts.problems.empty()) {
        reporter.advise("see 'rtrip --help'");
        return exit_code_of(plan.drafts.problems.front().code);
    }
    Explainer explainer(reporter, env);
    if (const Result<void> opened = reporter.open(); !opened) {
        explainer.complain(opened.error());
        return explainer.exit_code();
    }
    for (const std::string& file : plan.files) {
        if (!explainer.take_file(file)) break;
    }
    if (const Result<void> closed = reporter.close(); !closed) explainer.complain(closed.error());
    return explainer.exit_code();
}

}  // namespace rtrip::cli
