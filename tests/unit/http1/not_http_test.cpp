// SPDX-License-Identifier: MIT
#include "codec/http1/not_http.hpp"

#include <string>

#include "support/catch.hpp"
#include "unit/http1/feed.hpp"

using namespace rtrip;
using namespace rtrip::http1;
using namespace rtrip::http1::testing;
using namespace std::string_literals;

TEST_CASE("http1: what is not HTTP is refused by its first bytes and named", "[http1]") {
    const auto [wire, what] = GENERATE(table<std::string, std::string>({
        {"\x15\x03\x01\x00\x02\x02\x46"s, "a TLS record at byte 0: \"\\x15\\x03\\x01\\x00\\x02\""},
        {"\x16\x03\x03\x0a\x0aserver hello"s, "a TLS record"},
        {"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64"s, "an HTTP/2 frame"},
        {"\0\0\x0a\x07\0\0\0\0\0\0\0\0\0\0\0\0\x01go"s, "an HTTP/2 frame"},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "the HTTP/2 client preface"},
        {"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "an SSH banner"},
        {"220 mail.test ESMTP ready\r\n", "a banner of SMTP, FTP"},
        {"220-ftp.test\r\n220 x\r\n", "a banner of SMTP, FTP"},
        {"+OK POP3 ready\r\n", "a banner of a mail server"},
        {"* OK IMAP4 ready\r\n", "a banner of a mail server"},
        {"ICY 200 OK\r\n\r\n", "a Shoutcast status line"},
        {"<html><body>old</body></html>\n", "a page without a header section"},
        {"  <!DOCTYPE html>\n", "a page without a header section"},
        {"\xef\xbb\xbfHTTP/1.1 200 OK\r\n\r\n", "a byte order mark"},
        {"\r\nHTTP/1.1 200 OK\r\n\r\n", "an empty line"},
        {"\nHTTP/1.1 200 OK\r\n\r\n", "an empty line"},
        {"http/1.1 200 OK\r\n\r\n", "not in capitals"},
        {"HTTp/1.1 200 OK\r\n\r\n", "not in capitals"},
        {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "a request"},
        {"HTT", "connection closed in the status line"},
        {"HTTQ", "no status line at byte 0: \"HTTQ\""},
        {"HELLO", "no status line"},
        {" HTTP/1.1 200 OK\r\n\r\n", "no status line"},
        {"RTSP/1.0 200 OK\r\n\r\n", "no status line"},
        {"5\r\nhello\r\n0\r\n\r\n", "no status line at byte 0: \"5\\r\\n\""},
        {std::string(500, 'a'), "\"" + std::string(64, 'a') + "\""},
        {std::string(100, '\0'), "no status line"},
    }));
    const Outcome outcome = feed_all_ways(wire);
    CAPTURE(wire, outcome.message);
    CHECK(outcome.error == "response.malformed");
    CHECK(outcome.events.empty());
    CHECK_THAT(outcome.message, Catch::Contains(what));
}

TEST_CASE("http1: binary junk is refused at once, without waiting for more", "[http1]") {
    const auto wire =
        GENERATE("\x15\x03\x01\0\x02"s, "\0\0\x12\x04\0\0\0\0\0"s, "SSH-2.0-x\r\n"s, std::string(64, 'x'));
    Exchange exchange{wire};
    exchange.behind = Behind::stays_open;
    CHECK(feed_all_ways(exchange).error == "response.malformed");
}

TEST_CASE("http1: a TLS port gets a hint", "[http1]") {
    CHECK(not_http_error("\x15\x03\x01\0\x02"s, 0).hint == "the port speaks TLS; try https://");
}

TEST_CASE("http1: junk after an interim response is refused with its place", "[http1]") {
    const Outcome outcome = feed_all_ways("HTTP/1.1 100 Continue\r\n\r\nplain text\n");
    CHECK(outcome.events == "interim 100");
    CHECK(outcome.error == "response.malformed");
    CHECK_THAT(outcome.message, Catch::Contains("no status line at byte 25: \"plain text\\n\""));
}
