// SPDX-License-Identifier: MIT
#include <string>

#include "support/catch.hpp"
#include "unit/http1/feed.hpp"

using namespace rtrip;
using namespace rtrip::http1;
using namespace rtrip::http1::testing;
using namespace std::string_literals;

namespace {

Outcome answer(const std::string& start, const std::string& rest, std::string method = "GET") {
    return feed_all_ways(Exchange{start + "\r\n" + rest, std::move(method)});
}

}  // namespace

TEST_CASE("http1 framing: Content-Length is digits alone", "[http1]") {
    const auto [value, body] = GENERATE(table<std::string, std::string>({
        {"2", "ok"},
        {"02", "ok"},
        {"0000000000000000000000000000000000000002", "ok"},
        {" \t2\t ", "ok"},
        {"0", ""},
        {"2, 2", "ok"},
        {"2,2 , 2", "ok"},
        {"2, 02", "ok"},
    }));
    const Outcome outcome = answer("HTTP/1.1 200 OK", "Content-Length: " + value + "\r\n\r\nok");
    CAPTURE(value, outcome.message);
    CHECK(outcome.body == body);
    CHECK(outcome.surplus == "ok"s.substr(body.size()));
    CHECK(outcome.framing == BodyFraming::content_length);
    CHECK(outcome.content_length == body.size());
    CHECK(outcome.has_body == !body.empty());
    CHECK(outcome.not_reusable_because.empty());
    CHECK(outcome.saw("duplicate_content_length") == (value.find(',') != std::string::npos));
}

TEST_CASE("http1 framing: any other Content-Length is refused, for every method and status", "[http1]") {
    const auto value =
        GENERATE("-1"s, "+3"s, "0x10"s, "1e3"s, "2.0"s, "1_000"s, "1 000"s, "\"2\""s, ""s, "two"s, "6abc"s, "2,"s,
                 ",2"s, "2,,2"s, "2;x"s, "\xd9\xa2"s, "\xa0"s + "2"s, "9223372036854775808"s, "18446744073709551616"s,
                 "18446744073709551618"s, "99999999999999999999999999"s, "2, 3"s, "3\r\nContent-Length: 2"s,
                 "2\r\nContent-Length:"s, "2\r\ncontent-length: 2, 3"s);
    const auto [method, status] = GENERATE(table<std::string, std::string>({
        {"GET", "HTTP/1.1 200 OK"},
        {"HEAD", "HTTP/1.1 200 OK"},
        {"GET", "HTTP/1.1 204 No Content"},
        {"GET", "HTTP/1.0 304 Not Modified"},
        {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"},
    }));
    const Outcome outcome = answer(status, "Content-Length: " + value + "\r\n\r\nok", method);
    CAPTURE(value, method, status, outcome.message);
    CHECK(outcome.error == "response.malformed");
    CHECK(outcome.events.empty());
    CHECK_THAT(outcome.message, Catch::Contains("Content-Length"));
}

TEST_CASE("http1 framing: the largest length is taken without allocating it", "[http1]") {
    const Outcome outcome = answer("HTTP/1.1 200 OK", "Content-Length: 9223372036854775807\r\n\r\nok");
    CHECK(outcome.error == "body.incomplete");
    CHECK(outcome.message == "body cut short: got 2 of 9223372036854775807 bytes");
}

TEST_CASE("http1 framing: chunked counts as the last coding, by whole token, in any case", "[http1]") {
    const auto value = GENERATE("chunked"s, "Chunked"s, "CHUNKED"s, "\t chunked \t"s);
    const Outcome outcome = answer("HTTP/1.1 200 OK", "Transfer-Encoding: " + value + "\r\n\r\n2\r\nok\r\n0\r\n\r\n");
    CAPTURE(value, outcome.message);
    CHECK(outcome.body == "ok");
    CHECK(outcome.framing == BodyFraming::chunked);
    CHECK_FALSE(outcome.content_length);
    CHECK(outcome.not_reusable_because.empty());
    CHECK(outcome.anomalies.empty());
}

TEST_CASE("http1 framing: other transfer codings are refused", "[http1]") {
    const auto value = GENERATE("gzip"s, "gzip, chunked"s, "chunked, gzip"s, "chunked, identity"s, "chunked, chunked"s,
                                "chunked\r\nTransfer-Encoding: chunked"s, "xchunked"s, "chunkedx"s, "x-chunked"s,
                                "chunked;q=1"s, "\"chunked\""s, ""s, ","s, "chunked,"s,
                                "\x85"
                                "chunked"s,
                                "chu nked"s);
    const Outcome outcome = answer("HTTP/1.1 200 OK", "Transfer-Encoding: " + value + "\r\n\r\n0\r\n\r\n");
    CAPTURE(value, outcome.message);
    CHECK(outcome.error == "response.malformed");
    CHECK(outcome.events.empty());
}

TEST_CASE("http1 framing: a vertical tab never makes a coding", "[http1]") {
    CHECK(answer("HTTP/1.1 200 OK",
                 "Transfer-Encoding: \x0b"
                 "chunked\r\n\r\n")
              .error == "response.malformed");
}

TEST_CASE("http1 framing: identity is ignored, but the connection is not used again", "[http1]") {
    const Outcome alone = answer("HTTP/1.1 200 OK", "Transfer-Encoding: identity\r\n\r\nok");
    CHECK(alone.framing == BodyFraming::close);
    CHECK(alone.body == "ok");
    CHECK(alone.saw("identity_coding"));
    CHECK(alone.not_reusable_because == "bad_framing_recovered");
    const Outcome length = answer("HTTP/1.1 200 OK", "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nok");
    CHECK(length.framing == BodyFraming::content_length);
    CHECK(length.not_reusable_because == "both_framings");
    const Outcome before =
        answer("HTTP/1.1 200 OK", "Transfer-Encoding: identity, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
    CHECK(before.body == "ok");
    CHECK(before.not_reusable_because == "bad_framing_recovered");
}

TEST_CASE("http1 framing: chunked wins over Content-Length, without reuse", "[http1]") {
    const auto fields = GENERATE("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"s,
                                 "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"s,
                                 "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n"s);
    const Outcome outcome = answer("HTTP/1.1 200 OK", fields + "\r\n5\r\nhello\r\n0\r\n\r\n");
    CHECK(outcome.body == "hello");
    CHECK_FALSE(outcome.content_length);
    CHECK(outcome.not_reusable_because == "both_framings");
    CHECK(outcome.saw("both_framings"));
}

TEST_CASE("http1 framing: chunked in HTTP/1.0 is undone, without reuse", "[http1]") {
    const Outcome outcome =
        answer("HTTP/1.0 200 OK", "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
    CHECK(outcome.body == "ok");
    CHECK(outcome.saw("chunked_in_http_1_0"));
    CHECK(outcome.not_reusable_because == "bad_framing_recovered");
}

TEST_CASE("http1 framing: without a length the body ends with the connection", "[http1]") {
    const Outcome outcome = answer("HTTP/1.1 200 OK", "\r\nall of it");
    CHECK(outcome.events == "head 200, data, end");
    CHECK(outcome.body == "all of it");
    CHECK(outcome.framing == BodyFraming::close);
    CHECK(outcome.has_body);
    CHECK(outcome.not_reusable_because == "close_delimited_body");
    CHECK(answer("HTTP/1.1 200 OK", "\r\n").events == "head 200, end");
}

TEST_CASE("http1 framing: HEAD, 204 and 304 have no body whatever the fields say", "[http1]") {
    const auto [method, status, reusable] = GENERATE(table<std::string, std::string, bool>({
        {"HEAD", "HTTP/1.1 200 OK", true},
        {"HEAD", "HTTP/1.1 404 Not Found", true},
        {"GET", "HTTP/1.1 304 Not Modified", true},
        {"GET", "HTTP/1.1 204 No Content", false},
    }));
    const auto [fields, length] = GENERATE(table<std::string, std::optional<std::uint64_t>>({
        {"Content-Length: 5\r\n", 5},
        {"Content-Length: 5\r\nContent-Length: 5\r\n", 5},
        {"Transfer-Encoding: chunked\r\n", std::nullopt},
    }));
    const Outcome outcome = answer(status, fields + "\r\nhello", method);
    CAPTURE(method, status, fields, outcome.message);
    CHECK(outcome.events == "head " + status.substr(9, 3) + ", end");
    CHECK(outcome.surplus == "hello");
    CHECK(outcome.framing == BodyFraming::none);
    CHECK_FALSE(outcome.has_body);
    CHECK(outcome.content_length == length);
    CHECK(outcome.not_reusable_because.empty() == reusable);
}

TEST_CASE("http1 framing: a bodyless response without fields is complete and reusable", "[http1]") {
    CHECK(answer("HTTP/1.1 204 No Content", "\r\n").not_reusable_because.empty());
    CHECK(answer("HTTP/1.1 304 Not Modified", "\r\n").not_reusable_because.empty());
    const Outcome zero = answer("HTTP/1.1 204 No Content", "Content-Length: 0\r\n\r\n");
    CHECK(zero.not_reusable_because.empty());
    CHECK(zero.saw("framing_of_no_content"));
    CHECK(answer("HTTP/1.1 200 OK", "\r\n", "HEAD").not_reusable_because.empty());
}

TEST_CASE("http1 framing: method names are compared with case", "[http1]") {
    CHECK(answer("HTTP/1.1 200 OK", "Content-Length: 2\r\n\r\nok", "head").body == "ok");
}

TEST_CASE("http1 framing: 2xx to CONNECT begins a tunnel, other answers have bodies", "[http1]") {
    const Outcome tunnel = answer("HTTP/1.1 200 OK", "Content-Length: 5\r\n\r\n\x16\x03\x01", "CONNECT");
    CHECK(tunnel.events == "head 200, end");
    CHECK(tunnel.surplus == "\x16\x03\x01");
    CHECK(tunnel.not_reusable_because == "tunnel");
    CHECK(tunnel.saw("framing_of_tunnel"));
    const Outcome refused = answer("HTTP/1.1 407 Auth", "Content-Length: 2\r\n\r\nno", "CONNECT");
    CHECK(refused.body == "no");
    CHECK(refused.not_reusable_because.empty());
}

TEST_CASE("http1 framing: what Connection and the version say about reuse", "[http1]") {
    const auto [start, connection, reason] = GENERATE(table<std::string, std::string, std::string>({
        {"HTTP/1.1 200 OK", "", ""},
        {"HTTP/1.1 200 OK", "Connection: close\r\n", "connection_close_header"},
        {"HTTP/1.1 200 OK", "Connection: Keep-Alive, CLOSE\r\n", "connection_close_header"},
        {"HTTP/1.1 200 OK", "Connection: keep-alive\r\nConnection: close\r\n", "connection_close_header"},
        {"HTTP/1.1 200 OK", "Connection: closed\r\n", ""},
        {"HTTP/1.1 200 OK", "Connection: keep-alive\r\n", ""},
        {"HTTP/1.0 200 OK", "", "http_1_0_without_keepalive"},
        {"HTTP/1.0 200 OK", "Connection: Keep-Alive\r\n", ""},
        {"HTTP/1.0 200 OK", "Connection: keep-alive, close\r\n", "connection_close_header"},
    }));
    const Outcome outcome = answer(start, connection + "Content-Length: 2\r\n\r\nok");
    CAPTURE(start, connection);
    CHECK(outcome.body == "ok");
    CHECK(outcome.not_reusable_because == reason);
}
