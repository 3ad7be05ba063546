// SPDX-License-Identifier: MIT
#include "culprit/case.hpp"

#include <algorithm>
#include <array>

#include "base/shell_quote.hpp"
#include "culprit/thresholds.hpp"

namespace rtrip::culprit {
namespace {

// `value` in units of `step`, rounded to the nearest, with so many decimals.
std::string decimal(std::uint64_t value, std::uint64_t step, int decimals) {
    std::uint64_t scale = 1;
    for (int i = 0; i < decimals; ++i) scale *= 10;
    const std::uint64_t per_digit = std::max<std::uint64_t>(1, step / scale);
    const std::uint64_t digits = value / per_digit + (value % per_digit >= (per_digit + 1) / 2 ? 1 : 0);
    std::string out = std::to_string(digits / scale);
    if (decimals > 0) out += "." + std::to_string(scale + digits % scale).substr(1);
    return out;
}

}  // namespace

Case::Case(const Trace& trace_, const RoundTrip& rt_)
    : trace(trace_),
      rt(rt_),
      phases_(phase_durations(rt_)),
      total_((trace_.round_trips.empty() ? trace_.done : trace_.round_trips.back().done) - trace_.started) {}

Duration Case::phase(Phase phase) const {
    return phases_[static_cast<std::size_t>(phase)].value_or(Duration{});
}

const ConnectAttempt* Case::winner() const {
    const auto won = std::find_if(rt.attempts.begin(), rt.attempts.end(), [](const auto& a) { return a.won; });
    return won == rt.attempts.end() ? nullptr : &*won;
}

std::optional<Duration> Case::path_rtt() const {
    if (rt.connection && rt.connection->tcp) {
        const TcpInfo& tcp = *rt.connection->tcp;
        return std::chrono::microseconds(tcp.min_rtt_us.value_or(tcp.rtt_us));
    }
    const ConnectAttempt* won = winner();
    if (won != nullptr && won->done && won->syn_retransmits == 0U) return *won->done - won->started;
    return std::nullopt;
}

std::uint64_t Case::mss() const {
    const std::uint64_t known = rt.connection && rt.connection->tcp ? rt.connection->tcp->mss_bytes : 0;
    return known == 0 ? kUsualMss : known;
}

std::optional<std::uint32_t> Case::retransmits() const {
    if (!rt.connection || !rt.connection->tcp) return std::nullopt;
    const std::uint32_t all = rt.connection->tcp->retransmits;
    if (all == 0) return 0;
    const ConnectAttempt* won = winner();
    if (rt.connection->reused || won == nullptr || !won->syn_retransmits) return std::nullopt;
    return all - std::min(all, *won->syn_retransmits);
}

bool Case::is_share(Duration cost, int percent) const {
    return cost > Duration{} && cost >= total_ / 100 * percent;
}

bool Case::matters(Duration cost) const {
    return cost >= kLeastCost && is_share(cost, kLeastPercent);
}

std::string Case::of_total(Duration cost) const {
    return time_text(cost) + " of " + time_text(total_) + " (" + std::to_string(percent_of(cost, total_)) + "%)";
}

std::string Case::url() const {
    const std::string word = shell_quote(rt.url);
    // Whoever masks its password puts characters there that a shell would act upon.
    return word == rt.url && word.find('@') != std::string::npos ? "'" + word + "'" : word;
}

std::string Case::rtrip(std::string_view options) const {
    if (rt.method != "GET" && rt.method != "HEAD" && rt.method != "OPTIONS") return {};
    std::string out = "rtrip ";
    if (rt.method == "HEAD") out += "-I ";
    if (rt.method == "OPTIONS") out += "-X OPTIONS ";
    out += options;
    if (!options.empty()) out += ' ';
    return out + url();
}

std::string time_text(Duration duration) {
    const auto us = std::chrono::floor<std::chrono::microseconds>(duration).count();
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(0, us));
    // Bounds lie where rounding would give a fourth digit.
    if (value >= 9'995'000) return decimal(value, 1'000'000, 1) + " s";
    if (value >= 999'500) return decimal(value, 1'000'000, 2) + " s";
    if (value >= 99'950) return decimal(value, 1'000, 0) + " ms";
    if (value >= 9'995) return decimal(value, 1'000, 1) + " ms";
    if (value >= 1'000) return decimal(value, 1'000, 2) + " ms";
    return decimal(value, 1'000, 3) + " ms";
}

std::string size_text(std::uint64_t bytes) {
    constexpr std::array<std::string_view, 5> kUnits{" B", " kB", " MB", " GB", " TB"};
    std::size_t unit = 0;
    std::uint64_t step = 1;
    while (unit + 1 < kUnits.size() && bytes / step >= 1000) {
        step *= 1000;
        ++unit;
    }
    return decimal(bytes, step, unit == 0 ? 0 : 1) + std::string(kUnits[unit]);
}

std::string count_text(std::uint64_t count, std::string_view noun) {
    return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::int64_t percent_of(Duration part, Duration whole) {
    if (whole <= Duration{}) return 0;
    // In microseconds, so that a hundred times an age still fits.
    const auto us = [](Duration d) { return std::chrono::floor<std::chrono::microseconds>(d).count(); };
    const std::int64_t divisor = std::max<std::int64_t>(1, us(whole));
    return (us(part) * 100 + divisor / 2) / divisor;
}

std::uint64_t slow_start_waits(std::uint64_t bytes, std::uint64_t mss) {
    std::uint64_t window = kInitialWindowSegments * mss;
    std::uint64_t waits = 0;
    while (bytes > window) {
        bytes -= window;
        window *= 2;
        ++waits;
    }
    return waits;
}

HostPort split_host_port(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    const std::size_t bracket = text.rfind(']');
    HostPort out{text, {}};
    if (text.starts_with("unix:")) return out;
    if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
        out.host = text.substr(0, colon);
        out.port = text.substr(colon + 1);
    }
    if (out.host.starts_with('[') && out.host.ends_with(']')) out.host = out.host.substr(1, out.host.size() - 2);
    return out;
}

std::string dig_command(const DnsQuery& query) {
    std::string out = "dig";
    if (!query.server.empty()) {
        const HostPort server = split_host_port(query.server);
        out += " " + shell_quote("@" + std::string(server.host));
        if (server.port != "53" && !server.port.empty()) out += " -p " + shell_quote(server.port);
    }
    return out + " " + shell_quote(query.name) + " " + shell_quote(query.type);
}

std::string path_command(std::string_view address) {
    const HostPort to = split_host_port(address);
    if (to.port.empty()) return {};
    return "mtr --report --tcp --port " + shell_quote(to.port) + " " + shell_quote(to.host);
}

std::string handshake_command(const Case& c, std::string_view options) {
    // Through a proxy there is no address of the server's to connect to.
    if (!c.rt.tls || !c.rt.connection || c.is_proxied()) return {};
    std::string out = "openssl s_client -connect " + shell_quote(c.rt.connection->remote);
    if (!c.rt.tls->sni.empty()) out += " -servername " + shell_quote(c.rt.tls->sni);
    return out + " " + std::string(options) + " </dev/null";
}

}  // namespace rtrip::culprit
