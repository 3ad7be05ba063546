// SPDX-License-Identifier: MIT
// libs: rtrip_render rtrip_expect nlohmann_json::nlohmann_json
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "expect/evaluate.hpp"
#include "expect/series.hpp"
#include "render/expectations.hpp"
#include "render/json.hpp"

using namespace rtrip;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

Trace made_trace() {
    Trace trace;
    trace.method = "GET";
    trace.url = "http://example.com/";
    trace.done = trace.started + std::chrono::milliseconds(20);
    RoundTrip trip;
    trip.method = "GET";
    trip.url = trace.url;
    trip.ok = true;
    trip.started = trace.started;
    trip.done = trace.done;
    trip.cuts = {{Phase::queue, trip.started}, {Phase::wait, trip.started + std::chrono::milliseconds(5)}};
    trip.dns.emplace();
    trip.dns->addresses = {"192.0.2.1", "2001:db8::1"};
    ReceivedInfo received;
    received.status = 200;
    received.http_version = "1.1";
    received.header.add("Content-Type", "application/json");
    received.header.add("Set-Cookie", "a=b");
    received.header.add("Set-Cookie", "c=d");
    received.complete = true;
    trip.received = received;
    trace.round_trips.push_back(trip);
    return trace;
}

/// What another reader takes for JSON this one does too, unless it is nested too deeply.
void compare_readers(std::string_view body) {
    // The other one takes NUL for the end.
    if (body.find('\0') != std::string_view::npos || !nlohmann::json::accept(body)) return;
    const expect::JsonResult result = expect::find_json(body, {});
    require(result.found || result.fault->what.find("nested") != std::string_view::npos);
}

}  // namespace

/// The first line is an expression, the rest the body that it is held against.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Trace trace = made_trace();
    static const render::Report report{&trace, 0, render::Secrets::masked, {}};
    static const std::string json = render::to_json(report);
    static const probe::SeriesSummary summary;

    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = input.find('\n');
    const std::string_view text = input.substr(0, end);
    expect::KeptBody body;
    if (end != std::string_view::npos) body.append(input.substr(end + 1));
    body.complete = true;
    compare_readers(body.bytes);

    const auto expression = expect::parse_expression(text, expect::Severity::fault);
    if (!expression) {
        require(expression.error().code == ErrorCode::usage_invalid && !expression.error().message.empty());
        return 0;
    }
    require(expression->text == text);
    const expect::Judgement judgement = expression->needs_series() ? expect::evaluate_series(*expression, summary)
                                                                   : expect::evaluate(*expression, {trace, json, body});
    require(!judgement.ok || (judgement.reason.empty() && !judgement.place));
    require(judgement.actual.text.size() <= expect::kMaxActualBytes);
    if (judgement.place) require(judgement.place->offset <= std::max(body.bytes.size(), json.size()));
    const render::Redactor redact(report);
    for (const char c : render::judgement_text(judgement, redact) + render::expression_text(judgement, redact)) {
        require(static_cast<unsigned char>(c) >= 0x20);
    }
    return 0;
}
