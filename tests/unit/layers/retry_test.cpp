// SPDX-License-Identifier: MIT
#include "bench.hpp"
#include "rtrip/layers.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::test;
using namespace std::chrono_literals;

namespace {

RetryPolicy retries(int count, RetryJitter jitter = RetryJitter::none) {
    RetryPolicy policy;
    policy.max_retries = count;
    policy.jitter = jitter;
    policy.connrefused = true;
    return policy;
}

std::shared_ptr<FakeSource> source(const std::string& bytes, FakeSource::Rewind rewind = FakeSource::Rewind::yes) {
    return std::make_shared<FakeSource>(bytes, rewind);
}

}  // namespace

TEST_CASE("retry layer: 503, 503, 200 with three retries", "[layers][retry]") {
    Bench bench;
    bench.reply(503).reply(503).reply(200).layer(make_retry_layer(retries(3)));
    bench.send(make_request("GET", "http://a.test/"));
    CHECK(bench.outcome() == "ok 200");
    CHECK(bench.waits == std::vector<Duration>{1s, 2s});
    CHECK(bench.finished == 2);
    CHECK(bench.seen[0].cause == RoundTripCause::initial);
    CHECK(bench.seen[2].cause == RoundTripCause::retry);
    for (const Seen& one : bench.seen) CHECK(one.before_was_finished);
    CHECK(bench.trip(0).retry->will_retry);
    CHECK(bench.trip(0).retry->reason == "status_503");
    CHECK(bench.trip(1).retry->delay == Duration(2s));
    CHECK_FALSE(bench.trip(2).retry);
    CHECK(count_round_trips(bench.trace).retries == 2);
    CHECK(count_round_trips(bench.trace).replays == 0);
}

TEST_CASE("retry layer: the last answer is the result, unread, when the retries are used up", "[layers][retry]") {
    Bench bench;
    bench.reply(503).for_ever().layer(make_retry_layer(retries(2)));
    bench.send(make_request("GET", "http://a.test/"));
    CHECK(bench.outcome() == "ok 503");
    CHECK(bench.seen.size() == 3);
    CHECK(bench.finished == 2);
    CHECK_FALSE(bench.trip(2).retry->will_retry);
    CHECK(bench.trip(2).retry->refused_because == "all 2 retries were made");
}

TEST_CASE("retry layer: failures before a response", "[layers][retry]") {
    Bench bench;
    bench.reply(ErrorCode::connect_refused).reply(ErrorCode::response_reset).reply(200);
    bench.layer(make_retry_layer(retries(2)));
    bench.send(make_request("GET", "http://a.test/"));
    CHECK(bench.outcome() == "ok 200");
    CHECK(bench.trip(0).retry->reason == "connect.refused");
    CHECK(bench.trip(1).retry->reason == "response.reset");
    CHECK(bench.trip(0).error->code == ErrorCode::connect_refused);
}

TEST_CASE("retry layer: what is final or not asked for is not touched", "[layers][retry]") {
    for (const ErrorCode code : {ErrorCode::tls_untrusted, ErrorCode::response_malformed, ErrorCode::interrupted}) {
        Bench bench;
        bench.reply(code).layer(make_retry_layer(retries(5)));
        bench.send(make_request("GET", "http://a.test/"));
        CHECK(bench.outcome() == error_code_name(code));
        CHECK_FALSE(bench.trip(0).retry);
    }
    Bench none;
    none.reply(503).layer(make_retry_layer(retries(0)));
    none.send(make_request("GET", "http://a.test/"));
    CHECK(none.outcome() == "ok 503");
    CHECK_FALSE(none.trip(0).retry);
}

TEST_CASE("retry layer: a seed makes the waits exact and the same for each operation", "[layers][retry]") {
    RetryPolicy policy = retries(3, RetryJitter::full);
    policy.seed = 42;
    for (int run = 0; run < 2; ++run) {
        Bench bench;
        bench.reply(503).for_ever().layer(make_retry_layer(policy));
        bench.send(make_request("GET", "http://a.test/"));
        CHECK(bench.waits == std::vector<Duration>{741565us, 319820us, 1114404us});
    }
    policy.seed.reset();
    std::vector<Duration> first;
    int same = 0;
    for (int run = 0; run < 20; ++run) {
        Bench bench;
        bench.reply(503).for_ever().layer(make_retry_layer(policy));
        bench.send(make_request("GET", "http://a.test/"));
        if (first.empty()) first = bench.waits;
        if (bench.waits == first) ++same;
    }
    CHECK(same == 1);
}

TEST_CASE("retry layer: Retry-After in seconds and as a date is waited for", "[layers][retry]") {
    Bench bench;
    bench.reply(Reply(429).with("Retry-After", "7"));
    // The clock stood at 08:49:37 and has moved by seven seconds.
    bench.reply(Reply(503).with("Retry-After", "Sun, 06 Nov 1994 08:50:44 GMT"));
    bench.reply(Reply(503).with("Retry-After", "Sun, 06 Nov 1994 08:00:00 GMT"));
    bench.reply(Reply(503).with("Retry-After", "whenever")).reply(200);
    bench.layer(make_retry_layer(retries(9)));
    bench.send(make_request("GET", "http://a.test/"));
    CHECK(bench.outcome() == "ok 200");
    CHECK(bench.waits == std::vector<Duration>{7s, 60s, 4s, 8s});
    CHECK(bench.trip(0).retry->retry_after == Duration(7s));
    CHECK(bench.trip(2).retry->retry_after == Duration(0s));
    CHECK_FALSE(bench.trip(3).retry->retry_after);
}

TEST_CASE("retry layer: a wait beyond a limit is not begun", "[layers][retry]") {
    SECTION("of the retries") {
        RetryPolicy policy = retries(9);
        policy.max_time = 10s;
        Bench bench;
        bench.reply(Reply(503).taking(2s)).for_ever().layer(make_retry_layer(policy));
        bench.send(make_request("GET", "http://a.test/"));
        // 2 + 1 + 2 + 2 + 2 seconds are gone then, and four more are too many.
        CHECK(bench.waits == std::vector<Duration>{1s, 2s});
        CHECK(bench.trip(2).retry->refused_because == "waiting 4 s would exceed --retry-max-time (10 s)");
    }
    SECTION("of the whole") {
        Bench bench;
        bench.ctx.timeouts.total = 5s;
        bench.reply(Reply(503).taking(1s)).for_ever().layer(make_retry_layer(retries(9)));
        bench.send(make_request("GET", "http://a.test/"));
        CHECK(bench.waits == std::vector<Duration>{1s});
        CHECK(bench.trip(1).retry->refused_because == "waiting 2 s would exceed --max-time");
        CHECK(bench.outcome() == "ok 503");
    }
    SECTION("for days") {
        Bench bench;
        bench.reply(Reply(503).with("Retry-After", "99999999999999999999")).layer(make_retry_layer(retries(9)));
        bench.send(make_request("GET", "http://a.test/"));
        CHECK(bench.waits.empty());
        CHECK(bench.outcome() == "ok 503");
    }
}

TEST_CASE("retry layer: a stop in a wait ends it", "[layers][retry]") {
    Bench bench;
    bench.reply(503).for_ever().layer(make_retry_layer(retries(9)));
    bench.stop_in_wait(2);
    bench.send(make_request("GET", "http://a.test/"));
    CHECK(bench.outcome() == "interrupted");
    CHECK(bench.seen.size() == 2);
}

TEST_CASE("retry layer: the body is sent whole again or not at all", "[layers][retry]") {
    Bench again;
    again.reply(503).reply(200).layer(make_retry_layer(retries(3)));
    again.send(make_request("PUT", "http://a.test/", source("0123456789")));
    CHECK(again.lines() == "PUT http://a.test/ with 10 bytes; PUT http://a.test/ with 10 bytes");
    CHECK(again.trip(0).retry->body == "replayed");
    Bench once;
    once.reply(503).layer(make_retry_layer(retries(3)));
    once.send(make_request("PUT", "http://a.test/", source("0123456789", FakeSource::Rewind::no)));
    CHECK(once.outcome() == "ok 503");
    CHECK(once.seen.size() == 1);
    CHECK(once.trip(0).retry->body == "refused");
    CHECK(once.trip(0).retry->refused_because == "the body's source can be read only once");
}

TEST_CASE("retry layer: a pipe that nobody has read from yet is still whole", "[layers][retry]") {
    Bench bench;
    bench.reply(Reply(ErrorCode::connect_refused).before_the_body()).reply(503).layer(make_retry_layer(retries(3)));
    bench.send(make_request("PUT", "http://a.test/", source("0123456789", FakeSource::Rewind::no)));
    CHECK(bench.lines() == "PUT http://a.test/; PUT http://a.test/ with 10 bytes");
    CHECK(bench.outcome() == "ok 503");
    CHECK(bench.trip(0).retry->will_retry);
    CHECK(bench.trip(1).retry->body == "refused");
}

TEST_CASE("retry layer: POST and PATCH without a key are never sent twice", "[layers][retry]") {
    std::vector<Reply> failures{408, 429, 500, 502, 503, 504};
    for (std::size_t i = 0; i < kErrorCodeCount; ++i) failures.emplace_back(static_cast<ErrorCode>(i));
    for (const char* method : {"POST", "PATCH", "BREW"}) {
        for (const Reply& failure : failures) {
            Bench bench;
            RetryPolicy policy = retries(5);
            policy.all_errors = true;
            policy.connrefused = true;
            bench.reply(failure).for_ever();
            bench.layer(make_redirect_layer({})).layer(make_retry_layer(policy));
            bench.send(make_request(method, "http://a.test/", source("x")));
            INFO(method << " " << bench.outcome());
            CHECK(bench.seen.size() == 1);
            CHECK(bench.waits.empty());
        }
    }
}

TEST_CASE("retry layer: one count and one time over all redirects", "[layers][retry]") {
    Bench bench;
    bench.reply(503).reply(Reply(302, "/b")).reply(503).reply(503).for_ever();
    bench.layer(make_redirect_layer({})).layer(make_retry_layer(retries(2)));
    bench.send(make_request("GET", "http://a.test/"));
    CHECK(bench.outcome() == "ok 503");
    CHECK(bench.lines() == "GET http://a.test/; GET http://a.test/; GET http://a.test/b; GET http://a.test/b");
    CHECK(bench.waits == std::vector<Duration>{1s, 2s});
    CHECK(count_round_trips(bench.trace).redirects == 1);
    CHECK(count_round_trips(bench.trace).retries == 2);
}

TEST_CASE("idempotency layer: one random key lasts over retries and redirects", "[layers][retry]") {
    std::vector<std::string> keys;
    for (int run = 0; run < 2; ++run) {
        Bench bench;
        bench.reply(503).reply(Reply(307, "http://b.test/")).reply(502).reply(200);
        bench.layer(make_idempotency_layer("")).layer(make_redirect_layer({})).layer(make_retry_layer(retries(3)));
        bench.send(make_request("POST", "http://a.test/", source("pay")));
        CHECK(bench.outcome() == "ok 200");
        REQUIRE(bench.seen.size() == 4);
        const std::string key(bench.seen[0].header.get("Idempotency-Key").value_or(""));
        CHECK(key.size() == 36);
        CHECK(key[14] == '4');
        for (const Seen& one : bench.seen) {
            CHECK(one.header.get("Idempotency-Key") == key);
            CHECK(one.body == "pay");
        }
        keys.push_back(key);
    }
    CHECK(keys[0] != keys[1]);
}

TEST_CASE("idempotency layer: who needs no key gets none, who has one keeps it", "[layers][retry]") {
    Bench get;
    get.reply(200).layer(make_idempotency_layer(""));
    get.send(make_request("GET", "http://a.test/"));
    CHECK_FALSE(get.seen[0].header.has("Idempotency-Key"));
    Bench own;
    own.reply(200).layer(make_idempotency_layer("given"));
    Request request = make_request("POST", "http://a.test/");
    request.header.add("Idempotency-Key", "mine");
    own.send(std::move(request));
    CHECK(own.seen[0].header.get("Idempotency-Key") == "mine");
    Bench given;
    given.reply(503).reply(200).layer(make_idempotency_layer("given")).layer(make_retry_layer(retries(1)));
    given.send(make_request("POST", "http://a.test/"));
    CHECK(given.outcome() == "ok 200");
    CHECK(given.seen[1].header.get("Idempotency-Key") == "given");
}
