// SPDX-License-Identifier: MIT
#include "records.hpp"

#include <utility>

namespace rtrip::culprit {
namespace {

namespace fixtures = render::fixtures;
using std::chrono::milliseconds;

void fill(RoundTrip& rt, const Phases& phases) {
    TimePoint at = rt.started;
    rt.cuts = {PhaseCut{Phase::queue, at}};
    const auto add = [&](Phase phase, std::int64_t ms) {
        if (ms < 0) return;
        rt.cuts.push_back(PhaseCut{phase, at});
        at += milliseconds(ms);
    };
    add(Phase::dns, phases.dns);
    const TimePoint connect = at;
    add(Phase::connect, phases.connect);
    const TimePoint connected = at;
    add(Phase::proxy, phases.proxy);
    add(Phase::tls, phases.tls);
    add(Phase::send, phases.send);
    add(Phase::wait, phases.wait);
    rt.first_byte = at;
    add(Phase::body, phases.body);
    rt.done = at;

    rt.dns = fixtures::make_dns();
    rt.dns->queries.clear();
    rt.dns->started = rt.started;
    rt.dns->done = connect;
    rt.dns->queries = {query(rt, "A", std::max<std::int64_t>(0, phases.dns - 2)),
                       query(rt, "AAAA", std::max<std::int64_t>(0, phases.dns))};
    if (phases.connect >= 0) {
        rt.attempts = {fixtures::make_attempt("192.0.2.1:443", 0, 0)};
        rt.attempts[0].started = connect;
        rt.attempts[0].done = connected;
    }
    rt.tls = fixtures::make_tls();
    rt.connection = fixtures::make_connection();
    rt.connection->id = rt.index + 1;
    rt.connection->reused = phases.connect < 0;
    rt.connection->tcp->min_rtt_us = 24'000;
    rt.sent = fixtures::make_sent();
    rt.received = fixtures::make_received();
    rt.received->header = {};
    rt.received->wire_bytes = rt.received->decoded_bytes = 5'000;
    rt.received->content_length = 5'000;
    rt.received->longest_gap = milliseconds(0);
}

}  // namespace

TimePoint at_ms(const RoundTrip& rt, std::int64_t ms) {
    return rt.started + milliseconds(ms);
}

DnsQuery query(const RoundTrip& rt, std::string type, std::int64_t ms) {
    DnsQuery out = fixtures::make_dns().queries[type == "A" ? 1 : 0];
    out.cname.clear();
    out.truncated = false;
    out.transport = "udp";
    out.started = rt.started;
    out.done = at_ms(rt, ms);
    return out;
}

RoundTrip& append(Trace& trace, const Phases& phases, std::int64_t pause_ms) {
    RoundTrip rt;
    rt.index = static_cast<std::uint32_t>(trace.round_trips.size());
    rt.method = trace.method;
    rt.url = trace.url;
    rt.ok = true;
    rt.started = trace.done + milliseconds(pause_ms);
    fill(rt, phases);
    trace.done = rt.done;
    trace.round_trips.push_back(std::move(rt));
    return trace.round_trips.back();
}

Trace record(const Phases& phases) {
    Trace trace = fixtures::make_trace("GET", "https://example.com/data?x=1");
    append(trace, phases);
    return trace;
}

const Finding* find(const Judgement& judgement, std::string_view id) {
    for (const Finding& finding : judgement.findings) {
        if (finding.id == id) return &finding;
    }
    return nullptr;
}

std::string ids(const Judgement& judgement) {
    std::string out;
    for (const Finding& finding : judgement.findings) out += (out.empty() ? "" : " ") + std::string(finding.id);
    return out;
}

std::int64_t figure(const Finding& finding, std::string_view name) {
    for (const Figure& figure : finding.evidence.figures()) {
        if (figure.name != name) continue;
        if (figure.kind == Figure::Kind::count) return static_cast<std::int64_t>(figure.count);
        return std::chrono::floor<milliseconds>(figure.duration).count();
    }
    return -1;
}

}  // namespace rtrip::culprit
