// SPDX-License-Identifier: MIT
#include "cli/reporter.hpp"

#include "base/escape.hpp"
#include "cli/write_out.hpp"
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
    Result<OutputDescriptor> file = open_output(report_.file, {});
    if (!file) return fail(std::move(file.error()));
    file_ = std::move(*file);
    return {};
}

Result<void> Reporter::close() {
    return file_.is_open() ? file_.close() : Result<void>();
}

bool Reporter::wants_report(bool write_out) const {
    if (report_.format == ReportFormat::none) return false;
    if (report_.asked_for || file_.is_open()) return true;
    if (write_out) return false;
    // Under -s nothing goes to standard error, where the report would have to go beside a body.
    return !(body_on_stdout_ && talk_.silent);
}

std::string Reporter::rendered(const Told& told, bool terminal) const {
    render::Report report;
    report.trace = told.trace;
    report.exit_code = told.exit_code;
    report.secrets = secrets_of(report_);
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

OutputDescriptor& Reporter::target() {
    if (file_.is_open()) return file_;
    return body_on_stdout_ ? stderr_ : stdout_;
}

bool Reporter::wants_report_of_each() const {
    if (!series_) return true;
    return !report_.summary_alone && (report_.format == ReportFormat::json || talk_.verbose);
}

Result<void> Reporter::write_report(const Told& told) {
    writes_out_ = writes_out_ || told.write_out;
    if (!wants_report_of_each() || !wants_report(told.write_out.has_value())) return {};
    return target().write(rendered(told, env_.is_terminal(target().number())));
}

Result<void> Reporter::tell_summary(const probe::SeriesSummary& summary) {
    if (!wants_report(writes_out_ && !report_.summary_alone)) return {};
    if (report_.format == ReportFormat::json) {
        const auto style = report_.pretty ? render::JsonStyle::pretty : render::JsonStyle::compact;
        return target().write(render::to_json(summary, style) + "\n");
    }
    return target().write(render::render_summary(summary, human_style(env_.is_terminal(target().number()))));
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

void Reporter::say(std::string_view text) {
    // Where errors themselves cannot be written there is nobody left to tell.
    (void)stderr_.write(text);
}

void Reporter::complain(const Error& error, const Trace* trace) {
    if (talk_.silent && !talk_.show_error) return;
    std::string message = error.message;
    if (!error.remedy().empty() && error.code != ErrorCode::usage_invalid)
        message += "; " + std::string(error.remedy());
    message =
        trace != nullptr ? render::Redactor(*trace, secrets_of(report_)).text(message) : render::mask_urls(message);
    say("rtrip: (" + std::to_string(exit_code_of(error.code)) + ") " + escape_for_terminal(message) + "\n");
}

void Reporter::warn(std::string_view text) {
    if (talk_.silent) return;
    say("rtrip: warning: " + escape_for_terminal(text) + "\n");
}

void Reporter::advise(std::string_view text) {
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
