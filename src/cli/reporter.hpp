// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/descriptor.hpp"
#include "cli/environment.hpp"
#include "cli/plan.hpp"
#include "probe/series_summary.hpp"
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
    void warn(std::string_view text);
    /// A line that helps with the errors before it.
    void advise(std::string_view text);
    /// Closes --report-file. Errors: output_write_failed.
    Result<void> close();

private:
    /// `write_out`: there is a -w, which takes the report's place.
    [[nodiscard]] bool wants_report(bool write_out) const;
    [[nodiscard]] bool wants_report_of_each() const;
    [[nodiscard]] OutputDescriptor& target();
    [[nodiscard]] render::HumanStyle human_style(bool terminal) const;
    [[nodiscard]] std::string rendered(const Told& told, bool terminal) const;
    Result<void> write_report(const Told& told);
    Result<void> write_write_out(const Told& told);
    void say(std::string_view text);

    const TalkPlan& talk_;
    const ReportPlan& report_;
    const Env& env_;
    bool body_on_stdout_;
    bool series_ = false;
    bool writes_out_ = false;  ///< Some request had a -w.
    OutputDescriptor stdout_;
    OutputDescriptor stderr_;
    OutputDescriptor file_;
};

/// The report of a request that was refused before it was sent.
Trace refused_trace(std::string method, std::string url, Error error);

}  // namespace rtrip::cli
