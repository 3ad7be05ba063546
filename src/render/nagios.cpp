// SPDX-License-Identifier: MIT
#include "render/nagios.hpp"

#include <algorithm>
#include <array>

#include "base/escape.hpp"
#include "render/expectations.hpp"
#include "render/redact.hpp"
#include "render/units.hpp"

namespace rtrip::render {
namespace {

// Old monitors cut lines off at 4 KiB, and with them the data.
constexpr std::size_t kMaxText = 400;

/// Whether a failure says nothing of the target: it was not asked, or not by its fault.
bool is_ours(ErrorCode code) {
    switch (code) {
        case ErrorCode::usage_invalid:
        case ErrorCode::url_malformed:
        case ErrorCode::url_unsupported_scheme:
        case ErrorCode::request_invalid:
        case ErrorCode::config_unreadable:
        case ErrorCode::dns_bad_option:
        case ErrorCode::connect_bad_interface:
        case ErrorCode::connect_bad_local_port:
        case ErrorCode::proxy_invalid:
        case ErrorCode::proxy_unsupported_scheme:
        case ErrorCode::tls_client_certificate:
        case ErrorCode::tls_cipher:
        case ErrorCode::tls_ca_file:
        case ErrorCode::tls_crl_file:
        case ErrorCode::upload_read_failed:
        case ErrorCode::upload_length_mismatch:
        case ErrorCode::output_write_failed:
        case ErrorCode::interrupted:
        case ErrorCode::out_of_memory:
        case ErrorCode::internal: return true;
        default: return false;
    }
}

NagiosState failure_state(ErrorCode code) {
    return is_ours(code) ? NagiosState::unknown : NagiosState::critical;
}

/// A bar begins the performance data, wherever it stands.
std::string without_bars(std::string text) {
    std::size_t at = 0;
    while ((at = text.find('|', at)) != std::string::npos) text.replace(at, 1, "\\x7c");
    return text;
}

std::string seconds(std::int64_t us) {
    std::string decimals = std::to_string(us % 1'000'000);
    decimals.insert(0, 6 - decimals.size(), '0');
    return std::to_string(us / 1'000'000) + "." + decimals + "s";
}

void append_item(std::string& out, const std::string& label, const std::string& value, std::string_view range) {
    if (!out.empty()) out += ' ';
    out += label;
    out += '=';
    out += value;
    out += range;
}

constexpr std::string_view kFromZero = ";;;0";

/// The strictest limit of the total among the expectations of a severity, as a threshold; empty without one.
std::string threshold(const Report& report, expect::Severity severity) {
    std::optional<std::int64_t> least;
    for (const expect::Judgement& judgement : report.expectations) {
        if (judgement.severity != severity || !judgement.total_limit_us) continue;
        least = std::min(least.value_or(*judgement.total_limit_us), *judgement.total_limit_us);
    }
    if (!least) return {};
    std::string text = seconds(*least);
    text.pop_back();  // Thresholds have no unit.
    return text;
}

std::string performance_data(const Report& report) {
    const Trace& trace = *report.trace;
    std::string out;
    const std::string range =
        ";" + threshold(report, expect::Severity::warn) + ";" + threshold(report, expect::Severity::fault) + ";0";
    append_item(out, "time", seconds(final_total_microseconds(trace)), range);
    std::array<std::optional<std::int64_t>, kPhaseCount> sums;
    for (const RoundTrip& trip : trace.round_trips) {
        const PhaseMicroseconds phases = phase_microseconds(trip);
        for (std::size_t i = 0; i < kPhaseCount; ++i) {
            if (phases[i]) sums[i] = sums[i].value_or(0) + *phases[i];
        }
    }
    for (std::size_t i = 0; i < kPhaseCount; ++i) {
        if (!sums[i]) continue;
        append_item(out, "time_" + std::string(phase_name(static_cast<Phase>(i))), seconds(*sums[i]), kFromZero);
    }
    if (trace.round_trips.empty()) return out;
    const RoundTrip& last = trace.round_trips.back();
    if (last.received) append_item(out, "size", std::to_string(last.received->wire_bytes) + "B", kFromZero);
    if (last.tls && !last.tls->chain.empty()) {
        const auto first = std::min_element(last.tls->chain.begin(), last.tls->chain.end(),
                                            [](const auto& a, const auto& b) { return a.not_after < b.not_after; });
        append_item(out, "certificate_days", std::to_string(days_between(trace.started_at, first->not_after)), "");
    }
    return out;
}

std::string_view state_name(NagiosState state) {
    constexpr std::array<std::string_view, 4> kNames{"OK", "WARNING", "CRITICAL", "UNKNOWN"};
    return kNames[static_cast<std::size_t>(state)];
}

int gravity(NagiosState state) {
    constexpr std::array kGravity{0, 1, 3, 2};
    return kGravity[static_cast<std::size_t>(state)];
}

std::string good_text(const Report& report) {
    const Trace& trace = *report.trace;
    const ReceivedInfo& received = *trace.round_trips.back().received;
    const Duration total = std::chrono::microseconds(final_total_microseconds(trace));
    std::string out = "HTTP/" + received.http_version + " " + std::to_string(received.status) + ", " +
                      format_bytes(received.wire_bytes) + " in " + format_duration(total, Charset::ascii);
    if (!report.expectations.empty()) {
        out += ", " + format_count(report.expectations.size(), "expectation") + " met";
    }
    return out;
}

}  // namespace

void NagiosLine::take(NagiosState state, std::string text) {
    const bool graver = !any_ || gravity(state) > gravity(state_);
    any_ = true;
    if (!graver) return;
    state_ = state;
    text_ = std::move(text);
}

void NagiosLine::add(const Report& report) {
    const Trace& trace = *report.trace;
    const Redactor redact(report);
    ++requests_;
    longest_us_ = std::max(longest_us_, final_total_microseconds(trace));
    if (requests_ == 1) first_ = performance_data(report);
    if (!final_ok(report)) ++failed_;
    if (const Error* error = final_error(trace)) {
        return take(failure_state(error->code), std::string(error_code_name(error->code)) + ": " +
                                                    escape_for_terminal(redact.text(error->message)));
    }
    const expect::Judgement* unmet = nullptr;
    for (const expect::Judgement& judgement : report.expectations) {
        const bool fault = judgement.severity == expect::Severity::fault;
        if (!judgement.ok && (unmet == nullptr || (fault && unmet->severity == expect::Severity::warn))) {
            unmet = &judgement;
        }
    }
    if (unmet != nullptr) {
        const bool fault = unmet->severity == expect::Severity::fault;
        return take(fault ? NagiosState::critical : NagiosState::warning,
                    "expected " + expression_text(*unmet, redact) + ": " + judgement_text(*unmet, redact));
    }
    if (final_ok(report)) return take(NagiosState::ok, good_text(report));
    take(NagiosState::critical, "exit " + std::to_string(final_exit_code(report)));
}

void NagiosLine::add(std::span<const expect::Judgement> expectations) {
    const Redactor redact(Trace(), Secrets::masked);
    for (const expect::Judgement& judgement : expectations) {
        if (judgement.ok) continue;
        const bool fault = judgement.severity == expect::Severity::fault;
        take(fault ? NagiosState::critical : NagiosState::warning,
             "expected " + expression_text(judgement, redact) + ": " + judgement_text(judgement, redact));
    }
}

void NagiosLine::add_problem(const Error& problem) {
    ++problems_;
    take(NagiosState::unknown, escape_for_terminal(mask_urls(problem.message)));
}

void NagiosLine::add_failure(const Error& failure) {
    take(failure_state(failure.code), escape_for_terminal(mask_urls(failure.message)));
}

NagiosState NagiosLine::state() const {
    return any_ ? state_ : NagiosState::unknown;
}

std::string NagiosLine::line() const {
    std::string text = any_ ? text_ : "nothing was asked";
    if (requests_ > 1 && failed_ > 0) {
        text = std::to_string(failed_) + " of " + std::to_string(requests_) + " requests failed: " + text;
    } else if (requests_ > 1 && state() == NagiosState::ok) {
        text = "all of " + std::to_string(requests_) + " requests";
    }
    if (problems_ > 1) text += " (and " + format_count(problems_ - 1, "other problem") + ")";
    std::string out = "HTTP " + std::string(state_name(state())) + ": " + without_bars(escape_prefix(text, kMaxText));
    std::string data = first_;
    if (requests_ > 1) {
        data = "requests=" + std::to_string(requests_) + std::string(kFromZero) + " failed=" + std::to_string(failed_) +
               std::string(kFromZero) + " time=" + seconds(longest_us_) + std::string(kFromZero);
    }
    if (!data.empty()) out += " | " + data;
    return out + "\n";
}

}  // namespace rtrip::render
