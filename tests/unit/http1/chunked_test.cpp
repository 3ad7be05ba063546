// SPDX-License-Identifier: MIT
#include <string>

#include "support/catch.hpp"
#include "unit/http1/feed.hpp"

using namespace rtrip;
using namespace rtrip::http1;
using namespace rtrip::http1::testing;
using namespace std::string_literals;

namespace {

const std::string kHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";  // 47 bytes

Outcome chunked(const std::string& body) {
    return feed_all_ways(kHead + body);
}

std::string one_byte_chunks(int count, const std::string& extension) {
    std::string body;
    for (int i = 0; i < count; ++i) body += "1" + extension + "\r\nx\r\n";
    return body + "0\r\n\r\n";
}

}  // namespace

TEST_CASE("http1 chunked: sizes, extensions and the last chunk", "[http1]") {
    const auto [wire, body] = GENERATE(table<std::string, std::string>({
        {"0\r\n\r\n", ""},
        {"5\r\nhello\r\n0\r\n\r\n", "hello"},
        {"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world"},
        {"a\r\n0123456789\r\n0\r\n\r\n", "0123456789"},
        {"A\r\n0123456789\r\n0\r\n\r\n", "0123456789"},
        {"0000000000000005\r\nhello\r\n0\r\n\r\n", "hello"},
        {"2\r\nok\r\n0000000000000000\r\n\r\n", "ok"},
        {"2 \r\nok\r\n0\t \r\n\r\n", "ok"},
        {"2;ext=\"some quoted; string\"\r\nok\r\n0;a=b\r\n\r\n", "ok"},
        {"2;\r\nok\r\n0;\r\n\r\n", "ok"},
        {"2; 7\r\nok\r\n0\r\n\r\n", "ok"},
        {"4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n"},
        {"5\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n"},
    }));
    const Outcome outcome = chunked(wire);
    CAPTURE(wire, outcome.message);
    CHECK(outcome.error.empty());
    CHECK(outcome.body == body);
    CHECK(outcome.events == (body.empty() ? "head 200, end" : "head 200, data, end"));
    CHECK(outcome.not_reusable_because.empty());
    CHECK(outcome.saw("chunk_size_padding") == (wire.find("2 ") == 0));
}

TEST_CASE("http1 chunked: broken framing is refused with its place; the chunks before it are given", "[http1]") {
    const auto [wire, body, what] = GENERATE(table<std::string, std::string, std::string>({
        {"x\r\n", "", "byte 47: chunk size does not begin with a hex digit but with \"x\""},
        {"\r\n", "", "byte 47: chunk size does not begin with a hex digit"},
        {";ext\r\n", "", "byte 47: chunk size does not begin"},
        {" 2\r\nok\r\n", "", "byte 47: chunk size does not begin"},
        {"-1\r\n", "", "byte 47: chunk size does not begin"},
        {"+1\r\n", "", "byte 47: chunk size does not begin"},
        {"0x2\r\nok\r\n", "", "byte 48: character in a chunk size"},
        {"1_0\r\n", "", "byte 48: character in a chunk size"},
        {"2 ;x\r\nok\r\n", "", "byte 49: character in a chunk size"},
        {"2 2\r\nok\r\n", "", "byte 49: character in a chunk size"},
        {"000000000000bogus\r\n", "", "byte 60: character in a chunk size"},
        {"00000000000000000\r\n", "", "byte 63: chunk size of more than 16 digits"},
        {"10000000000000001\r\n", "", "byte 63: chunk size of more than 16 digits"},
        {"8000000000000000\r\n", "", "byte 62: chunk size beyond 2^63-1"},
        {"ffffffffffffffff\r\n", "", "byte 62: chunk size beyond 2^63-1"},
        {"2\nok\r\n0\r\n\r\n", "", "byte 48: chunk-size line ended by LF without CR"},
        {"2;a\nok\r\n0\r\n\r\n", "", "byte 50: chunk-size line ended by LF without CR"},
        {"2 \nok\r\n", "", "byte 49: chunk-size line ended by LF without CR"},
        {"2\r\r\nok\r\n", "", "byte 49: CR in a chunk-size line"},
        {"2;a\rb\r\nok\r\n", "", "byte 51: CR in a chunk-size line"},
        {"2;\r2\r\nok\r\n", "", "byte 50: CR in a chunk-size line"},
        {"2\r\nok\n0\r\n\r\n", "ok", "byte 52: chunk data longer than its size says, or no CRLF"},
        {"2\r\noka\r\n0\r\n\r\n", "ok", "byte 52: chunk data longer"},
        {"3\r\nok\r\n0\r\n\r\n", "ok\r", "byte 53: chunk data longer"},
        {"2\r\nok\rx", "ok", "byte 53: chunk data is not followed by CRLF"},
        {"2\r\nok\r\nz\r\n", "ok", "byte 54: chunk size does not begin"},
        {"2\r\nok\r\n\xe9", "ok", "byte 54: chunk size does not begin with a hex digit but with \"\\xe9\""},
    }));
    const Outcome outcome = chunked(wire);
    CAPTURE(wire, outcome.message);
    CHECK(outcome.error == "body.malformed");
    CHECK(outcome.body == body);
    CHECK_THAT(outcome.message, Catch::Contains("at " + what));
}

TEST_CASE("http1 chunked: every strict prefix is incomplete", "[http1]") {
    const std::string wire = "3;x=\"y\"\r\nabc\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n";
    for (std::size_t size = 0; size < wire.size(); ++size) {
        const Outcome outcome = chunked(wire.substr(0, size));
        CAPTURE(size, outcome.message);
        REQUIRE(outcome.error == "body.incomplete");
        REQUIRE("abchello"s.starts_with(outcome.body));
    }
    CHECK(chunked(wire).body == "abchello");
    CHECK(chunked("a\r\nabc").message ==
          "chunked body cut short after 3 bytes: connection closed with 7 bytes of a chunk missing");
    CHECK(chunked("0\r\n").message ==
          "chunked body cut short after 0 bytes: connection closed in the trailer section, after the last chunk");
}

TEST_CASE("http1 chunked: the largest size is taken without allocating it", "[http1]") {
    const Outcome outcome = chunked("7fffffffffffffff\r\nabc");
    CHECK(outcome.error == "body.incomplete");
    CHECK(outcome.body == "abc");
}

TEST_CASE("http1 chunked: extensions are bounded by line and against the payload", "[http1]") {
    CHECK(chunked("1;" + std::string(4093, 'e') + "\r\nx\r\n0\r\n\r\n").error.empty());
    const Outcome line = chunked("1;" + std::string(4094, 'e') + "\r\nx\r\n0\r\n\r\n");
    CHECK(line.error == "body.malformed");
    CHECK_THAT(line.message, Catch::Contains("byte 47: chunk-size line of more than 4096 bytes"));

    CHECK(chunked(one_byte_chunks(3000, "")).body.size() == 3000);
    CHECK(chunked(one_byte_chunks(3000, ";0123456789")).error.empty());
    const Outcome overhead = chunked(one_byte_chunks(300, ";" + std::string(100, 'e')));
    CHECK(overhead.error == "body.malformed");
    CHECK_THAT(overhead.message, Catch::Contains("outweighs the data"));
    CHECK(overhead.body.size() > 100);

    // Payload pays for framing.
    std::string rich;
    for (int i = 0; i < 300; ++i) rich += "64;" + std::string(150, 'e') + "\r\n" + std::string(100, 'x') + "\r\n";
    CHECK(chunked(rich + "0\r\n\r\n").error.empty());
}

TEST_CASE("http1 chunked: trailers are kept apart and have no effect", "[http1]") {
    const Outcome outcome =
        chunked("2\r\nok\r\n0\r\nX-Sum: 1\r\nConnection: close\r\nContent-Length: 7\r\nX-Sum: 2\r\n\r\nrest");
    CHECK(outcome.body == "ok");
    CHECK(outcome.surplus == "rest");
    REQUIRE(outcome.trailers.size() == 4);
    CHECK(outcome.trailers.values("x-sum") == std::vector<std::string_view>{"1", "2"});
    CHECK(outcome.head.header.size() == 1);
    CHECK(outcome.not_reusable_because.empty());
    CHECK(outcome.anomalies == std::vector<std::string>{"forbidden_trailer@57", "forbidden_trailer@57"});
}

TEST_CASE("http1 chunked: trailers are read like header fields", "[http1]") {
    const Outcome lenient = chunked("0\r\nA: b\n c\r\n\n");
    CHECK(lenient.events == "head 200, end");
    CHECK(lenient.trailers.get("A") == "b c");
    CHECK(lenient.saw("bare_lf"));
    CHECK(lenient.saw("obs_fold"));
    CHECK(lenient.not_reusable_because == "bad_framing_recovered");
    const auto bad = GENERATE("nonsense\r\n\r\n"s, "A: b\0c\r\n\r\n"s, ": x\r\n\r\n"s, "A: b\rc\r\n\r\n"s);
    const Outcome refused = chunked("2\r\nok\r\n0\r\n" + bad);
    CHECK(refused.error == "body.malformed");
    CHECK(refused.body == "ok");
    CHECK_THAT(refused.message, Catch::Contains("trailer section malformed at byte"));
}

TEST_CASE("http1 chunked: the trailer section is bounded, at the very byte", "[http1]") {
    Exchange exchange{kHead + "0\r\nA: 0123456789\r\nB: c\r\n\r\n"};
    exchange.limits.max_trailer_bytes = 23;
    CHECK(feed_all_ways(exchange).events == "head 200, end");
    exchange.limits.max_trailer_bytes = 22;
    CHECK(feed_all_ways(exchange).error == "response.too_large");
    exchange.limits.max_trailer_bytes = 23;
    exchange.limits.max_header_fields = 2;
    CHECK(feed_all_ways(exchange).events == "head 200, end");
    exchange.limits.max_header_fields = 1;
    CHECK(feed_all_ways(exchange).error == "response.too_large");
}
