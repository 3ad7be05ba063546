// SPDX-License-Identifier: MIT
#include "render/json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "fixtures.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::render;
using Json = nlohmann::ordered_json;

namespace {

Json parsed(const fixtures::Fixture& fixture) {
    return Json::parse(to_json(fixture.report()));
}

std::vector<std::string> keys_of(const Json& object) {
    std::vector<std::string> out;
    for (const auto& [key, value] : object.items()) out.push_back(key);
    return out;
}

}  // namespace

TEST_CASE("json: one line, valid, and the same document in both styles", "[json]") {
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        INFO(fixture.name);
        const std::string compact = to_json(fixture.report());
        CHECK(compact.find('\n') == std::string::npos);
        CHECK(Json::parse(compact) == Json::parse(to_json(fixture.report(), JsonStyle::pretty)));
    }
}

TEST_CASE("json: the keys of the contract, in its order, in every report", "[json]") {
    const std::vector<std::string> kTop{"schema",   "request",   "ok",      "exit_code",  "error",    "started_at",
                                        "total_ms", "redirects", "retries", "replays",    "response", "expectations",
                                        "findings", "verdict",   "pool",    "round_trips"};
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        const Json json = parsed(fixture);
        INFO(fixture.name);
        CHECK(keys_of(json) == kTop);
        CHECK(json["schema"] == "rtrip.report/1");
        std::vector<std::vector<std::string>> shapes;
        for (const Json& rt : json["round_trips"]) shapes.push_back(keys_of(rt));
        for (const auto& shape : shapes) CHECK(shape == shapes.front());
    }
}

TEST_CASE("json: phases that are not null add up to the total", "[json]") {
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        const Json json = parsed(fixture);
        for (const Json& rt : json["round_trips"]) {
            double sum = 0;
            for (const auto& [name, value] : rt["phases"].items()) sum += value.is_null() ? 0 : value.get<double>();
            INFO(fixture.name);
            CHECK(std::abs(sum - rt["total_ms"].get<double>()) < 1e-9);
        }
    }
}

TEST_CASE("json: ok, exit code, error and completeness agree", "[json]") {
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        const Json json = parsed(fixture);
        INFO(fixture.name);
        CHECK(json["ok"].get<bool>() == (json["exit_code"] == 0));
        // What was not as expected is no error of anybody's.
        CHECK((json["ok"].get<bool>() || json["exit_code"] == 120) == json["error"].is_null());
        if (json["ok"].get<bool>()) CHECK(json["response"]["body"]["complete"] == true);
    }
}

TEST_CASE("json: a failed record never comes with exit code 0", "[json]") {
    fixtures::Fixture fixture = fixtures::tls_expired();
    fixture.exit_code = 0;
    CHECK(parsed(fixture)["exit_code"] == 60);
    // And an outer failure makes a complete response not ok.
    fixture = fixtures::https_by_name();
    fixture.exit_code = 120;
    CHECK(parsed(fixture)["ok"] == false);
}

TEST_CASE("json: the error of the last round trip is the whole's", "[json]") {
    fixtures::Fixture fixture = fixtures::body_cut();
    fixture.trace.error.reset();
    const Json json = parsed(fixture);
    CHECK(json["error"]["code"] == "body.incomplete");
    CHECK(json["error"]["phase"] == "body");
    CHECK(json["error"]["hint"] == default_hint(ErrorCode::body_incomplete));
    CHECK(json["error"]["cause"].is_null());
}

TEST_CASE("json: a time-out names its option, a system error its number", "[json]") {
    CHECK(parsed(fixtures::dns_timeout())["error"]["timeout_option"] == "--dns-timeout");
    const Json error = parsed(fixtures::connect_refused())["error"];
    CHECK(error["timeout_option"].is_null());
    CHECK(error["cause"]["value"] == 111);
    CHECK(error["cause"]["category"] == "generic");
}

TEST_CASE("json: a reused connection has no dns, connect and tls phases, but the facts of its handshake", "[json]") {
    const Json report = parsed(fixtures::reused());
    const Json& rt = report["round_trips"][0];
    for (const char* phase : {"dns_ms", "connect_ms", "proxy_ms", "tls_ms"}) CHECK(rt["phases"][phase].is_null());
    CHECK(rt["dns"].is_null());
    CHECK(rt["connect"].is_null());
    CHECK(rt["connection"]["reused"] == true);
    CHECK(rt["connection"]["idle_ms"] == 1412.0);
    CHECK(rt["connection"]["new_because"].is_null());
    CHECK(rt["tls"]["version"] == "TLSv1.3");
    CHECK(rt["tls"]["started_ms"].is_null());
    CHECK(rt["tls"]["messages"].empty());
    CHECK(rt["connection"]["candidates"][0]["want"] == "***");
}

TEST_CASE("json: redirects, retries and silent replays are told apart", "[json]") {
    const Json chain = parsed(fixtures::chain());
    CHECK(chain["redirects"] == 1);
    CHECK(chain["retries"] == 1);
    CHECK(chain["replays"] == 0);
    const Json& redirect = chain["round_trips"][0]["redirect"];
    CHECK(redirect["location"] == "http://eve:***@localhost:8081/b");
    CHECK(redirect["followed"] == true);
    CHECK(redirect["refused_because"].is_null());
    CHECK(redirect["stripped_headers"] == Json({"Authorization", "Cookie"}));
    CHECK(chain["round_trips"][1]["retry"]["delay_ms"] == 2000.0);
    CHECK(chain["round_trips"][1]["redirect"].is_null());
    CHECK(chain["error"]["code"] == "redirect.too_many");
    CHECK(chain["error"]["phase"].is_null());
    CHECK(chain["response"]["status"] == 301);
    const Json stale = parsed(fixtures::stale_retry());
    CHECK(stale["retries"] == 0);
    CHECK(stale["replays"] == 1);
}

TEST_CASE("json: what did not happen is null", "[json]") {
    const Json report = parsed(fixtures::connect_refused());
    CHECK(report["response"].is_null());
    const Json& rt = report["round_trips"][0];
    for (const char* key :
         {"ttfb_ms", "server_ms", "wait", "tls", "connection", "sent", "response", "redirect", "retry"}) {
        INFO(key);
        CHECK(rt[key].is_null());
    }
    CHECK(rt["connect"]["attempts"].size() == 2);
    CHECK(rt["connect"]["attempts"][0]["errno"] == 111);
    CHECK(parsed(fixtures::unix_socket())["round_trips"][0]["dns"].is_null());
    CHECK(parsed(fixtures::bad_url())["round_trips"].empty());
}

TEST_CASE("json: times are milliseconds from the start of the round trip", "[json]") {
    const Json report = parsed(fixtures::https_by_name());
    const Json& rt = report["round_trips"][0];
    CHECK(report["started_at"] == "2026-03-01T12:00:00.123456Z");
    CHECK(report["total_ms"] == 182.437);
    CHECK(rt["ttfb_ms"] == 157.333);
    CHECK(rt["server_ms"] == 56.332);
    CHECK(rt["wait"]["method"] == "kernel_timestamps");
    CHECK(rt["wait"]["acknowledged_ms"] == 23.949);
    CHECK(rt["wait"]["delivery_ms"] == 23.949);
    CHECK(rt["wait"]["delivery_from"] == "acknowledgement");
    CHECK(rt["wait"]["server_ms"] == 56.155);
    CHECK(rt["wait"]["client_lag_ms"] == 0.128);
    CHECK(rt["connect"]["attempts"][1]["started_ms"] == 12.44);
    CHECK(rt["connect"]["attempts"][1]["ms"] == 24.16);
    CHECK(rt["tls"]["messages"][0]["at_ms"] == 36.7);
    CHECK(rt["tls"]["chain"][0]["not_after"] == "2026-05-02T00:00:00Z");
    CHECK(rt["tls"]["chain"][0]["expires_in_days"] == 61);
    CHECK(rt["connection"]["tcp"]["min_rtt_ms"] == 23.9);
    const Json retried = parsed(fixtures::stale_retry());
    CHECK(retried["round_trips"][1]["started_ms"] == 0.83);
    CHECK(retried["total_ms"] == 183.267);
    CHECK(retried["redirects"] == 0);
}

TEST_CASE("json: the top's response is the last round trip's", "[json]") {
    const Json report = parsed(fixtures::stale_retry());
    CHECK(report["round_trips"][0]["response"].is_null());
    CHECK(report["response"] == report["round_trips"][1]["response"]);
    CHECK(report["round_trips"][0]["retry"]["reason"] == "stale_connection");
}

TEST_CASE("json: interim responses are kept, also when no final one came", "[json]") {
    fixtures::Fixture fixture = fixtures::interim_103();
    CHECK(parsed(fixture)["response"]["interim"][1]["headers"][0] ==
          Json::array({"Link", "</style.css>; rel=preload"}));
    fixture.trace.round_trips[0].received.reset();
    const Json report = parsed(fixture);
    CHECK(report["response"].is_null());
    CHECK(report["round_trips"][0]["interim"][1]["status"] == 103);
}

TEST_CASE("json: nothing a peer sent reaches the line raw", "[json][hostile]") {
    const std::string json = to_json(fixtures::hostile_bytes().report());
    for (const char c : json) {
        const auto u = static_cast<unsigned char>(c);
        CHECK((u >= 0x20 && u != 0x7f));
    }
    CHECK(json.find("\xc2\x9b") == std::string::npos);
    CHECK(json.find("\xe2\x80\xae") == std::string::npos);
    CHECK(Json::parse(json)["response"]["reason"] ==
          "\x1b[31mred\x1b]0;title\x07\xef\xbf\xbd"
          "2J\xef\xbf\xbd\xef\xbf\xbd");
}

TEST_CASE("json: an empty reason is empty in HTTP/1 and null later", "[json]") {
    fixtures::Fixture fixture = fixtures::head();
    CHECK(parsed(fixture)["response"]["reason"] == "");
    fixture.trace.round_trips[0].received->http_version = "2";
    CHECK(parsed(fixture)["response"]["reason"].is_null());
}
