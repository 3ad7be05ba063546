// SPDX-License-Identifier: MIT
#include "unit/http1/feed.hpp"

#include "support/catch.hpp"

using namespace rtrip::http1;
using namespace rtrip::http1::testing;

TEST_CASE("feed_all_ways: gives events, body, surplus and error of one exchange", "[http1][support]") {
    const Outcome good =
        feed_all_ways("HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokrest");
    CHECK(good.events == "interim 103, head 200, data, end");
    CHECK(good.body == "ok");
    CHECK(good.surplus == "rest");
    CHECK(good.error.empty());
    CHECK(good.header_bytes == 69);
    CHECK(good.body_bytes == 2);
    CHECK(good.head.bytes == 38);

    const Outcome cut = feed_all_ways("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123456789");
    CHECK(cut.events == "head 200, data");
    CHECK(cut.body == "0123456789");
    CHECK(cut.error == "body.incomplete");
    CHECK(cut.message == "body cut short: got 10 of 20 bytes");
}

TEST_CASE("feed_all_ways: an open connection leaves an unfinished response unfinished", "[http1][support]") {
    Exchange exchange{"HTTP/1.1 200 OK\r\n\r\nabc"};
    exchange.behind = Behind::stays_open;
    const Outcome outcome = feed_all_ways(exchange);
    CHECK(outcome.events == "head 200, data");
    CHECK(outcome.error.empty());
}
