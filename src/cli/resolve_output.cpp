// SPDX-License-Identifier: MIT
#include "cli/draft.hpp"

namespace rtrip::cli {
namespace {

void add_output(const Occurrence& item, Draft& draft) {
    OutputSpec spec;
    spec.kind = item.value == "-" ? OutputKind::standard_output : OutputKind::file;
    spec.file = item.value;
    if (item.value.empty()) return draft.bad_value(item, "a file name");
    draft.outputs.push_back(std::move(spec));
}

void set_report(const Occurrence& item, Draft& draft) {
    ReportPlan& report = draft.plan.report;
    report.asked_for = true;
    if (item.value == "human") {
        report.format = ReportFormat::human;
    } else if (item.value == "json") {
        report.format = ReportFormat::json;
    } else if (item.value == "prom") {
        report.format = ReportFormat::prom;
    } else if (item.value == "nagios") {
        report.format = ReportFormat::nagios;
    } else if (item.value == "none") {
        report.format = ReportFormat::none;
    } else {
        draft.bad_value(item, "human, json, prom, nagios or none");
    }
}

void set_color(const Occurrence& item, Draft& draft) {
    ColorMode& color = draft.plan.report.color;
    if (item.value == "auto") {
        color = ColorMode::automatic;
    } else if (item.value == "always") {
        color = ColorMode::always;
    } else if (item.value == "never") {
        color = ColorMode::never;
    } else {
        draft.bad_value(item, "auto, always or never");
    }
}

void set_write_out(const Occurrence& item, Draft& draft) {
    if (!item.value.starts_with('@')) {
        draft.group.output.write_out = item.value;
        return;
    }
    Result<std::string> text = draft.env.read_file(item.value.substr(1));
    if (!text) return draft.problem(text.error().code, shown(item) + ": " + text.error().message);
    draft.group.output.write_out = std::move(*text);
}

void set_trace(const Occurrence& item, TraceStyle style, Draft& draft) {
    draft.plan.talk.trace_file = item.value;
    draft.plan.talk.trace_style = style;
}

}  // namespace

bool apply_output_flag(const Occurrence& item, Draft& draft) {
    OutputPlan& output = draft.group.output;
    ReportPlan& report = draft.plan.report;
    TalkPlan& talk = draft.plan.talk;
    switch (item.id) {
        case FlagId::output: add_output(item, draft); return true;
        case FlagId::remote_name:
            if (item.on) draft.outputs.push_back({OutputKind::remote_name, {}});
            return true;
        case FlagId::remote_header_name: output.remote_header_name = item.on; return true;
        case FlagId::output_dir: output.directory = item.value; return true;
        case FlagId::create_dirs: output.create_directories = item.on; return true;
        case FlagId::clobber: output.clobber = item.on ? Clobber::always : Clobber::never; return true;
        case FlagId::remove_on_error: output.remove_on_error = item.on; return true;
        case FlagId::dump_header: output.dump_header = item.value; return true;
        case FlagId::include: output.include_heads = item.on; return true;
        case FlagId::fail: output.fail = item.on ? FailMode::without_body : FailMode::never; return true;
        case FlagId::fail_with_body: output.fail = item.on ? FailMode::with_body : FailMode::never; return true;
        case FlagId::silent: talk.silent = item.on; return true;
        case FlagId::show_error: talk.show_error = item.on; return true;
        case FlagId::verbose: talk.verbose = item.on; return true;
        case FlagId::write_out: set_write_out(item, draft); return true;
        // Progress needs no asking for, and nothing is ever held back.
        case FlagId::progress_bar:
        case FlagId::buffer: return true;
        case FlagId::trace: set_trace(item, TraceStyle::hex, draft); return true;
        case FlagId::trace_ascii: set_trace(item, TraceStyle::text, draft); return true;
        case FlagId::json_report:
            report.format = item.on ? ReportFormat::json : ReportFormat::human;
            report.asked_for = true;
            return true;
        case FlagId::report: set_report(item, draft); return true;
        case FlagId::pretty: report.pretty = item.on; return true;
        case FlagId::report_file: report.file = item.value; return true;
        case FlagId::color: set_color(item, draft); return true;
        case FlagId::show_secrets: report.show_secrets = item.on; return true;
        default: return false;
    }
}

}  // namespace rtrip::cli
