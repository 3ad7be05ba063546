// SPDX-License-Identifier: MIT
#include "codec/http1/head_memo.hpp"

#include <string>

#include "support/catch.hpp"
#include "unit/http1/feed.hpp"

// That a remembered head comes to the same as a head that is read, feed_all_ways() shows for every wire of these tests.
// Here: which heads are remembered, and for whom.
using namespace rtrip::http1;
using namespace rtrip::http1::testing;

namespace {

const std::string kKnownHead = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: \"a\"\r\n\r\n";

HeadMemo memo_of(const std::string& wire) {
    HeadMemo memo;
    static_cast<void>(feed(Exchange{wire}, {wire}, &memo));
    return memo;
}

HeadMemo::Asked asked_with_get() {
    return {"GET", ParseLimits(), false};
}

}  // namespace

TEST_CASE("http1 head memo: the same bytes, asked for in the same way, are known", "[http1]") {
    const HeadMemo memo = memo_of(kKnownHead + "ok");
    CHECK(memo.matches(asked_with_get(), kKnownHead));
    CHECK(memo.matches(asked_with_get(), kKnownHead + "other"));
    CHECK(memo.head().status == 200);
    CHECK(memo.head().header.get("ETag") == "\"a\"");
    CHECK(memo.framing().content_length == 2);
}

TEST_CASE("http1 head memo: whatever the meaning of a head depends on makes it another", "[http1]") {
    const HeadMemo memo = memo_of(kKnownHead + "ok");
    HeadMemo::Asked asked = asked_with_get();
    CHECK_FALSE(memo.matches(asked, kKnownHead.substr(0, kKnownHead.size() - 1)));
    CHECK_FALSE(memo.matches(asked, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nETag: \"a\"\r\n\r\n"));
    asked.method = "HEAD";
    CHECK_FALSE(memo.matches(asked, kKnownHead));
    asked = asked_with_get();
    asked.codings = true;
    CHECK_FALSE(memo.matches(asked, kKnownHead));
    asked = asked_with_get();
    asked.limits.max_header_bytes = 20;
    CHECK_FALSE(memo.matches(asked, kKnownHead));
}

TEST_CASE("http1 head memo: deviations are told each time, so such heads are not kept", "[http1]") {
    CHECK_FALSE(memo_of("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n")
                    .matches(asked_with_get(), "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"));
    const std::string interim = "HTTP/1.1 103 Early\r\n\r\n";
    CHECK_FALSE(memo_of(interim + kKnownHead + "ok").matches(asked_with_get(), interim));
    CHECK_FALSE(memo_of(interim + kKnownHead + "ok").matches(asked_with_get(), kKnownHead));
    CHECK_FALSE(HeadMemo().matches(asked_with_get(), ""));
}

TEST_CASE("http1 head memo: a head that would cost each connection much memory is not kept", "[http1]") {
    const std::string fits = "HTTP/1.1 204 N\r\nX: " + std::string(2000, 'x') + "\r\n\r\n";
    CHECK(memo_of(fits).matches(asked_with_get(), fits));
    const std::string long_one = "HTTP/1.1 204 N\r\nX: " + std::string(2100, 'x') + "\r\n\r\n";
    CHECK_FALSE(memo_of(long_one).matches(asked_with_get(), long_one));
}
