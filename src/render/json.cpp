// SPDX-License-Identifier: MIT
#include "render/json.hpp"

#include "culprit/judge.hpp"
#include "render/expectations.hpp"
#include "render/json_facts.hpp"
#include "render/json_findings.hpp"
#include "render/units.hpp"

namespace rtrip::render {
namespace {

void write_error(JsonContext& json, const Error* error) {
    JsonWriter& out = json.out;
    if (!error) return out.null("error");
    const auto object = out.object("error");
    out.text("code", error_code_name(error->code));
    out.text_or_null("phase", error->phase ? phase_name(*error->phase) : std::string_view());
    out.text("message", json.redact.text(error->message));
    out.text_or_null("hint", json.redact.text(error->remedy()));
    out.text_or_null("timeout_option", error->timeout ? timeout_option(*error->timeout) : std::string_view());
    if (!error->cause) return out.null("cause");
    const auto cause = out.object("cause");
    out.text("category", error->cause.category().name());
    out.number("value", error->cause.value());
    out.text("message", error->cause.message());
}

void write_phases(JsonWriter& out, const RoundTrip& rt) {
    const PhaseMicroseconds phases = phase_microseconds(rt);
    const auto object = out.object("phases");
    for (std::size_t i = 0; i < kPhaseCount; ++i) {
        out.microseconds(std::string(phase_name(static_cast<Phase>(i))) + "_ms", phases[i]);
    }
}

void write_wait(JsonWriter& out, const RoundTrip& rt) {
    const auto split = wait_split(rt);
    if (!split) return out.null("wait");
    const auto object = out.object("wait");
    out.text_or_null("method", wait_method_name(split->method));
    out.microseconds("acknowledged_ms", split->acknowledged_us);
    out.microseconds("delivery_ms", split->delivery_us);
    out.text_or_null("delivery_from", delivery_source_name(split->delivery_source));
    out.microseconds("server_ms", split->server_us);
    out.microseconds("client_lag_ms", split->client_lag_us);
}

void write_sent(JsonContext& json, const RoundTrip& rt) {
    JsonWriter& out = json.out;
    if (!rt.sent) return out.null("sent");
    const auto object = out.object("sent");
    out.text("method", rt.sent->method);
    out.text("target", json.redact.text(rt.sent->target));
    out.count("header_bytes", rt.sent->header_bytes);
    out.count("body_bytes", rt.sent->body_bytes);
    write_header(json, "headers", rt.sent->header);
    out.text("body_source", body_kind_name(rt.sent->body_kind));
    out.flag("rewindable", rt.sent->rewindable);
    out.flag("expect_continue", rt.sent->expect_continue);
}

void write_interim(JsonContext& json, const RoundTrip& rt) {
    const auto list = json.out.array("interim");
    for (const InterimResponse& interim : rt.interim) {
        const auto object = json.out.object();
        json.out.number("status", interim.status);
        json.out.duration("at_ms", interim.at - rt.started);
        write_header(json, "headers", interim.header);
    }
}

void write_response(JsonContext& json, const RoundTrip* rt) {
    JsonWriter& out = json.out;
    if (!rt || !rt->received) return out.null("response");
    const ReceivedInfo& received = *rt->received;
    const auto object = out.object("response");
    out.number("status", received.status);
    // HTTP/2 and later have no reason phrase; an empty one was sent empty.
    if (received.http_version.starts_with("1.")) {
        out.text("reason", json.redact.text(received.reason));
    } else {
        out.null("reason");
    }
    out.text("http_version", received.http_version);
    out.count("header_bytes", received.header_bytes);
    write_header(json, "headers", received.header);
    write_header(json, "trailers", received.trailers);
    write_interim(json, *rt);
    const auto body = out.object("body");
    out.count("announced_bytes", received.content_length);
    out.count("wire_bytes", received.wire_bytes);
    out.count("decoded_bytes", received.decoded_bytes);
    out.text_or_null("content_encoding", received.content_encoding);
    out.text_or_null("sha256", received.sha256);
    out.text("framing", body_framing_name(received.framing));
    out.flag("complete", received.complete);
    out.duration("longest_gap_ms", received.longest_gap);
}

void write_names(JsonContext& json, std::string_view key, const std::vector<std::string>& names) {
    const auto list = json.out.array(key);
    for (const std::string& name : names) json.out.text(name);
}

void write_redirect(JsonContext& json, const RoundTrip& rt) {
    JsonWriter& out = json.out;
    if (!rt.redirect) return out.null("redirect");
    const RedirectDecision& redirect = *rt.redirect;
    const auto object = out.object("redirect");
    out.text("location", json.redact.url(redirect.location));
    out.flag("followed", redirect.followed);
    out.text_or_null("method_change", redirect.method_change);
    out.text("body", redirect.body);
    out.text_or_null("refused_because", json.redact.text(redirect.refused_because));
    write_names(json, "stripped_headers", redirect.stripped_headers);
    out.text_or_null("stripped_because", redirect.stripped_because);
    write_names(json, "exposed_headers", redirect.exposed_headers);
}

void write_retry(JsonContext& json, const RoundTrip& rt) {
    JsonWriter& out = json.out;
    if (!rt.retry) return out.null("retry");
    const auto object = out.object("retry");
    out.flag("will_retry", rt.retry->will_retry);
    out.text_or_null("reason", rt.retry->reason);
    out.duration("delay_ms", rt.retry->delay);
    out.duration("retry_after_ms", rt.retry->retry_after);
    out.text("body", rt.retry->body);
    out.text_or_null("refused_because", rt.retry->refused_because);
}

void write_anomalies(JsonContext& json, const RoundTrip& rt) {
    JsonWriter& out = json.out;
    const auto list = out.array("anomalies");
    for (const Anomaly& anomaly : rt.anomalies) {
        const auto object = out.object();
        out.text("kind", anomaly.kind);
        out.count("offset_bytes", anomaly.offset);
        out.text("detail", json.redact.text(anomaly.detail));
        out.text_or_null("source", anomaly.source);
    }
}

void write_round_trip(JsonContext& json, const RoundTrip& rt) {
    JsonWriter& out = json.out;
    const auto object = out.object();
    out.count("index", rt.index);
    out.text("cause", cause_name(rt.cause));
    out.text("method", rt.method);
    out.text("url", json.redact.url(rt.url));
    out.flag("ok", rt.ok);
    write_error(json, rt.error ? &*rt.error : nullptr);
    out.duration("started_ms", rt.started - json.trace.started);
    write_phases(out, rt);
    out.microseconds("total_ms", total_microseconds(rt));
    out.duration("ttfb_ms", rt.first_byte ? std::optional(*rt.first_byte - rt.started) : std::nullopt);
    out.duration("server_ms", server_time(rt));
    write_wait(out, rt);
    write_dns(json, rt);
    write_connect(json, rt);
    write_proxy(json, rt);
    write_tls(json, "proxy_tls", rt, rt.proxy_tls);
    write_tls(json, "tls", rt, rt.tls);
    write_connection(json, rt);
    write_http2(json, rt);
    write_sent(json, rt);
    write_interim(json, rt);
    write_response(json, &rt);
    write_anomalies(json, rt);
    write_redirect(json, rt);
    write_retry(json, rt);
}

void write_pool(JsonWriter& out, const PoolTotals& pool) {
    const auto object = out.object("pool");
    out.count("dialed", pool.dialed);
    out.count("reused", pool.reused);
    out.count("returned", pool.returned);
    const auto discarded = out.array("discarded");
    for (const PoolTotals::Discarded& connection : pool.discarded) {
        const auto entry = out.object();
        out.count("connection", connection.connection_id);
        out.text("reason", connection.reason);
    }
}

void write_actual(JsonContext& json, const expect::Judgement& judgement) {
    const expect::Actual& actual = judgement.actual;
    switch (actual.kind) {
        case expect::JsonKind::null: return json.out.null("actual");
        case expect::JsonKind::flag: return json.out.flag("actual", actual.flag);
        case expect::JsonKind::number: return json.out.digits("actual", actual.text);
        default: return json.out.text("actual", shown_actual(judgement, json.redact));
    }
}

void write_expectations(JsonContext& json, std::span<const expect::Judgement> expectations) {
    JsonWriter& out = json.out;
    const auto list = out.array("expectations");
    for (const expect::Judgement& judgement : expectations) {
        const auto object = out.object();
        out.text("expr", json.redact.text(judgement.expr));
        out.flag("ok", judgement.ok);
        write_actual(json, judgement);
        out.text_or_null("unit", judgement.unit);
        out.text("severity", judgement.severity == expect::Severity::fault ? "fault" : "warn");
        out.text_or_null("reason", judgement.reason);
        if (!judgement.place) {
            out.null("place");
            continue;
        }
        const auto place = out.object("place");
        out.count("offset_bytes", judgement.place->offset);
        out.count("line", judgement.place->line);
        out.text("excerpt", json.redact.text(judgement.place->excerpt));
    }
}

void write_report(JsonContext& json, const Report& report) {
    JsonWriter& out = json.out;
    const Trace& trace = json.trace;
    const auto document = out.object();
    out.text("schema", "rtrip.report/1");
    {
        const auto request = out.object("request");
        out.text("method", trace.method);
        out.text("url", json.redact.url(trace.url));
    }
    out.flag("ok", final_ok(report));
    out.number("exit_code", final_exit_code(report));
    write_error(json, final_error(trace));
    out.text("started_at", format_utc(trace.started_at, TimePrecision::microseconds));
    out.microseconds("total_ms", final_total_microseconds(trace));
    const RoundTripCounts counts = count_round_trips(trace);
    out.count("redirects", counts.redirects);
    out.count("retries", counts.retries);
    out.count("replays", counts.replays);
    write_response(json, trace.round_trips.empty() ? nullptr : &trace.round_trips.back());
    write_expectations(json, report.expectations);
    const culprit::Judgement judgement = culprit::judge(trace);
    write_findings(json, judgement.findings);
    write_verdict(json, judgement.verdict);
    write_pool(out, trace.pool);
    const auto round_trips = out.array("round_trips");
    for (const RoundTrip& rt : trace.round_trips) write_round_trip(json, rt);
}

}  // namespace

std::string to_json(const Report& report, JsonStyle style) {
    JsonWriter out(style);
    const Redactor redact(report);
    JsonContext json{out, redact, *report.trace};
    write_report(json, report);
    return out.take();
}

std::string expectations_json(std::span<const expect::Judgement> expectations) {
    JsonWriter out(JsonStyle::compact);
    const Trace nothing;
    const Redactor redact(nothing, Secrets::masked);
    JsonContext json{out, redact, nothing};
    {
        const auto document = out.object();
        out.text("schema", "rtrip.expectations/1");
        out.flag("ok", all_met(expectations));
        write_expectations(json, expectations);
    }
    return out.take();
}

}  // namespace rtrip::render
