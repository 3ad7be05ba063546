// SPDX-License-Identifier: MIT
#include "render/prom.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "model/http_date.hpp"
#include "render/redact.hpp"

namespace rtrip::render {
namespace {

enum class Metric : std::uint8_t {
    success,
    duration,
    dns_lookup,
    ip_protocol,
    http_duration,
    http_status,
    http_version,
    http_redirects,
    http_ssl,
    content_length,
    uncompressed,
    last_modified,
    earliest_expiry,
    tls_version,
    phase,
    round_trips,
    retries,
    reused,
    rtt,
    server,
    exit_code,
    failure,
    unmet,
    warnings,
    started
};

struct Row {
    Metric metric;
    std::string_view name;
    std::string_view help;
};

// All are gauges: a run knows nothing of the one before it.
constexpr std::array<Row, kPromMetricCount> kRows{{
    {Metric::success, "probe_success", "Whether the request succeeded and met every expectation"},
    {Metric::duration, "probe_duration_seconds", "How long the whole took, name resolution included"},
    {Metric::dns_lookup, "probe_dns_lookup_time_seconds", "Time of the first name resolution, 0 without one"},
    {Metric::ip_protocol, "probe_ip_protocol", "Version of IP of the last connection, 4 or 6, 0 without one"},
    {Metric::http_duration, "probe_http_duration_seconds",
     "Time by phase, summed over redirects; 0 when it did not happen"},
    {Metric::http_status, "probe_http_status_code", "Status of the last response, 0 without one"},
    {Metric::http_version, "probe_http_version", "Version of HTTP of the last response, 0 without one"},
    {Metric::http_redirects, "probe_http_redirects", "Redirects that were followed"},
    {Metric::http_ssl, "probe_http_ssl", "Whether TLS was spoken with the last server"},
    {Metric::content_length, "probe_http_content_length", "Content-Length of the last response, -1 without one"},
    {Metric::uncompressed, "probe_http_uncompressed_body_length", "Bytes of the last body, codings undone"},
    {Metric::last_modified, "probe_http_last_modified_timestamp_seconds", "Last-Modified of the last response"},
    {Metric::earliest_expiry, "probe_ssl_earliest_cert_expiry",
     "When the first of the certificates ends, in Unix time"},
    {Metric::tls_version, "probe_tls_version_info", "Version of TLS that was spoken"},
    {Metric::phase, "rtrip_phase_seconds",
     "Time by phase, of those that happened; with waits between attempts the sum is the total"},
    {Metric::round_trips, "rtrip_round_trips", "Requests that were put on a wire"},
    {Metric::retries, "rtrip_retries", "Requests that were made again after a failure"},
    {Metric::reused, "rtrip_connection_reused", "Whether the last request went over a connection that was there"},
    {Metric::rtt, "rtrip_tcp_rtt_seconds", "Round-trip time of the path as the kernel measured it"},
    {Metric::server, "rtrip_server_seconds", "Wait for the response less the round-trip time of the path"},
    {Metric::exit_code, "rtrip_exit_code", "What this URL alone makes rtrip exit with"},
    {Metric::failure, "rtrip_failure_info", "Code and phase of the failure, none without one"},
    {Metric::unmet, "rtrip_expectations_unmet", "Expectations that were not met"},
    {Metric::warnings, "rtrip_warnings_unmet", "Expectations to be warned of that were not met"},
    {Metric::started, "rtrip_started_timestamp_seconds", "When the request began, in Unix time"},
}};

constexpr bool rows_in_order() {
    for (std::size_t i = 0; i < kRows.size(); ++i) {
        if (static_cast<std::size_t>(kRows[i].metric) != i) return false;
    }
    return true;
}
static_assert(rows_in_order());

std::string label_value(std::string_view text) {
    std::string out;
    for (const char c : escape_for_terminal(text)) {
        if (c == '\\' || c == '"') out += '\\';
        out += c;
    }
    return out;
}

/// Exactly, without floating point.
std::string seconds(std::int64_t us) {
    const std::string sign = us < 0 ? "-" : "";
    us = us < 0 ? -us : us;
    std::string decimals = std::to_string(us % 1'000'000);
    decimals.insert(0, 6 - decimals.size(), '0');
    return sign + std::to_string(us / 1'000'000) + "." + decimals;
}

std::int64_t microseconds(Duration duration) {
    return std::chrono::floor<std::chrono::microseconds>(duration).count();
}

std::int64_t unix_seconds(WallTime time) {
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// The URL without what could be a password, and without its fragment.
std::string target_of(const Report& report) {
    std::string url = report.trace->url.substr(0, report.trace->url.find('#'));
    const std::size_t scheme = url.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t end = url.find_first_of("/?", begin);
    const std::size_t at = url.substr(0, end).rfind('@');
    if (at != std::string::npos && at >= begin) url.erase(begin, at + 1 - begin);
    return Redactor(report).url(url);
}

/// One report's samples.
class Samples {
public:
    Samples(std::array<std::string, kPromMetricCount>& out, std::string target)
        : out_(out), target_("target=\"" + label_value(target) + "\"") {}

    void set(Metric metric, std::string_view value, std::string_view labels = {}) {
        std::string& lines = out_[static_cast<std::size_t>(metric)];
        lines += kRows[static_cast<std::size_t>(metric)].name;
        lines += '{';
        lines += target_;
        if (!labels.empty()) lines += ',';
        lines += labels;
        lines += "} ";
        lines += value;
        lines += '\n';
    }
    void set(Metric metric, std::int64_t value) { set(metric, std::to_string(value)); }
    void set_flag(Metric metric, bool value) { set(metric, value ? "1" : "0"); }

private:
    std::array<std::string, kPromMetricCount>& out_;
    std::string target_;
};

std::string label(std::string_view name, std::string_view value) {
    return std::string(name) + "=\"" + label_value(value) + "\"";
}

int ip_protocol(const RoundTrip& trip) {
    if (!trip.connection || trip.connection->remote.starts_with("unix:")) return 0;
    return trip.connection->remote.starts_with('[') ? 6 : 4;
}

using Sums = std::array<std::optional<std::int64_t>, kPhaseCount>;

Sums phase_sums(const Trace& trace) {
    Sums sums;
    for (const RoundTrip& trip : trace.round_trips) {
        const PhaseMicroseconds phases = phase_microseconds(trip);
        for (std::size_t i = 0; i < kPhaseCount; ++i) {
            if (phases[i]) sums[i] = sums[i].value_or(0) + *phases[i];
        }
    }
    return sums;
}

void add_times(const Trace& trace, Samples& out) {
    const Sums sums = phase_sums(trace);
    const auto sum = [&sums](Phase phase) { return sums[static_cast<std::size_t>(phase)].value_or(0); };
    for (std::size_t i = 0; i < kPhaseCount; ++i) {
        if (!sums[i]) continue;
        out.set(Metric::phase, seconds(*sums[i]), label("phase", phase_name(static_cast<Phase>(i))));
    }
    std::int64_t first_lookup = 0;
    std::int64_t last_body = 0;
    if (!trace.round_trips.empty()) {
        const auto of = [](const RoundTrip& trip, Phase phase) {
            return phase_microseconds(trip)[static_cast<std::size_t>(phase)].value_or(0);
        };
        first_lookup = of(trace.round_trips.front(), Phase::dns);
        last_body = of(trace.round_trips.back(), Phase::body);
    }
    out.set(Metric::dns_lookup, seconds(first_lookup));
    const auto phase = [&out](std::string_view name, std::int64_t us) {
        out.set(Metric::http_duration, seconds(us), label("phase", name));
    };
    phase("resolve", sum(Phase::dns));
    phase("connect", sum(Phase::connect));
    phase("tls", sum(Phase::tls));
    phase("processing", sum(Phase::send) + sum(Phase::wait));
    // blackbox_exporter's is that of the last response.
    phase("transfer", last_body);
}

void add_tls(const RoundTrip& last, Samples& out) {
    if (!last.tls) return;
    if (!last.tls->chain.empty()) {
        const auto first = std::min_element(last.tls->chain.begin(), last.tls->chain.end(),
                                            [](const auto& a, const auto& b) { return a.not_after < b.not_after; });
        out.set(Metric::earliest_expiry, unix_seconds(first->not_after));
    }
    if (last.tls->version.empty()) return;
    std::string version = last.tls->version;
    if (version.starts_with("TLSv")) version.replace(0, 4, "TLS ");
    out.set(Metric::tls_version, "1", label("version", version));
}

void add_response(const RoundTrip* last, Samples& out) {
    const ReceivedInfo* received = last != nullptr && last->received ? &*last->received : nullptr;
    out.set(Metric::http_status, received != nullptr ? received->status : 0);
    out.set(Metric::http_version, received != nullptr ? std::string_view(received->http_version) : "0");
    out.set(Metric::content_length, received != nullptr && received->content_length
                                        ? std::to_string(*received->content_length)
                                        : std::string("-1"));
    out.set(Metric::uncompressed, std::to_string(received != nullptr ? received->decoded_bytes : 0));
    if (received == nullptr) return;
    const auto modified = parse_http_date(received->header.get("Last-Modified").value_or(""));
    if (modified) out.set(Metric::last_modified, unix_seconds(*modified));
}

void add_connection(const RoundTrip& last, Samples& out) {
    if (!last.connection) return;
    out.set_flag(Metric::reused, last.connection->reused);
    if (last.connection->tcp) out.set(Metric::rtt, seconds(last.connection->tcp->rtt_us));
    if (const auto server = server_time(last)) out.set(Metric::server, seconds(microseconds(*server)));
}

std::int64_t count_unmet(const Report& report, expect::Severity severity) {
    return std::count_if(report.expectations.begin(), report.expectations.end(),
                         [severity](const auto& each) { return !each.ok && each.severity == severity; });
}

void add_verdict(const Report& report, Samples& out) {
    const Trace& trace = *report.trace;
    out.set_flag(Metric::success, final_ok(report));
    out.set(Metric::duration, seconds(final_total_microseconds(trace)));
    out.set(Metric::exit_code, final_exit_code(report));
    const Error* error = final_error(trace);
    const std::string_view phase = error != nullptr && error->phase ? phase_name(*error->phase) : "none";
    out.set(Metric::failure, "1",
            label("code", error != nullptr ? error_code_name(error->code) : "none") + "," + label("phase", phase));
    out.set(Metric::unmet, count_unmet(report, expect::Severity::fault));
    out.set(Metric::warnings, count_unmet(report, expect::Severity::warn));
    const auto started = std::chrono::floor<std::chrono::microseconds>(trace.started_at.time_since_epoch());
    out.set(Metric::started, seconds(started.count()));
}

}  // namespace

void PromText::add(const Report& report) {
    const Trace& trace = *report.trace;
    std::string name = target_of(report);
    auto target = std::find_if(targets_.begin(), targets_.end(), [&name](const Target& t) { return t.name == name; });
    if (target == targets_.end()) {
        if (targets_.size() == kMaxTargets) {
            left_out_ = true;
            return;
        }
        target = targets_.insert(targets_.end(), Target{std::move(name), {}});
    }
    target->samples = {};
    Samples out(target->samples, target->name);
    const RoundTrip* last = trace.round_trips.empty() ? nullptr : &trace.round_trips.back();
    const RoundTripCounts counts = count_round_trips(trace);
    add_verdict(report, out);
    add_times(trace, out);
    add_response(last, out);
    out.set(Metric::http_redirects, static_cast<std::int64_t>(counts.redirects));
    out.set(Metric::retries, static_cast<std::int64_t>(counts.retries));
    out.set(Metric::round_trips, static_cast<std::int64_t>(trace.round_trips.size()));
    out.set(Metric::ip_protocol, last != nullptr ? ip_protocol(*last) : 0);
    out.set_flag(Metric::http_ssl, last != nullptr && last->tls.has_value());
    if (last == nullptr) return;
    add_tls(*last, out);
    add_connection(*last, out);
}

std::string PromText::text() const {
    std::string out;
    for (const Row& row : kRows) {
        std::string samples;
        for (const Target& target : targets_) samples += target.samples[static_cast<std::size_t>(row.metric)];
        if (samples.empty()) continue;
        out += "# HELP " + std::string(row.name) + " " + std::string(row.help) + "\n";
        out += "# TYPE " + std::string(row.name) + " gauge\n" + samples;
    }
    return out;
}

}  // namespace rtrip::render
