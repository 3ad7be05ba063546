// SPDX-License-Identifier: MIT
#include <string>

#include "support/catch.hpp"
#include "unit/http1/feed.hpp"

using namespace rtrip;
using namespace rtrip::http1;
using namespace rtrip::http1::testing;

namespace {

Outcome coded(const std::string& codings, const std::string& rest, Keep keep) {
    Exchange exchange{"HTTP/1.1 200 OK\r\n" + codings + "\r\n" + rest};
    exchange.keep = keep;
    return feed_all_ways(exchange);
}

const std::string kChunks = "2;x=y\r\nab\r\n1\r\nc\r\n0\r\nT: 1\r\n\r\n";

}  // namespace

TEST_CASE("http1 transfer codings: those that were asked for stay below chunked", "[http1]") {
    for (const char* codings : {"Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: x-gzip , Chunked\r\n",
                                "Transfer-Encoding: deflate\r\nTransfer-Encoding: chunked\r\n"}) {
        const Outcome outcome = coded(codings, kChunks, Keep::codings);
        INFO(codings << outcome.message);
        CHECK(outcome.error.empty());
        CHECK(outcome.body == "abc");
        CHECK(outcome.framing == BodyFraming::chunked);
        CHECK(outcome.not_reusable_because.empty());
        CHECK(coded(codings, kChunks, Keep::nothing).error == "response.malformed");
    }
}

TEST_CASE("http1 transfer codings: without chunked the connection's end is the body's, whatever the length says",
          "[http1]") {
    const Outcome outcome = coded("Transfer-Encoding: gzip\r\nContent-Length: 2\r\n", "abc", Keep::codings);
    CHECK(outcome.error.empty());
    CHECK(outcome.body == "abc");
    CHECK(outcome.framing == BodyFraming::close);
    CHECK_FALSE(outcome.content_length);
    CHECK(outcome.not_reusable_because == "both_framings");
}

TEST_CASE("http1 transfer codings: others, and chunked in the middle, are refused all the same", "[http1]") {
    for (const char* codings : {"Transfer-Encoding: br, chunked\r\n", "Transfer-Encoding: chunked, gzip\r\n",
                                "Transfer-Encoding: gzip, chunked, chunked\r\n", "Transfer-Encoding: gzip,\r\n"}) {
        for (const Keep keep : {Keep::codings, Keep::chunks}) {
            INFO(codings);
            CHECK(coded(codings, kChunks, keep).error == "response.malformed");
        }
    }
}

TEST_CASE("http1 raw bodies: chunk lines and trailers are data", "[http1]") {
    const Outcome outcome = coded("Transfer-Encoding: gzip, chunked\r\n", kChunks, Keep::chunks);
    CHECK(outcome.error.empty());
    CHECK(outcome.body == kChunks);
    CHECK(outcome.not_reusable_because.empty());
    CHECK(outcome.body_bytes == kChunks.size());
    CHECK(coded("Content-Length: 3\r\n", "abcd", Keep::chunks).body == "abc");
}

TEST_CASE("http1 raw bodies: what came before a broken chunk is given first", "[http1]") {
    const Outcome outcome = coded("Transfer-Encoding: chunked\r\n", "2\r\nab\r\nx\r\n", Keep::chunks);
    CHECK(outcome.error == "body.malformed");
    CHECK(outcome.body == "2\r\nab\r\n");
}
