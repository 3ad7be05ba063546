// SPDX-License-Identifier: MIT
#include "render/json_read.hpp"

#include <nlohmann/json.hpp>
#include <random>

#include "fixture_parts.hpp"
#include "fixtures.hpp"
#include "render/human.hpp"
#include "render/json.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::render;
using Json = nlohmann::ordered_json;
using std::chrono::nanoseconds;

namespace {

SavedReport read(const std::string& document) {
    Result<SavedReport> out = read_report(document);
    if (!out) FAIL(out.error().message);
    return std::move(*out);
}

std::string again(const SavedReport& saved, Secrets secrets = Secrets::masked) {
    Report report{&saved.trace, saved.exit_code, secrets};
    report.expectations = saved.expectations;
    return to_json(report);
}

std::string why_refused(const Json& document) {
    const auto out = read_report(document.dump(), 7);
    return out ? "read" : out.error().message;
}

/// A URL of the fixtures has bytes that are no UTF-8; quoted for a shell they are themselves, read again U+FFFD.
std::string comparable(std::string document) {
    for (const std::string_view raw :
         {"\\\\2332J\\\\377\\\\376", "\\\\357\\\\277\\\\2752J\\\\357\\\\277\\\\275\\\\357\\\\277\\\\275"}) {
        for (std::size_t at = document.find(raw); at != std::string::npos; at = document.find(raw)) {
            document.replace(at, raw.size(), "?");
        }
    }
    return document;
}

Json sample() {
    return Json::parse(to_json(fixtures::https_by_name().report()));
}

}  // namespace

TEST_CASE("json read: every fixture's report comes out again as it went in", "[json]") {
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        INFO(fixture.name);
        for (const Secrets secrets : {Secrets::masked, Secrets::shown}) {
            const std::string document = to_json(fixture.report(secrets));
            const std::string once = again(read(document), secrets);
            CHECK(comparable(once) == comparable(document));
        }
        const std::string pretty = to_json(fixture.report(), JsonStyle::pretty);
        CHECK(again(read(pretty)) == again(read(to_json(fixture.report()))));
    }
}

TEST_CASE("json read: the human report of what was saved is that of the record", "[json]") {
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        // Bytes that are no UTF-8 are the one thing there that JSON cannot hold.
        if (fixture.name == "hostile_bytes" || fixture.name == "expectations") continue;
        INFO(fixture.name);
        const SavedReport saved = read(to_json(fixture.report()));
        const HumanStyle style;
        Report report{&saved.trace, saved.exit_code, Secrets::masked};
        report.expectations = saved.expectations;
        CHECK(render_human(report, style) == render_human(fixture.report(), style));
    }
}

TEST_CASE("json read: nothing is lost to rounding, whatever the nanoseconds were", "[json]") {
    std::mt19937_64 random(20260301);  // NOLINT: the same rows every time
    std::uniform_int_distribution<std::int64_t> some(0, 1999);
    for (int i = 0; i < 500; ++i) {
        fixtures::Fixture fixture = fixtures::stale_retry();
        for (RoundTrip& rt : fixture.trace.round_trips) {
            const nanoseconds shift(some(random));
            rt.started += shift;
            rt.done += shift;
            for (PhaseCut& cut : rt.cuts) cut.at += shift;
            nanoseconds more{};
            for (PhaseCut& cut : rt.cuts) {
                if (cut.phase != Phase::queue) cut.at += more;
                more += nanoseconds(some(random));
                if (cut.phase == Phase::body) rt.first_byte = cut.at;
            }
            rt.done += more;
        }
        fixture.trace.done = fixture.trace.round_trips.back().done;
        const std::string document = to_json(fixture.report());
        REQUIRE(again(read(document)) == document);
    }
}

TEST_CASE("json read: keys that are not known are passed over, null ones may be missing", "[json]") {
    Json document = sample();
    const std::string whole = document.dump();
    document["colour"] = "blue";
    document["round_trips"][0]["dns"]["queries"][0]["taste"] = {1, 2, {{"a", nullptr}}};
    CHECK(again(read(document.dump())) == whole);
    // As an older version wrote it.
    document["round_trips"][0]["connection"]["tcp"].erase("rwnd_limited_ms");
    document["round_trips"][0]["connect"]["attempts"][0].erase("syn_retransmits");
    document.erase("verdict");
    document.erase("findings");
    const SavedReport saved = read(document.dump());
    CHECK_FALSE(saved.trace.round_trips[0].connection->tcp->rwnd_limited_us);
    CHECK_FALSE(saved.trace.round_trips[0].attempts[0].syn_retransmits);
}

TEST_CASE("json read: what is wrong is named with line and key", "[json]") {
    struct Row {
        std::string pointer;
        Json value;
        std::string message;
    };
    const auto row = GENERATE(values<Row>({
        {"/schema", "rtrip.report/2", "line 7: schema is not \"rtrip.report/1\""},
        {"/schema", nullptr, "line 7: schema is missing"},
        {"/request", 3, "line 7: request is not an object"},
        {"/request/url", false, "line 7: request.url is not a string"},
        {"/exit_code", -1, "line 7: exit_code is not a whole number within bounds"},
        {"/exit_code", 1e300, "line 7: exit_code is not a whole number within bounds"},
        {"/started_at", "yesterday", "line 7: started_at is not a time like 2026-01-02T03:04:05Z"},
        {"/started_at", "2026-02-30T00:00:00Z", "line 7: started_at is not a time like 2026-01-02T03:04:05Z"},
        {"/started_at", "2261-01-01T00:00:00Z", "line 7: started_at is of no year in which reports are made"},
        {"/total_ms", 182.5, "line 7: total_ms does not agree with the last round trip"},
        {"/total_ms", -1, "line 7: total_ms is negative"},
        {"/total_ms", 1e99, "line 7: total_ms is longer than a month"},
        {"/round_trips", "none", "line 7: round_trips is not a list"},
        {"/round_trips/0", nullptr, "line 7: round_trips[0].index is missing"},
        {"/round_trips/0/index", 1, "line 7: round_trips[0].index is not the place in the list"},
        {"/round_trips/0/cause", "boredom", "line 7: round_trips[0].cause has no value of this name"},
        {"/round_trips/0/phases/wait_ms", 80, "line 7: round_trips[0].total_ms is not what the phases add up to"},
        {"/round_trips/0/phases/wait_ms", "80", "line 7: round_trips[0].phases.wait_ms is not a number"},
        {"/round_trips/0/dns/queries/1/ms", true, "line 7: round_trips[0].dns.queries[1].ms is not a number"},
        {"/round_trips/0/dns/queries/1/retries", 1e9,
         "line 7: round_trips[0].dns.queries[1].retries is not a whole number within bounds"},
        {"/round_trips/0/connection/tcp/rtt_ms", 5e6,
         "line 7: round_trips[0].connection.tcp.rtt_ms is longer than an hour"},
        {"/round_trips/0/connection/tcp/mss", -1, "line 7: round_trips[0].connection.tcp.mss is not a count"},
        {"/round_trips/0/connection/tcp/mss", 5000000000, "line 7: round_trips[0].connection.tcp.mss is too large"},
        {"/round_trips/0/response/headers/0",
         {"a"},
         "line 7: round_trips[0].response.headers[0] is not a pair of name and value"},
        {"/round_trips/0/sent/rewindable", 1, "line 7: round_trips[0].sent.rewindable is neither true nor false"},
    }));
    Json document = sample();
    document[Json::json_pointer(row.pointer)] = row.value;
    CHECK(why_refused(document) == row.message);
}

TEST_CASE("json read: a round trip in which nothing happened is none", "[json]") {
    Json document = sample();
    for (auto& phase : document["round_trips"][0]["phases"]) phase = nullptr;
    CHECK(why_refused(document) == "line 7: round_trips[0].phases has none that happened");
}

TEST_CASE("json read: too many round trips are refused", "[json]") {
    Json document = sample();
    const Json rt = document["round_trips"][0];
    for (int i = 0; i < 1000; ++i) document["round_trips"].push_back(nullptr);
    CHECK(why_refused(document) == "line 7: round_trips has more than 1000 elements");
}

TEST_CASE("json read: what is no JSON is named with line and column", "[json]") {
    const auto message = [](std::string_view text) { return read_report(text, 3).error().message; };
    CHECK(message("{\"a\":}") == "line 3: column 6: this is not JSON");
    CHECK(message("{\n  \"a\": 1,\n}") == "line 5: column 1: this is not JSON");
    CHECK(message("{\"a\":\"\xff\"}") == "line 3: column 7: this is not JSON");
    CHECK(message("{}").ends_with("schema is missing"));
}

TEST_CASE("json read: other documents of rtrip's are told apart", "[json]") {
    CHECK(other_schema(R"({"schema":"rtrip.summary/1"})") == "rtrip.summary/1");
    CHECK(other_schema(R"({"schema":"rtrip.report/1"})").empty());
    CHECK(other_schema(R"({"schema":"somebody's"})").empty());
    CHECK(other_schema(R"({"schema":7})").empty());
    CHECK(other_schema("{").empty());
}
