// SPDX-License-Identifier: MIT
#include "cli/trace_dump.hpp"

#include "cli/heads.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;

TEST_CASE("trace dump: heads and bodies with offsets", "[cli]") {
    TraceDump dump(TraceStyle::hex, false);
    dump.begin_exchange();
    CHECK(dump.bytes(Direction::out, "GET / HTTP/1.1\r\n\r\nab") ==
          "=> Send header, 18 bytes (0x12)\n"
          "0000: 47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a GET / HTTP/1.1..\n"
          "0010: 0d 0a                                           ..\n"
          "=> Send data, 2 bytes (0x2)\n"
          "0000: 61 62                                           ab\n");
}

TEST_CASE("trace dump: the text form keeps lines", "[cli]") {
    TraceDump dump(TraceStyle::text, false);
    CHECK(dump.bytes(Direction::in, "HTTP/1.1 200 OK\r\nA: \x1b\r\n\r\n") ==
          "<= Recv header, 25 bytes (0x19)\n0000: HTTP/1.1 200 OK\n0011: A: .\n0017: \n");
}

TEST_CASE("trace dump: secrets are masked wherever the head is cut", "[cli]") {
    const std::string head = "GET / HTTP/1.1\r\nAuthorization: Basic aHVudGVyMg==\r\nCookie: a=hunter2\r\nX: y\r\n\r\n";
    for (std::size_t cut = 0; cut <= head.size(); ++cut) {
        TraceDump dump(TraceStyle::text, false);
        std::string text = dump.bytes(Direction::out, head.substr(0, cut));
        text += dump.bytes(Direction::out, head.substr(cut));
        text += dump.finish();
        CHECK(text.find("hunter2") == std::string::npos);
        CHECK(text.find("aHVu") == std::string::npos);
        CHECK(text.find("X: y") != std::string::npos);
    }
    TraceDump open(TraceStyle::text, true);
    CHECK(open.bytes(Direction::out, head).find("hunter2") != std::string::npos);
}

TEST_CASE("trace dump: what a server gives back of a request's secrets is masked as well", "[cli]") {
    TraceDump dump(TraceStyle::text, false);
    const std::string request =
        dump.bytes(Direction::out, "GET / HTTP/1.1\r\nAuthorization: Bearer hunter2-hunter2\r\n\r\n");
    const std::string answer =
        dump.bytes(Direction::in, "HTTP/1.1 200 hunter2-hunter2\r\nX-Echo: Bearer hunter2-hunter2\r\n\r\n");
    CHECK((request + answer).find("hunter2") == std::string::npos);
    CHECK(answer.find("X-Echo: ***") != std::string::npos);
}

TEST_CASE("trace dump: an interim response is followed by another head", "[cli]") {
    TraceDump dump(TraceStyle::text, false);
    const std::string text =
        dump.bytes(Direction::in, "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: sid=hunter2\r\n\r\nbody");
    CHECK(text.find("hunter2") == std::string::npos);
    CHECK(text.find("data, 4 bytes") != std::string::npos);
}

TEST_CASE("heads: text as received", "[cli]") {
    ReceivedInfo received;
    received.http_version = "1.0";
    received.status = 200;
    received.reason = "Fine";
    received.header.add("x-A", "b");
    received.header.add("Empty", "");
    CHECK(head_text(received) == "HTTP/1.0 200 Fine\r\nx-A: b\r\nEmpty:\r\n\r\n");
    InterimResponse interim;
    interim.status = 100;
    CHECK(head_text(interim) == "HTTP/1.1 100 Continue\r\n\r\n");
    CHECK(trailer_text(Header()).empty());
}
