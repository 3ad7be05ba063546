// SPDX-License-Identifier: MIT
#include "cli/reporter.hpp"

#include "base/escape.hpp"
#include "cli/write_out.hpp"
#include "render/budget.hpp"
#include "render/expectations.hpp"
#include "render/human.hpp"
#include "render/json.hpp"
#include "render/redact.hpp"
#include "render/summary.hpp"
#include "rtrip/clock.hpp"

namespace rtrip::cli {
namespace {

bool use_color(const ReportPlan& report, const Env& env, bool terminal) {
    if (report.color != ColorMode::automatic) return report.color == ColorMode::always;
    return terminal && !env.variable("NO_COLOR") && env.variable("TERM").value_or("dumb") != "dumb";
}

render::Secrets secrets_of(const ReportPlan& report) {
    return report.show_secrets ? render::Secrets::shown : render::Secrets::masked;
}

}  // namespace

Reporter::Reporter(const TalkPlan& talk, const ReportPlan& report, const Env& env, bool body_on_stdout)
    : talk_(talk),
      report_(report),
      env_(env),
      body_on_stdout_(body_on_stdout),
      stdout_(OutputDescriptor::borrowed(env.standard_output, "standard output")),
      stderr_(OutputDescriptor::borrowed(env.standard_error, "standard error")) {}

Result<void> Reporter::open() {
    if (report_.file.empty()) return {};
    if (report_.file == "-") {
        file_ = OutputDescriptor::borrowed(env_.standard_output, "standard output");
        return {};
    }
    if (report_.format == ReportFormat::prom) {
        // A collector may read it at any moment.
        Result<ReplacedFile> file = ReplacedFile::open(report_.file);
        if (!file) return fail(std::move(file.error()));
        replaced_ = std::move(*file);
        return {};
    }
    Result<OutputDescriptor> file = open_output(report_.file, {});
    if (!file) return fail(std::move(file.error()));
    file_ = std::move(*file);
    return {};
}

Result<void> Reporter::close() {
    closed_ = true;
    Result<void> done;
    if (replaced_.is_open()) {
        done = replaced_.write(prom_.text());
        if (done) done = replaced_.commit();
    } else if (report_.format == ReportFormat::prom) {
        done = report_target().write(prom_.text());
    } else if (is_nagios()) {
        done = report_target().write(nagios_.line());
    }
    Result<void> closed = file_.is_open() ? file_.close() : Result<void>();
    return done ? closed : done;
}

int Reporter::exit_status(int exit_code) const {
    if (!is_nagios()) return exit_code;
    const render::NagiosState state = nagios_.state();
    const bool hidden = exit_code != 0 && (state == render::NagiosState::ok || state == render::NagiosState::warning);
    return static_cast<int>(hidden ? render::NagiosState::unknown : state);
}

bool Reporter::wants_report(bool write_out) const {
    if (report_.format == ReportFormat::none) return false;
    if (report_.asked_for || file_.is_open()) return true;
    if (write_out) return false;
    // Under -s nothing goes to standard error, where the report would have to go beside a body.
    return !(body_on_stdout_ && talk_.silent);
}

render::Report Reporter::report_of(const Told& told) const {
    render::Report report;
    report.trace = told.trace;
    report.exit_code = told.exit_code;
    report.secrets = secrets_of(report_);
    report.expectations = told.expectations;
    return report;
}

std::string Reporter::rendered(const Told& told, bool terminal) const {
    const render::Report report = report_of(told);
    if (report_.format == ReportFormat::json) {
        return render::to_json(report, report_.pretty ? render::JsonStyle::pretty : render::JsonStyle::compact) + "\n";
    }
    const render::HumanStyle style = human_style(terminal);
    if (series_) return render::render_request_line(report, told.url_number + 1, style);
    return render::render_human(report, style);
}

render::HumanStyle Reporter::human_style(bool terminal) const {
    render::HumanStyle style;
    style.width = terminal ? static_cast<int>(env_.terminal_columns()) : style.width;
    style.color = use_color(report_, env_, terminal) ? render::ColorMode::always : render::ColorMode::never;
    style.charset = shows_unicode(env_) ? render::Charset::unicode : render::Charset::ascii;
    style.detail = talk_.verbose ? render::Detail::verbose : render::Detail::normal;
    return style;
}

bool Reporter::wants_report_of_each() const {
    if (!series_) return true;
    return !report_.summary_alone && (report_.format == ReportFormat::json || talk_.verbose);
}

Result<void> Reporter::write_report(const Told& told) {
    writes_out_ = writes_out_ || told.write_out;
    if (!wants_report(told.write_out.has_value())) return {};
    // These are about the whole run.
    if (is_nagios()) nagios_.add(report_of(told));
    if (report_.format == ReportFormat::prom) {
        const bool before = prom_.left_out();
        prom_.add(report_of(told));
        if (!before && prom_.left_out()) {
            warn("only the first " + std::to_string(render::PromText::kMaxTargets) + " URLs are in the metrics");
        }
    }
    if (is_nagios() || report_.format == ReportFormat::prom || !wants_report_of_each()) return {};
    OutputDescriptor& target = report_target();
    return target.write(rendered(told, env_.is_terminal(target.number())));
}

Result<void> Reporter::tell_summary(const probe::SeriesSummary& summary) {
    if (!wants_report(writes_out_ && !report_.summary_alone)) return {};
    if (is_nagios() || report_.format == ReportFormat::prom) return {};
    OutputDescriptor& target = report_target();
    if (report_.format == ReportFormat::json) {
        const auto style = report_.pretty ? render::JsonStyle::pretty : render::JsonStyle::compact;
        return target.write(render::to_json(summary, style) + "\n");
    }
    return target.write(render::render_summary(summary, human_style(env_.is_terminal(target.number()))));
}

Result<void> Reporter::write_write_out(const Told& told) {
    if (!told.write_out) return {};
    WriteOutContext context;
    context.trace = told.trace;
    context.secrets = secrets_of(report_);
    context.exit_code = told.exit_code;
    context.url_number = told.url_number;
    context.file_name = told.file_name;
    context.escape_standard_output = env_.is_terminal(env_.standard_output);
    context.escape_standard_error = env_.is_terminal(env_.standard_error);
    const WrittenOut written = expand_write_out(*told.write_out, context);
    for (const std::string& warning : written.warnings) warn(warning);
    for (const WriteOutPiece& piece : written.pieces) {
        Result<void> done;
        if (piece.target == WriteOutTarget::standard_error) {
            done = stderr_.write(piece.text);
        } else if (piece.target == WriteOutTarget::standard_output) {
            done = stdout_.write(piece.text);
        } else {
            OpenOptions options;
            options.existing = piece.append ? Existing::append : Existing::truncate;
            Result<OutputDescriptor> file = open_output(piece.path, options);
            if (!file) return fail(std::move(file.error()));
            done = file->write(piece.text);
            if (done) done = file->close();
        }
        if (!done) return done;
    }
    return {};
}

Result<void> Reporter::tell(const Told& told) {
    Result<void> report = write_report(told);
    Result<void> text = write_write_out(told);
    return report ? text : report;
}

Result<void> Reporter::tell(std::span<const expect::Judgement> expectations) {
    // They hold figures alone, and what the user has typed.
    const Trace nothing;
    for (const expect::Judgement& judgement : expectations) {
        if (!judgement.ok) complain(judgement, nothing);
    }
    if (is_nagios()) nagios_.add(expectations);
    if (report_.format == ReportFormat::json) {
        return report_target().write(render::expectations_json(expectations) + "\n");
    }
    if (report_.format != ReportFormat::human || is_quiet()) return {};
    return report_target().write(
        "\n" + render::render_expectations(expectations, human_style(env_.is_terminal(report_target().number()))));
}

Result<void> Reporter::tell(const expect::Baseline& baseline, const expect::Budget& budget,
                            const expect::BudgetOutcome& outcome) {
    const std::string sentence = render::budget_sentence(budget, outcome);
    const bool over = outcome.verdict == expect::BudgetVerdict::over;
    if (is_nagios() && over) nagios_.add_failure(Error(ErrorCode::expect_unmet, sentence));
    if (!is_nagios() && over && (!talk_.silent || talk_.show_error)) {
        say("rtrip: (" + std::to_string(exit_code_of(ErrorCode::expect_unmet)) + ") " + sentence + "\n");
    }
    // Whoever wanted a verdict and gets none should know.
    if (outcome.verdict == expect::BudgetVerdict::undecided) warn(sentence);
    if (report_.format == ReportFormat::json) {
        return report_target().write(render::budget_json(baseline, budget, outcome));
    }
    if (report_.format != ReportFormat::human || is_quiet()) return {};
    const render::Charset charset = shows_unicode(env_) ? render::Charset::unicode : render::Charset::ascii;
    return report_target().write("\n" + render::budget_text(budget, outcome, charset));
}

void Reporter::say(std::string_view text) {
    // Where errors themselves cannot be written there is nobody left to tell.
    (void)stderr_.write(text);
}

void Reporter::complain(const Error& error, const Trace* trace) {
    if (is_nagios() && !closed_) {
        // A monitor reads standard output, some read standard error too; what a report says is in the line already.
        if (error.code == ErrorCode::usage_invalid || error.code == ErrorCode::config_unreadable) {
            nagios_.add_problem(error);
        } else if (trace == nullptr || !trace->error) {
            nagios_.add_failure(error);
        }
        return;
    }
    if (talk_.silent && !talk_.show_error) return;
    std::string message = error.message;
    if (!error.remedy().empty() && error.code != ErrorCode::usage_invalid)
        message += "; " + std::string(error.remedy());
    message =
        trace != nullptr ? render::Redactor(*trace, secrets_of(report_)).text(message) : render::mask_urls(message);
    say("rtrip: (" + std::to_string(exit_code_of(error.code)) + ") " + escape_for_terminal(message) + "\n");
}

void Reporter::complain(const expect::Judgement& judgement, const Trace& trace) {
    if (is_nagios()) return;
    const bool fault = judgement.severity == expect::Severity::fault;
    if (talk_.silent && !(fault && talk_.show_error)) return;
    const render::Redactor redact(trace, secrets_of(report_));
    const std::string text =
        "expected " + expression_text(judgement, redact) + ": " + judgement_text(judgement, redact);
    say((fault ? "rtrip: (" + std::to_string(exit_code_of(ErrorCode::expect_unmet)) + ") " : "rtrip: warning: ") +
        text + "\n");
}

void Reporter::warn(std::string_view text) {
    if (talk_.silent || is_nagios()) return;
    say("rtrip: warning: " + escape_for_terminal(text) + "\n");
}

void Reporter::advise(std::string_view text) {
    if (is_nagios()) return;
    if (!talk_.silent || talk_.show_error) say("rtrip: " + std::string(text) + "\n");
}

Trace refused_trace(std::string method, std::string url, Error error) {
    Trace trace;
    trace.method = std::move(method);
    trace.url = std::move(url);
    trace.started_at = system_clock().wall_now();
    trace.started = trace.done = system_clock().now();
    trace.error = std::move(error);
    return trace;
}

}  // namespace rtrip::cli
