// SPDX-License-Identifier: MIT
#include "codec/http1/response_parser.hpp"

#include <string>

#include "support/catch.hpp"
#include "unit/http1/feed.hpp"

using namespace rtrip;
using namespace rtrip::http1;
using namespace rtrip::http1::testing;
using namespace std::string_literals;

TEST_CASE("http1 response: interim responses come before the final one and leave nothing in it", "[http1]") {
    const Outcome outcome = feed_all_ways(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nContent-Length: 9\r\nConnection: close\r\nLink: a\r\n\r\n"
        "HTTP/1.1 199 X\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    CHECK(outcome.events == "interim 100, interim 103, interim 199, head 200, data, end");
    CHECK(outcome.body == "ok");
    CHECK(outcome.head.header.size() == 1);
    CHECK(outcome.not_reusable_because.empty());
    CHECK(outcome.anomalies == std::vector<std::string>{"framing_of_interim@25"});
}

TEST_CASE("http1 response: interim responses are bounded in number", "[http1]") {
    Exchange exchange;
    for (int i = 0; i < 4; ++i) exchange.wire += "HTTP/1.1 102 P\r\n\r\n";
    exchange.wire += "HTTP/1.1 204 N\r\n\r\n";
    exchange.limits.max_interim = 4;
    CHECK_THAT(feed_all_ways(exchange).events, Catch::EndsWith("interim 102, head 204, end"));
    exchange.limits.max_interim = 3;
    const Outcome refused = feed_all_ways(exchange);
    CHECK(refused.error == "response.too_large");
    CHECK(refused.message == "more than 3 interim responses");
}

TEST_CASE("http1 response: 101 without being asked is an error at once", "[http1]") {
    Exchange exchange{"HTTP/1.1 101 Switching\r\nUpgrade: web\r\n\r\nraw"};
    exchange.behind = Behind::stays_open;
    const Outcome outcome = feed_all_ways(exchange);
    CHECK(outcome.events.empty());
    CHECK(outcome.error == "response.unexpected_protocol");
    CHECK(outcome.message == "server switched protocols (101) without being asked, to \"web\"");
}

TEST_CASE("http1 response: 101 that was asked for hands over the bytes behind it", "[http1]") {
    ResponseParser parser("GET");
    parser.expect_upgrade();
    std::string_view input = "HTTP/1.1 101 S\r\nUpgrade: x\r\n\r\nraw";
    REQUIRE(parser.next(input)->kind == EventKind::head);
    const auto data = parser.next(input);
    REQUIRE(data);
    CHECK(data->data == "raw");
    CHECK(parser.not_reusable_because() == "upgraded");
    CHECK(parser.finish()->kind == EventKind::end);
}

TEST_CASE("http1 response: nothing, or interim responses alone, is an empty response", "[http1]") {
    const Outcome nothing = feed_all_ways("");
    CHECK(nothing.error == "response.empty");
    const Outcome interim = feed_all_ways("HTTP/1.1 100 Continue\r\n\r\n");
    CHECK(interim.events == "interim 100");
    CHECK(interim.error == "response.empty");
    CHECK_THAT(interim.message, Catch::Contains("interim responses alone (the last was 100)"));
    CHECK(feed_all_ways("HTTP/1.1 100 Continue\r\n\r\nH").error == "response.malformed");
}

TEST_CASE("http1 response: the first byte of each head can be told", "[http1]") {
    ResponseParser parser("GET");
    std::string_view input;
    REQUIRE(parser.next(input)->kind == EventKind::need_more);
    CHECK_FALSE(parser.seen_any_byte());
    CHECK_FALSE(parser.head_started());
    input = "H";
    REQUIRE(parser.next(input)->kind == EventKind::need_more);
    CHECK(parser.seen_any_byte());
    CHECK(parser.head_started());
    input = "TTP/1.1 100 C\r\n\r\n";
    REQUIRE(parser.next(input)->kind == EventKind::interim);
    CHECK(parser.seen_any_byte());
    CHECK_FALSE(parser.head_started());
    input = "HTTP/1.1 200 OK\r\n\r\n";
    REQUIRE(parser.next(input)->kind == EventKind::head);
    CHECK(parser.head_started());
    CHECK(parser.header_bytes() == 37);
    CHECK(parser.offset() == 37);
    CHECK(parser.head().bytes == 19);
}

TEST_CASE("http1 response: body data is a view of the input, taken whole", "[http1]") {
    const auto head = GENERATE("Content-Length: 10000\r\n"s, ""s, "Transfer-Encoding: chunked\r\n"s);
    ResponseParser parser("GET");
    const std::string start = "HTTP/1.1 200 OK\r\n" + head + "\r\n";
    std::string_view input = start;
    REQUIRE(parser.next(input)->kind == EventKind::head);
    std::string_view size_line = "2710\r\n";
    if (head.starts_with("Transfer")) REQUIRE(parser.next(size_line)->kind == EventKind::need_more);
    const std::string payload(10000, 'x');
    input = payload;
    const auto event = parser.next(input);
    REQUIRE(event);
    CHECK(event->kind == EventKind::data);
    CHECK(static_cast<const void*>(event->data.data()) == payload.data());
    CHECK(event->data.size() == payload.size());
    CHECK(input.empty());
    CHECK(parser.body_bytes() == 10000);
}

TEST_CASE("http1 response: the end follows the last body byte without further input", "[http1]") {
    ResponseParser parser("GET");
    std::string_view input = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    REQUIRE(parser.next(input)->kind == EventKind::head);
    REQUIRE(parser.next(input)->kind == EventKind::data);
    CHECK_FALSE(parser.ended());
    REQUIRE(parser.next(input)->kind == EventKind::end);
    CHECK(parser.ended());
    input = "HTTP/1.1 200 OK\r\n\r\n";
    REQUIRE(parser.next(input)->kind == EventKind::end);
    CHECK(input.size() == 19);
    CHECK(parser.finish()->kind == EventKind::end);
}

TEST_CASE("http1 response: an error is final", "[http1]") {
    ResponseParser parser("GET");
    std::string_view input = "SSH-2.0-x\r\nHTTP/1.1 200 OK\r\n\r\n";
    const auto first = parser.next(input);
    REQUIRE_FALSE(first);
    const auto second = parser.next(input);
    REQUIRE_FALSE(second);
    CHECK(second.error().message == first.error().message);
    const auto finished = parser.finish();
    REQUIRE_FALSE(finished);
    CHECK(finished.error().message == first.error().message);
    CHECK(first.error().phase == Phase::wait);
}

TEST_CASE("http1 response: anomalies are handed over once", "[http1]") {
    ResponseParser parser("GET");
    std::string_view input = "HTTP/1.1 200\r\nContent-Length: 0\n\r\n";
    REQUIRE(parser.next(input)->kind == EventKind::head);
    CHECK(parser.take_anomalies().size() == 2);
    CHECK(parser.take_anomalies().empty());
}

TEST_CASE("http1 response: short bodies name the counts and the phase", "[http1]") {
    ResponseParser parser("GET");
    std::string_view input = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123456789";
    REQUIRE(parser.next(input)->kind == EventKind::head);
    REQUIRE(parser.next(input)->kind == EventKind::data);
    const auto finished = parser.finish();
    REQUIRE_FALSE(finished);
    CHECK(finished.error().code == ErrorCode::body_incomplete);
    CHECK(finished.error().phase == Phase::body);
    CHECK_THAT(finished.error().message, Catch::Contains("got 10 of 20 bytes"));
}
