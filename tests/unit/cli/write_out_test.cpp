// SPDX-License-Identifier: MIT
#include "cli/write_out.hpp"

#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;
using namespace std::chrono_literals;

namespace {

/// A round trip whose cut points are all different.
Trace sample() {
    Trace trace;
    trace.method = "POST";
    trace.url = "http://u:pw@h.example:8080/a?b#c";
    trace.started_at = WallTime(1'700'000'000'123'456us);
    const TimePoint t0 = TimePoint(5s);
    trace.started = t0;
    trace.done = t0 + 2s;
    RoundTrip trip;
    trip.method = "POST";
    trip.url = "http://u:pw@h.example:8080/a?b";
    trip.ok = true;
    trip.started = t0;
    trip.done = trace.done;
    trip.cuts = {{Phase::dns, t0}, {Phase::connect, t0 + 10ms}, {Phase::send, t0 + 30ms}, {Phase::wait, t0 + 40ms}};
    trip.dns.emplace().done = t0 + 10ms;
    trip.attempts.push_back({"192.0.2.1:8080", t0 + 10ms, t0 + 30ms, true, true, "", 0, {}});
    trip.first_byte = t0 + 100ms;
    ConnectionInfo& connection = trip.connection.emplace();
    connection.id = 1;
    connection.local = "192.0.2.7:5555";
    connection.remote = "[2001:db8::1]:8080";
    SentInfo& sent = trip.sent.emplace();
    sent.header_bytes = 100;
    sent.body_bytes = 3;
    sent.header.add("Referer", "http://ref/");
    ReceivedInfo& received = trip.received.emplace();
    received.status = 302;
    received.http_version = "1.1";
    received.header.add("Content-Type", "text/plain");
    received.header.add("X-A", "b");
    received.header.add("x-a", "c\x1b[1m");
    received.header.add("Location", "/next");
    received.header.add("Set-Cookie", "sid=hunter2; Path=/");
    received.header_bytes = 90;
    received.wire_bytes = 5000;
    received.decoded_bytes = 5000;
    received.complete = true;
    trace.round_trips.push_back(std::move(trip));
    return trace;
}

std::string expand(std::string_view format, const Trace& trace, WriteOutContext context = {}) {
    context.trace = &trace;
    std::string out;
    for (const WriteOutPiece& piece : expand_write_out(format, context).pieces) out += piece.text;
    return out;
}

}  // namespace

TEST_CASE("write-out: variables have curl's formats", "[cli]") {
    const Trace trace = sample();
    const std::vector<std::pair<std::string, std::string>> rows{
        {"%{http_code} %{response_code}", "302 302"},
        {"%{time_namelookup}", "0.010000"},
        {"%{time_connect}", "0.030000"},
        {"%{time_appconnect}", "0.000000"},
        {"%{time_pretransfer}", "0.030000"},
        {"%{time_posttransfer}", "0.040000"},
        {"%{time_starttransfer}", "0.100000"},
        {"%{time_total}", "2.000000"},
        {"%{size_download} %{size_upload} %{size_header} %{size_request}", "5000 3 90 103"},
        {"%{speed_download} %{speed_upload}", "2500 1"},
        {"%{remote_ip} %{remote_port} %{local_ip} %{local_port}", "2001:db8::1 8080 192.0.2.7 5555"},
        {"%{num_connects} %{num_headers} %{num_redirects} %{num_certs}", "1 5 0 0"},
        {"%{content_type}", "text/plain"},
        {"%{redirect_url}", "http://u:***@h.example:8080/next"},
        {"%{method} %{scheme} %{http_version} %{referer}", "POST HTTP 1.1 http://ref/"},
        {"%{url}", "http://u:***@h.example:8080/a?b#c"},
        {"%{url.host} %{url.port} %{url.path} %{url.query} %{url.fragment} %{url.scheme}",
         "h.example 8080 /a b c http"},
        {"%{header{x-a}}|%header{X-A}|%header{nope}|", "b|b||"},
        {"%header{set-cookie}", "sid=***; Path=/"},
        {"%{http_connect} %{exitcode}%{errormsg}", "000 0"},
        {"100%|%%|%x|\\q|\\t\\n", "100%|%|%x|\\q|\t\n"},
        {"%{unterminated", "%{unterminated"},
        {"a%{onerror}b", "a"},
        {"%time{%Y-%m-%dT%H:%M:%S.%f}", "2023-11-14T22:13:20.123456"},
    };
    for (const auto& [format, expected] : rows) {
        INFO(format);
        CHECK(expand(format, trace) == expected);
    }
}

TEST_CASE("write-out: what never happened is zero or nothing", "[cli]") {
    Trace trace;
    trace.method = "GET";
    trace.url = "http://h/";
    trace.error = Error(ErrorCode::dns_nxdomain, "no such host");
    WriteOutContext context;
    context.exit_code = 6;
    CHECK(expand("%{http_code} %{time_connect} %{http_version} [%{scheme}] %{exitcode} %{errormsg}%{onerror}!", trace,
                 context) == "000 0.000000 0 [] 6 no such host!");
}

TEST_CASE("write-out: destinations switch in mid-format", "[cli]") {
    const Trace trace = sample();
    WriteOutContext context;
    context.trace = &trace;
    const WrittenOut out = expand_write_out("a%{stderr}b%{stdout}c%output{f}d%output{>>g}e", context);
    REQUIRE(out.pieces.size() == 5);
    CHECK(out.pieces[1].target == WriteOutTarget::standard_error);
    CHECK(out.pieces[2].target == WriteOutTarget::standard_output);
    CHECK((out.pieces[3].path == "f" && !out.pieces[3].append && out.pieces[3].text == "d"));
    CHECK((out.pieces[4].path == "g" && out.pieces[4].append));
}

TEST_CASE("write-out: unknown variables are named and give nothing", "[cli]") {
    const Trace trace = sample();
    WriteOutContext context;
    context.trace = &trace;
    const WrittenOut out = expand_write_out("a%{nope}b", context);
    CHECK(out.pieces.at(0).text == "ab");
    REQUIRE(out.warnings.size() == 1);
    CHECK(out.warnings[0] == "unknown --write-out variable: 'nope'");
}

TEST_CASE("write-out: json holds every variable with JSON's own numbers", "[cli]") {
    Trace trace = sample();
    trace.round_trips[0].received.reset();
    const std::string json = expand("%{json}", trace);
    CHECK(json.starts_with("{\"certs\":null,\"conn_id\":0,"));
    CHECK(json.find("\"http_code\":0,") != std::string::npos);
    CHECK(json.find("\"time_total\":2.000000,") != std::string::npos);
    CHECK(json.ends_with("}"));
    CHECK(json.find("pw") == std::string::npos);
}

TEST_CASE("write-out: header_json groups by name", "[cli]") {
    const std::string json = expand("%{header_json}", sample());
    CHECK(json.starts_with("{\"content-type\":[\"text/plain\"],\n\"x-a\":[\"b\",\"c"));
    CHECK(json.find("hunter2") == std::string::npos);
    CHECK(json.ends_with("\n}"));
}

TEST_CASE("write-out: on a terminal a peer's bytes are escaped, the format's own are not", "[cli]") {
    const Trace trace = sample();
    WriteOutContext context;
    context.escape_standard_output = true;
    CHECK(expand("\x1b[0m%header{x-a:all:,}", trace, context) == "\x1b[0mb,c\\x1b[1m");
    CHECK(expand("%header{x-a:all:,}", trace) == "b,c\x1b[1m");
}

TEST_CASE("write-out: secrets are shown when asked for", "[cli]") {
    WriteOutContext context;
    context.secrets = render::Secrets::shown;
    CHECK(expand("%{url.password}", sample(), context) == "pw");
    CHECK(expand("%{url.password}", sample()) == "***");
}
