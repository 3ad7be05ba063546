// SPDX-License-Identifier: MIT
#include <utility>

#include "fixture_parts.hpp"
#include "fixtures.hpp"

namespace rtrip::render::fixtures {
namespace {

RoundTrip shifted(RoundTrip rt, std::uint32_t index, RoundTripCause cause, std::int64_t us) {
    const Duration shift = std::chrono::microseconds(us);
    rt.index = index;
    rt.cause = cause;
    rt.started += shift;
    rt.done += shift;
    if (rt.first_byte) *rt.first_byte += shift;
    for (PhaseCut& cut : rt.cuts) cut.at += shift;
    if (rt.dns) rt.dns->started += shift;
    if (rt.dns && rt.dns->done) *rt.dns->done += shift;
    for (ConnectAttempt& attempt : rt.attempts) {
        attempt.started += shift;
        if (attempt.done) *attempt.done += shift;
    }
    return rt;
}

RoundTrip redirecting(const Trace& trace) {
    RoundTrip rt = plain_round_trip(trace, 1402, 1330);
    rt.sent->method = "POST";
    rt.sent->body_kind = BodyKind::memory;
    rt.sent->body_bytes = 11;
    rt.received->status = 302;
    rt.received->reason = "Found";
    rt.received->header = fields({{"Location", "http://eve:hunter22@localhost:8081/b"}, {"Content-Length", "0"}});
    RedirectDecision redirect;
    redirect.location = "http://eve:hunter22@localhost:8081/b";
    redirect.followed = true;
    redirect.method_change = "POST to GET";
    redirect.body = "dropped";
    redirect.stripped_headers = {"Authorization", "Cookie"};
    redirect.stripped_because = "another port";
    redirect.exposed_headers = {"X-Api-Key"};
    rt.redirect = redirect;
    return rt;
}

}  // namespace

Fixture expectations() {
    Fixture fixture{"expectations", make_trace("GET", "http://127.0.0.1:8080/"), 120, {}};
    finish(fixture.trace, plain_round_trip(fixture.trace, 1402, 1330));
    using expect::JsonKind;
    using expect::Judgement;
    using expect::Severity;
    fixture.expectations = {
        Judgement{"status==200", Severity::fault, true, {JsonKind::number, false, "200", false}, "", "", "", {}},
        Judgement{"status==201", Severity::fault, false, {JsonKind::number, false, "200", false}, "", "", "", {}},
        Judgement{"total<1ms", Severity::warn, false, {JsonKind::number, false, "1.402", false}, "ms", "", "", {}},
        Judgement{"header.set-cookie~^x",
                  Severity::fault,
                  false,
                  {JsonKind::text, false, "sid=hunter22; Path=/", false},
                  "",
                  "set-cookie",
                  "",
                  {}},
        Judgement{
            "connection.reused==true", Severity::fault, false, {JsonKind::flag, false, "", false}, "", "", "", {}},
        Judgement{"tls.expires_in>14d", Severity::fault, false, {}, "", "", "there is no certificate", {}},
        Judgement{"json./status==ok",
                  Severity::fault,
                  false,
                  {JsonKind::text, false, "\x1b[31mbad\xff", true},
                  "",
                  "",
                  "",
                  expect::Place{15, 2, "\x1b[31mbad\xff\","}},
    };
    return fixture;
}

Fixture chain() {
    Trace trace = make_trace("POST", "http://localhost:8080/a");
    RoundTrip first = redirecting(trace);
    RoundTrip busy = shifted(plain_round_trip(trace, 1200, 1150), 1, RoundTripCause::redirect, 1450);
    busy.method = "GET";
    busy.url = "http://eve:hunter22@localhost:8081/b";
    busy.received->status = 503;
    busy.received->reason = "Service Unavailable";
    busy.received->header = fields({{"Retry-After", "2"}, {"Content-Length", "0"}});
    RetryDecision retry;
    retry.will_retry = true;
    retry.reason = "status_503";
    retry.delay = std::chrono::seconds(2);
    retry.retry_after = std::chrono::seconds(2);
    busy.retry = retry;
    RoundTrip last = shifted(plain_round_trip(trace, 1100, 1050), 2, RoundTripCause::retry, 2'002'700);
    last.method = "GET";
    last.url = busy.url;
    RedirectDecision refused;
    refused.location = "http://localhost:8081/c";
    refused.refused_because =
        "stopped after 1 redirect (--max-redirs); the next would be to \"http://localhost:8081/c\"";
    last.received->status = 301;
    last.redirect = refused;
    trace.round_trips.push_back(std::move(first));
    trace.round_trips.push_back(std::move(busy));
    finish(trace, std::move(last));
    trace.error = Error(ErrorCode::redirect_too_many, refused.refused_because);
    return {"chain", std::move(trace), 47};
}

}  // namespace rtrip::render::fixtures
