// SPDX-License-Identifier: MIT
//
// The request on its way out, and the wait for the response.
#include <algorithm>

#include "culprit/rules.hpp"
#include "culprit/thresholds.hpp"
#include "model/http_date.hpp"

namespace rtrip::culprit {
namespace {

bool got_continue(const RoundTrip& rt) {
    return std::any_of(rt.interim.begin(), rt.interim.end(), [](const auto& interim) { return interim.status == 100; });
}

Duration microseconds(std::uint64_t us) {
    // More than a century is a kernel's slip, and would overflow.
    constexpr std::uint64_t kMost = 3'000'000'000'000'000;
    return std::chrono::microseconds(static_cast<std::int64_t>(std::min(us, kMost)));
}

std::uint64_t bytes_per_second(std::uint64_t bytes, Duration took) {
    const auto us = static_cast<std::uint64_t>(
        std::max<std::int64_t>(1, std::chrono::floor<std::chrono::microseconds>(took).count()));
    // In floating point: bytes times a million overflows from 18 TB on.
    return static_cast<std::uint64_t>(static_cast<double>(bytes) * 1e6 / static_cast<double>(us));
}

}  // namespace

std::optional<Finding> server_slow(const Case& c) {
    const auto time = server_time(c.rt);
    if (!time || *time < kSlowServer || !c.is_share(*time, kSlowServerPercent)) return std::nullopt;
    const Duration rtt = c.path_rtt().value_or(Duration{});
    if (*time < rtt * kServerRoundTrips) return std::nullopt;
    const bool lossy = c.retransmits() != 0U;
    Finding out;
    out.cost = *time;
    // Behind a proxy the kernel measures the way to the proxy alone; a lost request is a slow server's look-alike.
    out.confidence = lossy ? Confidence::inconclusive : c.is_proxied() ? Confidence::likely : Confidence::sure;
    out.title = "the server takes its time";
    out.detail = "the response to " + c.rt.method + " began " + time_text(c.phase(Phase::wait)) +
                 " after the request was out, of which the path needs " + time_text(rtt) + " and the server " +
                 time_text(*time);
    if (c.is_proxied()) out.detail += ", or what lies behind the proxy";
    if (lossy) out.detail += "; but segments got lost, and what became of the request meanwhile is not in the record";
    out.fix = "look at what the server does before its first byte: its logs, its database, its own upstreams";
    // The second request runs on a warm connection: what is left then is the server's own.
    out.next = c.rt.method == "GET" ? c.rtrip("-j") + " " + c.url() + " | jq '.round_trips[].server_ms'" : c.rtrip("");
    out.evidence.duration("wait_ms", c.phase(Phase::wait)).duration("server_ms", *time).duration("rtt_ms", rtt);
    return out;
}

std::optional<Finding> client_busy(const Case& c) {
    const auto split = wait_split(c.rt);
    if (!split || !split->client_lag_us) return std::nullopt;
    const Duration lag = std::chrono::microseconds(*split->client_lag_us);
    if (!c.matters(lag)) return std::nullopt;
    Finding out;
    out.cost = lag;
    out.confidence = Confidence::sure;
    out.title = "this machine was slow to read";
    out.detail = "the response lay here for " + time_text(lag) + " before it was read, by the kernel's time stamps";
    out.fix = "give this machine less to do, or measure from another one";
    out.next = c.rtrip("");
    out.evidence.duration("client_lag_ms", lag).duration("wait_ms", c.phase(Phase::wait));
    return out;
}

std::optional<Finding> expect_100_timeout(const Case& c) {
    if (!c.rt.sent || !c.rt.sent->expect_continue) return std::nullopt;
    const bool refused = c.rt.retry && c.rt.retry->reason == kExpectationFailed;
    const bool silent = !got_continue(c.rt) && c.rt.sent->body_bytes > 0;
    if (!refused && !silent) return std::nullopt;
    Finding out;
    out.cost = refused ? c.rt.done - c.rt.started : c.phase(Phase::send);
    if (!c.matters(out.cost) || (!refused && out.cost < kContinueWait)) return std::nullopt;
    out.confidence = refused ? Confidence::sure : Confidence::likely;
    out.title = "the server does not say \"100 Continue\"";
    out.detail = refused ? "the server refused to be asked (417), and the request was sent again without \"Expect\", " +
                               time_text(out.cost) + " later"
                         : "the body was held back for a 100 (Continue) that never came, and sending took " +
                               time_text(out.cost);
    out.fix = "send with -H 'Expect:' or a shorter --expect100-timeout, or let the server answer the expectation";
    out.evidence.duration("send_ms", c.phase(Phase::send)).count("body_bytes", c.rt.sent->body_bytes);
    return out;
}

std::optional<Finding> request_upload_slow(const Case& c) {
    if (!c.rt.sent || c.rt.sent->body_bytes == 0 || expect_100_timeout(c)) return std::nullopt;
    const Duration send = c.phase(Phase::send);
    const std::uint64_t rate = bytes_per_second(c.rt.sent->body_bytes, send);
    if (send < kSlowBody || !c.is_share(send, kSlowBodyPercent) || rate >= kSlowBytesPerSecond) return std::nullopt;
    Finding out;
    out.cost = send;
    out.title = "sending the body is slow";
    out.detail =
        size_text(c.rt.sent->body_bytes) + " took " + time_text(send) + " to send, " + size_text(rate) + " a second; ";
    out.culprit = Culprit::unknown;
    out.confidence = Confidence::inconclusive;
    const TcpInfo* tcp = c.rt.connection && c.rt.connection->tcp ? &*c.rt.connection->tcp : nullptr;
    const Duration full = tcp == nullptr || !c.is_fresh() ? Duration{} : microseconds(tcp->rwnd_limited_us.value_or(0));
    if (full >= send / 2) {
        out.culprit = Culprit::server;
        out.confidence = Confidence::likely;
        out.detail += "for " + time_text(full) + " the server's receive window was full: it did not read";
        out.fix = "look at why the server, or the proxy in front of it, does not read the request";
    } else if (c.retransmits().value_or(0) > 0) {
        out.culprit = Culprit::path;
        out.confidence = Confidence::likely;
        out.detail += count_text(*c.retransmits(), "segment") + " got lost and had to be sent again";
        out.fix = "look for packet loss on the way";
        out.next = path_command(c.rt.connection->remote);
    } else {
        out.detail += "whether the line, the body's source or --limit-rate held it up is not in the record";
        out.fix = "send from a file, without --limit-rate, and compare";
        if (c.rt.connection) out.next = path_command(c.rt.connection->remote);
    }
    out.evidence.duration("send_ms", send).count("body_bytes", c.rt.sent->body_bytes).count("bytes_per_second", rate);
    if (tcp != nullptr) out.evidence.duration("rwnd_limited_ms", full).count("retransmits", tcp->retransmits);
    return out;
}

std::optional<Finding> clock_skew(const Case& c) {
    if (!c.rt.received || !c.rt.first_byte) return std::nullopt;
    const auto text = c.rt.received->header.get("date");
    const auto date = text ? parse_http_date(*text) : std::nullopt;
    if (!date) return std::nullopt;
    const Header& header = c.rt.received->header;
    // In whole seconds, of which a field of a server's that is off by centuries has not too many.
    const auto here = std::chrono::floor<std::chrono::seconds>(
        c.trace.started_at + std::chrono::duration_cast<WallTime::duration>(*c.rt.first_byte - c.trace.started));
    const auto ahead = std::chrono::floor<std::chrono::seconds>(*date) - here;
    // A cache answers with the date of the day on which it asked (RFC 9111 section 5.1).
    const bool cached = header.has("age") || header.has("via") || header.has("x-cache");
    if (std::chrono::abs(ahead) < kSkew || (cached && ahead.count() < 0)) return std::nullopt;
    Finding out;
    out.culprit = Culprit::unknown;
    // Nothing but a clock puts a date into the future; an old one may come from a cache that says nothing of itself.
    out.confidence = ahead.count() > 0 ? Confidence::sure : Confidence::likely;
    out.title = "the clocks of both sides differ";
    const std::uint64_t seconds = static_cast<std::uint64_t>(std::chrono::abs(ahead).count());
    out.detail = "by its Date field the server's clock is " + count_text(seconds, "second") +
                 (ahead.count() > 0 ? " ahead of" : " behind") + " this machine's, which upsets cookies, caches, " +
                 "certificates and signed requests";
    out.fix = "set the clock that is wrong by NTP (timedatectl shows this machine's)";
    out.next = "date -u; rtrip -s -o /dev/null -w '%header{date}\\n' " + c.url();
    out.evidence.count("skew_s", seconds).text("date", std::string(*text));
    return out;
}

}  // namespace rtrip::culprit
