// SPDX-License-Identifier: MIT
#include "render/json_read.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/escape.hpp"
#include "render/json_node.hpp"
#include "render/json_read_facts.hpp"
#include "render/report.hpp"

namespace rtrip::render {
namespace {

using Json = nlohmann::json;
using std::chrono::microseconds;
using std::chrono::nanoseconds;

/// Chains of redirects and retries end long before; see kMostMilliseconds in json_node.cpp.
constexpr std::size_t kMaxRoundTrips = 1000;
constexpr std::size_t kMostElements = 100'000;
/// Far from either end, as times before it occur.
constexpr TimePoint kOrigin{std::chrono::hours(24 * 365)};

/// Finds where a text stops to be JSON.
struct Locator : nlohmann::json_sax<Json> {
    std::size_t at = 0;
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        at = position;
        return false;
    }
};

Error malformed(std::size_t line, const std::string& what) {
    Error error(ErrorCode::config_unreadable, "line " + std::to_string(line) + ": " + what);
    error.hint = "what is wanted is what rtrip -j prints";
    return error;
}

Error syntax_error(std::string_view document, std::size_t first_line) {
    Locator locator;
    (void)Json::sax_parse(document, &locator);
    const std::string_view before = document.substr(0, std::min(locator.at, document.size()));
    const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t column = before.size() - std::min(before.size(), before.rfind('\n') + 1);
    return malformed(first_line + lines,
                     "column " + std::to_string(std::max<std::size_t>(1, column)) + ": this is not JSON");
}

std::error_code read_cause(const JsonNode& node) {
    if (node.is_null()) return {};
    const int value = static_cast<int>(node.at("value").number(-2'147'483'648LL, 2'147'483'647LL));
    const std::string category = node.at("category").text();
    if (category == "generic") return {value, std::generic_category()};
    if (category == "system") return {value, std::system_category()};
    // A category of some library's cannot be had by its name; the message has said what it was.
    return {};
}

std::optional<Error> read_error(const JsonNode& node) {
    if (node.is_null()) return std::nullopt;
    Error out(read_enum(node.at("code"), ErrorCode::internal, error_code_name), node.at("message").text());
    if (!node.at("phase").is_null()) out.phase = read_enum(node.at("phase"), Phase::body, phase_name);
    out.hint = node.at("hint").text_or_empty();
    if (out.hint == default_hint(out.code)) out.hint.clear();
    if (!node.at("timeout_option").is_null()) {
        out.timeout = read_enum(node.at("timeout_option"), TimeoutKind::expect_continue, timeout_option);
    }
    out.cause = read_cause(node.at("cause"));
    return out;
}

std::optional<SentInfo> read_sent(const JsonNode& node) {
    if (node.is_null()) return std::nullopt;
    SentInfo out;
    out.method = node.at("method").text();
    out.target = node.at("target").text();
    out.header_bytes = node.at("header_bytes").count();
    out.body_bytes = node.at("body_bytes").count();
    out.header = node.at("headers").header();
    out.body_kind = read_enum(node.at("body_source"), BodyKind::multipart, body_kind_name);
    out.rewindable = node.at("rewindable").flag();
    out.expect_continue = node.at("expect_continue").flag();
    return out;
}

std::optional<ReceivedInfo> read_received(const JsonNode& node) {
    if (node.is_null()) return std::nullopt;
    ReceivedInfo out;
    out.status = static_cast<int>(node.at("status").number(0, 999));
    out.reason = node.at("reason").text_or_empty();
    out.http_version = node.at("http_version").text();
    out.header_bytes = node.at("header_bytes").count();
    out.header = node.at("headers").header();
    out.trailers = node.at("trailers").header();
    const JsonNode body = node.at("body");
    out.content_length = body.at("announced_bytes").optional_count();
    out.wire_bytes = body.at("wire_bytes").count();
    out.decoded_bytes = body.at("decoded_bytes").count();
    out.content_encoding = body.at("content_encoding").text_or_empty();
    out.sha256 = body.at("sha256").text_or_empty();
    out.framing = read_enum(body.at("framing"), BodyFraming::h2, body_framing_name);
    out.complete = body.at("complete").flag();
    out.longest_gap = body.at("longest_gap_ms").optional_duration();
    return out;
}

std::optional<RedirectDecision> read_redirect(const JsonNode& node) {
    if (node.is_null()) return std::nullopt;
    RedirectDecision out;
    out.location = node.at("location").text();
    out.followed = node.at("followed").flag();
    out.method_change = node.at("method_change").text_or_empty();
    out.body = node.at("body").text();
    out.refused_because = node.at("refused_because").text_or_empty();
    out.stripped_headers = node.at("stripped_headers").texts();
    out.stripped_because = node.at("stripped_because").text_or_empty();
    out.exposed_headers = node.at("exposed_headers").texts();
    return out;
}

std::optional<RetryDecision> read_retry(const JsonNode& node) {
    if (node.is_null()) return std::nullopt;
    RetryDecision out;
    out.will_retry = node.at("will_retry").flag();
    out.reason = node.at("reason").text_or_empty();
    out.delay = node.at("delay_ms").optional_duration();
    out.retry_after = node.at("retry_after_ms").optional_duration();
    out.body = node.at("body").text();
    out.refused_because = node.at("refused_because").text_or_empty();
    return out;
}

/// Phases one behind the other, in their usual order.
void read_phases(const JsonNode& node, RoundTrip& rt) {
    const JsonNode phases = node.at("phases");
    TimePoint at = rt.started;
    for (std::size_t i = 0; i < kPhaseCount; ++i) {
        const auto phase = static_cast<Phase>(i);
        const auto length = phases.at(std::string(phase_name(phase)) + "_ms").optional_duration();
        if (!length) continue;
        rt.cuts.push_back(PhaseCut{phase, at});
        at += *length;
    }
    rt.done = at;
    if (rt.cuts.empty()) phases.complain("has none that happened");
    const Duration total = node.at("total_ms").duration();
    if (total != rt.done - rt.started) node.at("total_ms").complain("is not what the phases add up to");
}

/// server_ms was computed from nanoseconds: the wait may have been shorter than the difference of rounded cuts, by less
/// than a microsecond. The cut's fraction is what brings the same figure out again.
void restore_wait(const JsonNode& server_ms, RoundTrip& rt) {
    const auto wanted = server_ms.optional_duration();
    const auto had = server_time(rt);
    if (!wanted || !had || *wanted + microseconds(1) != *had) return;
    for (PhaseCut& cut : rt.cuts) {
        if (cut.phase == Phase::wait) cut.at += nanoseconds(999);
    }
}

std::vector<InterimResponse> read_interim(const JsonNode& node, TimePoint origin) {
    std::vector<InterimResponse> out;
    for (const JsonNode& interim : node.elements(kMostElements)) {
        InterimResponse& read = out.emplace_back();
        read.status = static_cast<int>(interim.at("status").number(0, 999));
        read.at = origin + interim.at("at_ms").offset();
        read.header = interim.at("headers").header();
    }
    return out;
}

std::vector<Anomaly> read_anomalies(const JsonNode& node) {
    std::vector<Anomaly> out;
    for (const JsonNode& anomaly : node.elements(kMostElements)) {
        Anomaly& read = out.emplace_back();
        read.kind = anomaly.at("kind").text();
        read.offset = anomaly.at("offset_bytes").count();
        read.detail = anomaly.at("detail").text_or_empty();
        read.source = anomaly.at("source").text_or_empty();
    }
    return out;
}

RoundTrip read_round_trip(const JsonNode& node, std::size_t place) {
    RoundTrip rt;
    rt.index = static_cast<std::uint32_t>(place);
    if (node.at("index").small_count() != place) node.at("index").complain("is not the place in the list");
    rt.cause = read_enum(node.at("cause"), RoundTripCause::auth, cause_name);
    rt.method = node.at("method").text();
    rt.url = node.at("url").text();
    rt.ok = node.at("ok").flag();
    rt.error = read_error(node.at("error"));
    rt.started = kOrigin + node.at("started_ms").offset();
    read_phases(node, rt);
    if (const auto ttfb = node.at("ttfb_ms").optional_offset()) rt.first_byte = rt.started + *ttfb;
    rt.dns = read_dns(node.at("dns"), rt);
    rt.attempts = read_connect(node.at("connect"), rt);
    rt.proxy = read_proxy(node.at("proxy"), rt);
    rt.proxy_tls = read_tls(node.at("proxy_tls"), rt);
    rt.tls = read_tls(node.at("tls"), rt);
    rt.connection = read_connection(node.at("connection"));
    rt.http2 = read_http2(node.at("http2"));
    rt.stamps = read_stamps(node.at("wait"), rt);
    rt.sent = read_sent(node.at("sent"));
    rt.interim = read_interim(node.at("interim"), rt.started);
    rt.received = read_received(node.at("response"));
    rt.anomalies = read_anomalies(node.at("anomalies"));
    rt.redirect = read_redirect(node.at("redirect"));
    rt.retry = read_retry(node.at("retry"));
    restore_wait(node.at("server_ms"), rt);
    return rt;
}

PoolTotals read_pool(const JsonNode& node) {
    PoolTotals out;
    out.dialed = node.at("dialed").count();
    out.reused = node.at("reused").count();
    out.returned = node.at("returned").count();
    for (const JsonNode& discarded : node.at("discarded").elements(kMostElements)) {
        out.discarded.push_back({discarded.at("connection").count(), discarded.at("reason").text()});
    }
    return out;
}

/// The total was rounded on its own and may be a microsecond more than the rounded start and length of the last round
/// trip; half a microsecond at either end brings it back and leaves everything else as it is.
void restore_total(const JsonNode& total_ms, Trace& trace) {
    const Duration total = total_ms.duration();
    if (trace.round_trips.empty()) {
        trace.done = trace.started + total;
        return;
    }
    RoundTrip& last = trace.round_trips.back();
    const microseconds had(final_total_microseconds(trace));
    if (total == had + microseconds(1)) {
        trace.started -= nanoseconds(500);
        last.done += nanoseconds(500);
    } else if (total != had) {
        total_ms.complain("does not agree with the last round trip");
    }
    trace.done = last.done;
}

SavedReport read_document(const JsonNode& node) {
    SavedReport out;
    Trace& trace = out.trace;
    if (node.at("schema").text() != "rtrip.report/1") node.at("schema").complain("is not \"rtrip.report/1\"");
    trace.method = node.at("request").at("method").text();
    trace.url = node.at("request").at("url").text();
    out.exit_code = static_cast<int>(node.at("exit_code").number(0, 255));
    trace.error = read_error(node.at("error"));
    out.expectations = read_expectations(node.at("expectations"));
    trace.started_at = node.at("started_at").time();
    // Times are added to it.
    const auto year = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(trace.started_at)).year();
    if (year < std::chrono::year(1700) || year > std::chrono::year(2200)) {
        node.at("started_at").complain("is of no year in which reports are made");
    }
    trace.started = kOrigin;
    std::size_t place = 0;
    for (const JsonNode& rt : node.at("round_trips").elements(kMaxRoundTrips)) {
        trace.round_trips.push_back(read_round_trip(rt, place++));
    }
    restore_total(node.at("total_ms"), trace);
    trace.pool = read_pool(node.at("pool"));
    return out;
}

}  // namespace

Result<SavedReport> read_report(std::string_view document, std::size_t first_line) {
    const Json json = Json::parse(document, nullptr, false);
    if (json.is_discarded()) return fail(syntax_error(document, first_line));
    JsonProblem problem;
    const JsonNode root(json, problem);
    SavedReport out = read_document(root);
    if (!problem.found()) return out;
    return fail(malformed(first_line, escape_prefix(problem.where, 200) + " " + problem.what));
}

std::string other_schema(std::string_view document) {
    const Json json = Json::parse(document, nullptr, false);
    if (!json.is_object()) return {};
    const auto schema = json.find("schema");
    if (schema == json.end() || !schema->is_string()) return {};
    const std::string& name = schema->get_ref<const std::string&>();
    return name.starts_with("rtrip.") && name != "rtrip.report/1" ? name : std::string();
}

}  // namespace rtrip::render
