// SPDX-License-Identifier: MIT
#include <string>

#include "support/catch.hpp"
#include "unit/http1/feed.hpp"

using namespace rtrip;
using namespace rtrip::http1;
using namespace rtrip::http1::testing;
using namespace std::string_literals;

namespace {

// A response without body whose header section is `fields`.
Outcome with_fields(const std::string& fields) {
    return feed_all_ways("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + fields + "\r\n");
}

Outcome with_status_line(const std::string& line) {
    return feed_all_ways(line + "Content-Length: 0\r\n\r\n");
}

}  // namespace

TEST_CASE("http1 status line: version, three digits, optional reason", "[http1]") {
    const auto [line, status, reason, minor] = GENERATE(table<std::string, int, std::string, int>({
        {"HTTP/1.1 200 OK\r\n", 200, "OK", 1},
        {"HTTP/1.0 200 OK\r\n", 200, "OK", 0},
        {"HTTP/1.1 200 OK\n", 200, "OK", 1},
        {"HTTP/1.1 200 \r\n", 200, "", 1},
        {"HTTP/1.1 200\r\n", 200, "", 1},
        {"HTTP/1.1 404 Not  Found \r\n", 404, "Not  Found", 1},
        {"HTTP/1.1 200 200\r\n", 200, "200", 1},
        {"HTTP/1.1 200 a\tb\r\n", 200, "a\tb", 1},
        {"HTTP/1.1 200 \xe9t\xe9\r\n", 200, "\xe9t\xe9", 1},
        {"HTTP/1.1 600 x\r\n", 600, "x", 1},
        {"HTTP/1.1 999 x\r\n", 999, "x", 1},
    }));
    const Outcome outcome = with_status_line(line);
    CAPTURE(line, outcome.message);
    CHECK(outcome.events == "head " + std::to_string(status) + ", end");
    CHECK(outcome.head.status == status);
    CHECK(outcome.head.reason == reason);
    CHECK(outcome.head.major == 1);
    CHECK(outcome.head.minor == minor);
}

TEST_CASE("http1 status line: other shapes are refused, naming what is wrong", "[http1]") {
    const auto [line, what] = GENERATE(table<std::string, std::string>({
        {"HTTP/1.2 200 OK\r\n", "neither 1.0 nor 1.1"},
        {"HTTP/2.0 200 OK\r\n", "neither 1.0 nor 1.1"},
        {"HTTP/0.9 200 OK\r\n", "neither 1.0 nor 1.1"},
        {"HTTP/3.7 200 OK\r\n", "neither 1.0 nor 1.1"},
        {"HTTP/1.10 200 OK\r\n", "malformed HTTP version"},
        {"HTTP/11 200 OK\r\n", "malformed HTTP version"},
        {"HTTP/1.100000000002 200 OK\r\n", "malformed HTTP version"},
        {"HTTP/1.-1 200 OK\r\n", "malformed HTTP version"},
        {"HTTP/A.B 200 OK\r\n", "malformed HTTP version"},
        {"HTTP/1 200 OK\r\n", "malformed HTTP version"},
        {"HTTP/2 200\r\n", "malformed HTTP version"},
        {"HTTP/\r\n", "malformed HTTP version"},
        {"HTTP/ 1.1 200 OK\r\n", "malformed HTTP version"},
        {"HTTP/1.1\r\n", "no space"},
        {"HTTP/1.1\t200 OK\r\n", "no space"},
        {"HTTP/1.1200 OK\r\n", "malformed HTTP version"},
        {"HTTP/1.1  200 OK\r\n", "three digits"},
        {"HTTP/1.1 \r\n", "three digits"},
        {"HTTP/1.1 20\r\n", "three digits"},
        {"HTTP/1.1 20X OK\r\n", "three digits"},
        {"HTTP/1.1 +20 OK\r\n", "three digits"},
        {"HTTP/1.1 -10 OK\r\n", "three digits"},
        {"HTTP/1.1 0x12d OK\r\n", "three digits"},
        {"HTTP/1.1 c8 OK\r\n", "three digits"},
        {"HTTP/1.1 abcd\r\n", "three digits"},
        {"HTTP/1.1 000 x\r\n", "three digits"},
        {"HTTP/1.1 099 x\r\n", "three digits"},
        {"HTTP/1.1 \xd9\xa2\xd9\xa0\xd9\xa0 OK\r\n", "three digits"},
        {"HTTP/1.1 1000 x\r\n", "not followed by a space"},
        {"HTTP/1.1 200OK\r\n", "not followed by a space"},
        {"HTTP/1.1 200\tOK\r\n", "not followed by a space"},
        {"HTTP/1.1 200 O\0K\r\n"s, "control character"},
        {"HTTP/1.1 200 O\x1bK\r\n", "control character"},
        {"HTTP/1.1 200 OK\rX: y\r\n", "control character"},
        {"HTTP/1.1 200 OK\r\r\n", "control character"},
    }));
    const Outcome outcome = with_status_line(line);
    CAPTURE(line, outcome.message);
    CHECK(outcome.events.empty());
    CHECK(outcome.error == "response.malformed");
    CHECK_THAT(outcome.message, Catch::Contains(what) && Catch::Contains("at byte 0: "));
}

TEST_CASE("http1 status line: bytes of the peer are escaped in messages", "[http1]") {
    const Outcome outcome = with_status_line("HTTP/1.1 \x1b[31m\r\n");
    CHECK_THAT(outcome.message, Catch::Contains("\\x1b[31m"));
}

TEST_CASE("http1 fields: white space around the value goes, the rest stays", "[http1]") {
    const auto [line, value] = GENERATE(table<std::string, std::string>({
        {"X: a\r\n", "a"},
        {"X:a\r\n", "a"},
        {"X: a\n", "a"},
        {"X:\r\n", ""},
        {"X: \t \r\n", ""},
        {"X:\t a b \t\r\n", "a b"},
        {"X: a\tb\r\n", "a\tb"},
        {"X: a:b\r\n", "a:b"},
        {"X: \x85\xa0 a \xa0\x85\r\n", "\x85\xa0 a \xa0\x85"},
        {"X: caf\xc3\xa9\r\n", "caf\xc3\xa9"},
        {"x: a\r\nX: b\r\n", "a"},
    }));
    const Outcome outcome = with_fields(line);
    CAPTURE(line, outcome.message);
    CHECK(outcome.events == "head 200, end");
    CHECK(outcome.value("X") == value);
}

TEST_CASE("http1 fields: order and case are kept and nothing is joined", "[http1]") {
    const Outcome outcome = with_fields("Set-Cookie: a=1\r\nset-COOKIE: b=2\r\nA: x\r\nSet-Cookie: c=3\r\n");
    const auto& fields = outcome.head.header.fields();
    REQUIRE(fields.size() == 5);
    CHECK(fields[1] == HeaderField{"Set-Cookie", "a=1"});
    CHECK(fields[2] == HeaderField{"set-COOKIE", "b=2"});
    CHECK(fields[3] == HeaderField{"A", "x"});
    CHECK(fields[4] == HeaderField{"Set-Cookie", "c=3"});
}

TEST_CASE("http1 fields: every token character may stand in a name", "[http1]") {
    const Outcome outcome = with_fields("!#$%&'*+-.^_`|~09azAZ: v\r\n");
    CHECK(outcome.value("!#$%&'*+-.^_`|~09azAZ") == "v");
    CHECK(outcome.anomalies.empty());
}

TEST_CASE("http1 fields: malformed lines are refused, naming where and why", "[http1]") {
    // The fields begin at byte 36.
    const auto [lines, what] = GENERATE(table<std::string, std::string>({
        {"nonsense\r\n", "byte 36: line without a colon: \"nonsense\""},
        {"A: b\r\nnonsense\r\n", "byte 42: line without a colon"},
        {": v\r\n", "byte 36: field without a name"},
        {"X(: v\r\n", "byte 37: field name with a character"},
        {"X\t: v\r\n", "byte 37: field name with a character"},
        {"\xc3\xa9: v\r\n", "byte 36: field name with a character"},
        {"X\0: v\r\n"s, "byte 37: field name with a character"},
        {"X\r: v\r\n", "byte 37: field name with a character"},
        {"X: a\0b\r\n"s, "byte 40: NUL in the value of field \"X\""},
        {"X: a\rb\r\n", "byte 40: bare CR in the value of field \"X\""},
        {"X: a\r\r\n", "byte 40: bare CR"},
        {"X: a\rY: b\r\n", "byte 40: bare CR"},
        {"X: a\x0b\r\n", "byte 40: control character"},
        {"X: a\x7f\r\n", "byte 40: control character"},
        {"\rX: y\r\n", "field name with a character"},
        {"\r\r\n", "line without a colon"},
        {"X: a\r\n b\0c\r\n"s, "byte 44: NUL in a folded line"},
        {"X: a\r\n \rb\r\n", "byte 43: bare CR in a folded line"},
    }));
    const Outcome outcome = with_fields(lines);
    CAPTURE(lines, outcome.message);
    CHECK(outcome.error == "response.malformed");
    CHECK(outcome.events.empty());
    CHECK_THAT(outcome.message, Catch::Contains(what));
}

TEST_CASE("http1 fields: a value that may be a secret is not in the message", "[http1]") {
    const Outcome outcome = with_fields("Set-Cookie: session=hunter2\x01\r\n");
    CHECK(outcome.error == "response.malformed");
    CHECK_THAT(outcome.message, !Catch::Contains("hunter2"));
}

TEST_CASE("http1 fields: folded lines belong to the value before them", "[http1]") {
    const auto [lines, value] = GENERATE(table<std::string, std::string>({
        {"X: a\r\n b\r\n", "a b"},
        {"X: a\r\n\tb\r\n", "a b"},
        {"X: a \r\n \t b \r\n  c\r\n", "a b c"},
        {"X:\r\n b\r\n", "b"},
        {"X: a\r\n \r\n", "a"},
        {"X: a\r\n Y: b\r\n", "a Y: b"},
        {"X: a\n b\n", "a b"},
    }));
    const Outcome outcome = with_fields(lines);
    CAPTURE(lines, outcome.message);
    CHECK(outcome.value("X") == value);
    CHECK(outcome.value("Y") == "(absent)");
    CHECK(outcome.saw("obs_fold"));
    CHECK(outcome.events == "head 200, end");
}

TEST_CASE("http1 fields: a folded framing field is read whole", "[http1]") {
    CHECK(feed_all_ways("HTTP/1.1 200 OK\r\nContent-Length:\r\n 2\r\n\r\nok").body == "ok");
    CHECK(feed_all_ways("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n 0\r\n\r\nok").error == "response.malformed");
    CHECK(feed_all_ways("HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n").events ==
          "head 200, end");
    CHECK(feed_all_ways("HTTP/1.1 200 OK\r\nX: a\r\n Content-Length: 5\r\n\r\nok").framing == BodyFraming::close);
}

TEST_CASE("http1 fields: an indented line before the first field is ignored and noted", "[http1]") {
    const Outcome outcome = feed_all_ways("HTTP/1.1 200 OK\r\n X: a\r\n\tb\r\nContent-Length: 0\r\n\r\n");
    CHECK(outcome.events == "head 200, end");
    CHECK(outcome.value("X") == "(absent)");
    CHECK(outcome.head.header.size() == 1);
    CHECK(outcome.anomalies == std::vector<std::string>{"space_before_first_field@17"});
    const auto hidden = GENERATE(" Content-Length: 5"s, "\tTransfer-Encoding: chunked"s, " content-length : 5"s);
    const Outcome refused = feed_all_ways("HTTP/1.1 200 OK\r\n" + hidden + "\r\n\r\n");
    CHECK(refused.error == "response.malformed");
    CHECK_THAT(refused.message, Catch::Contains("before a framing field"));
}

TEST_CASE("http1 fields: a space before the colon stays part of the name", "[http1]") {
    const Outcome outcome = with_fields("X : a\r\nX Y: b\r\n");
    CHECK(outcome.events == "head 200, end");
    CHECK(outcome.value("X ") == "a");
    CHECK(outcome.value("X") == "(absent)");
    CHECK(outcome.value("X Y") == "b");
    CHECK(outcome.anomalies == std::vector<std::string>{"space_in_field_name@36", "space_in_field_name@43"});
}

TEST_CASE("http1 fields: a space before the colon of a framing field is refused", "[http1]") {
    const auto line = GENERATE("Content-Length : 2"s, "Transfer-Encoding : chunked"s, "content-length  : 2"s);
    const Outcome outcome = feed_all_ways("HTTP/1.1 200 OK\r\n" + line + "\r\n\r\nok");
    CHECK(outcome.error == "response.malformed");
    CHECK_THAT(outcome.message, Catch::Contains("at byte 17: ") && Catch::Contains("framing field"));
}

TEST_CASE("http1 head: deviations are noted with their place", "[http1]") {
    const Outcome outcome = feed_all_ways("HTTP/1.1 204\nX: a\n\n");
    CHECK(outcome.events == "head 204, end");
    CHECK(outcome.anomalies == std::vector<std::string>{"missing_reason@12", "bare_lf@12"});
    CHECK(feed_all_ways("HTTP/1.1 204 No\r\nX: a\n\r\n").anomalies == std::vector<std::string>{"bare_lf@21"});
    CHECK(feed_all_ways("HTTP/1.1 204 No\r\nX: a\r\n\r\n").anomalies.empty());
}

TEST_CASE("http1 head: anomalies are bounded in number", "[http1]") {
    std::string folds = "X: a\r\n";
    for (int i = 0; i < 100; ++i) folds += " b\r\nY : c\r\n";
    CHECK(with_fields(folds).anomalies.size() == 2 * AnomalyList::kMaxPerKind);
}

TEST_CASE("http1 head: a cut one is refused, whatever was there", "[http1]") {
    const std::string whole = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: y\r\n\r\n";
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const Outcome outcome = feed_all_ways(whole.substr(0, size));
        CAPTURE(size, outcome.message);
        REQUIRE(outcome.error == "response.malformed");
        REQUIRE(outcome.events.empty());
        REQUIRE_THAT(outcome.message, Catch::Contains("connection closed in the ") &&
                                          Catch::Contains("at byte " + std::to_string(size)));
    }
}

TEST_CASE("http1 head limits: bytes of all heads together, at the very byte", "[http1]") {
    const std::string interim = "HTTP/1.1 100 C\r\n\r\n";
    const std::string head = "HTTP/1.1 204 N\r\nX: 0123456789\r\n\r\n";
    Exchange exchange{interim + head};
    exchange.limits.max_header_bytes = exchange.wire.size();
    CHECK(feed_all_ways(exchange).events == "interim 100, head 204, end");
    exchange.limits.max_header_bytes = exchange.wire.size() - 1;
    const Outcome refused = feed_all_ways(exchange);
    CHECK(refused.error == "response.too_large");
    CHECK(refused.message == "response head too large: more than 50 bytes");
    exchange.limits.max_header_bytes = exchange.limits.max_line_bytes = 10;
    CHECK(feed_all_ways(exchange).message == "response head too large: more than 10 bytes");
    exchange.limits.max_header_bytes = 0;
    CHECK(feed_all_ways(exchange).error == "response.too_large");
}

TEST_CASE("http1 head limits: a single line, at the very byte", "[http1]") {
    Exchange exchange{"HTTP/1.1 204 N\r\nX: 0123456789abcdef\r\n\r\n"};
    exchange.limits.max_line_bytes = 21;
    CHECK(feed_all_ways(exchange).events == "head 204, end");
    exchange.limits.max_line_bytes = 20;
    const Outcome refused = feed_all_ways(exchange);
    CHECK(refused.error == "response.too_large");
    CHECK(refused.message == "response head too large: a line of more than 20 bytes at byte 16");
}

TEST_CASE("http1 head limits: the number of fields in all heads together", "[http1]") {
    Exchange exchange{"HTTP/1.1 103 E\r\nA: 1\r\n\r\nHTTP/1.1 204 N\r\nB: 2\r\nC: 3\r\n\r\n"};
    exchange.limits.max_header_fields = 3;
    CHECK(feed_all_ways(exchange).events == "interim 103, head 204, end");
    exchange.limits.max_header_fields = 2;
    const Outcome refused = feed_all_ways(exchange);
    CHECK(refused.events == "interim 103");
    CHECK(refused.error == "response.too_large");
}

TEST_CASE("http1 head limits: ordinary large sections pass", "[http1]") {
    std::string many = "HTTP/1.1 204 N\r\nBig: " + std::string(300'000, 'x') + "\r\n";
    for (int i = 0; i < 4000; ++i) many += "X-Field-" + std::to_string(i) + ": " + std::string(100, 'v') + "\r\n";
    many += "\r\n";
    const Outcome outcome = feed_all_ways(many);
    CHECK(outcome.events == "head 204, end");
    CHECK(outcome.head.header.size() == 4001);
    CHECK(outcome.value("Big").size() == 300'000);
}
