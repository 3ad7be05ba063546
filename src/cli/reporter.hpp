// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/descriptor.hpp"
#include "cli/environment.hpp"
#include "cli/plan.hpp"
#include "cli/replaced_file.hpp"
#include "probe/series_summary.hpp"
#include "render/nagios.hpp"
#include "render/prom.hpp"
#include "render/report.hpp"
#include "render/style.hpp"

namespace rtrip::cli {

/// One URL's result as it is told.
struct Told {
    const Trace* trace = nullptr;
    int exit_code = 0;
    std::uint64_t url_number = 0;
    std::string file_name;
    std::optional<std::string> write_out;  ///< The format of -w.
    std::span<const expect::Judgement> expectations = {};
};

/// Tells users what happened: reports, -w texts, warnings and error lines, each to the place that the contract names.
class Reporter {
public:
    /// `body_on_stdout`: some URL's body goes there, so that nothing else may.
    Reporter(const TalkPlan& talk, const ReportPlan& report, const Env& env, bool body_on_stdout);
    /// The requests to be told are a series: people get its summary, and reports in no more than a line each.
    void begin_series() { series_ = true; }

    /// Opens --report-file. Errors: output_write_failed.
    Result<void> open();
    /// The report of one URL and its -w text. Errors: output_write_failed.
    Result<void> tell(const Told& told);
    /// What a series comes to, at its end. Errors: output_write_failed.
    Result<void> tell_summary(const probe::SeriesSummary& summary);
    /// "rtrip: (6) ..." unless -s without -S.
    void complain(const Error& error, const Trace* trace);
    /// The same for what was expected and is not so; a warning for what is only to be warned of.
    void complain(const expect::Judgement& judgement, const Trace& trace);
    void warn(std::string_view text);
    /// A line that helps with the errors before it.
    void advise(std::string_view text);
    /// What became of the expectations about the whole run. Errors: output_write_failed.
    Result<void> tell(std::span<const expect::Judgement> expectations);
    /// How a run kept to its budget. Errors: output_write_failed.
    Result<void> tell(const expect::Baseline& baseline, const expect::Budget& budget,
                      const expect::BudgetOutcome& outcome);
    /// Writes what is told of the whole run, and closes --report-file. Errors: output_write_failed.
    Result<void> close();
    /// What the process ends with: `exit_code`, or the state that a monitor wants.
    [[nodiscard]] int exit_status(int exit_code) const;

private:
    /// `write_out`: there is a -w, which takes the report's place.
    [[nodiscard]] bool wants_report(bool write_out) const;
    [[nodiscard]] bool wants_report_of_each() const;
    [[nodiscard]] bool is_nagios() const { return report_.format == ReportFormat::nagios; }
    /// Whether what is told of the run has no place: a body is on standard output and nothing may be beside it.
    [[nodiscard]] bool is_quiet() const {
        return body_on_stdout_ && talk_.silent && !report_.asked_for && !file_.is_open();
    }
    [[nodiscard]] render::HumanStyle human_style(bool terminal) const;
    [[nodiscard]] render::Report report_of(const Told& told) const;
    [[nodiscard]] std::string rendered(const Told& told, bool terminal) const;
    OutputDescriptor& report_target() { return file_.is_open() ? file_ : body_on_stdout_ ? stderr_ : stdout_; }
    Result<void> write_report(const Told& told);
    Result<void> write_write_out(const Told& told);
    void say(std::string_view text);

    const TalkPlan& talk_;
    const ReportPlan& report_;
    const Env& env_;
    bool body_on_stdout_;
    bool series_ = false;
    bool writes_out_ = false;  ///< Some request had a -w.
    bool closed_ = false;  ///< The line of a monitor is written; what comes now has standard error.
    OutputDescriptor stdout_;
    OutputDescriptor stderr_;
    OutputDescriptor file_;
    ReplacedFile replaced_;  ///< --report-file of metrics.
    render::NagiosLine nagios_;
    render::PromText prom_;
};

/// The report of a request that was refused before it was sent.
Trace refused_trace(std::string method, std::string url, Error error);

}  // namespace rtrip::cli
