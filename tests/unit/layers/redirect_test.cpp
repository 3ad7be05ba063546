// SPDX-License-Identifier: MIT
#include "bench.hpp"
#include "rtrip/layers.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::test;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<FakeSource> source(const std::string& bytes, FakeSource::Rewind rewind = FakeSource::Rewind::yes) {
    return std::make_shared<FakeSource>(bytes, rewind);
}

// The methods that arrive, a star for each that brings a body, and how it ended: "POST* GET 200".
std::string chain(const std::string& method, const std::vector<int>& statuses,
                  FakeSource::Rewind rewind = FakeSource::Rewind::yes) {
    Bench bench;
    for (const int status : statuses) bench.reply(Reply(status, "/next"));
    bench.reply(200);
    bench.layer(make_redirect_layer({}));
    bench.send(make_request(method, "http://a.test/", source("body", rewind)));
    std::string out;
    for (const Seen& one : bench.seen) {
        CHECK((one.body.empty() || one.body == "body"));
        CHECK(one.before_was_finished);
        out += one.method + (one.body.empty() ? " " : "* ");
    }
    return out + (bench.error ? std::string(error_code_name(bench.error->code)) : std::to_string(bench.status));
}

}  // namespace

// The chains of Go's table; where it makes GET of everything on 301 and 302, we do so of POST.
TEST_CASE("redirect layer: methods and bodies along chains", "[layers][redirect]") {
    CHECK(chain("POST", {301, 302}) == "POST* GET GET 200");
    CHECK(chain("POST", {302, 302}) == "POST* GET GET 200");
    CHECK(chain("POST", {303, 301}) == "POST* GET GET 200");
    CHECK(chain("POST", {304}) == "POST* 304");
    CHECK(chain("POST", {305}) == "POST* 305");
    CHECK(chain("POST", {404}) == "POST* 404");
    CHECK(chain("POST", {307, 303, 308, 302}) == "POST* POST* GET GET GET 200");
    CHECK(chain("POST", {308, 302, 301}) == "POST* POST* GET GET 200");
    CHECK(chain("DELETE", {301, 302, 308}) == "DELETE* DELETE* DELETE* DELETE* 200");
    CHECK(chain("DELETE", {303}) == "DELETE* GET 200");
    CHECK(chain("DELETE", {307, 301, 308, 303, 302, 304}) == "DELETE* DELETE* DELETE* DELETE* GET GET 304");
    CHECK(chain("DELETE", {308, 307}) == "DELETE* DELETE* DELETE* 200");
    CHECK(chain("QUERY", {302, 302}) == "QUERY* QUERY* QUERY* 200");
    CHECK(chain("QUERY", {301, 302, 308}) == "QUERY* QUERY* QUERY* QUERY* 200");
    CHECK(chain("QUERY", {303, 301}) == "QUERY* GET GET 200");
    CHECK(chain("QUERY", {307, 303, 302}) == "QUERY* QUERY* GET GET 200");
}

TEST_CASE("redirect layer: a body that can be read once", "[layers][redirect]") {
    constexpr auto kOnce = FakeSource::Rewind::no;
    CHECK(chain("POST", {308}, kOnce) == "POST* redirect.body_not_rewindable");
    CHECK(chain("POST", {302}, kOnce) == "POST* GET 200");
    // What is gone is not needed any more: Go stops here, we go on.
    CHECK(chain("POST", {303, 307}, kOnce) == "POST* GET GET 200");
}

TEST_CASE("redirect layer: a pipe that nobody has read from yet is still whole", "[layers][redirect]") {
    Bench bench;
    bench.reply(Reply(307, "/b").before_the_body()).reply(Reply(307, "/c")).layer(make_redirect_layer({}));
    bench.send(make_request("POST", "http://a.test/", source("body", FakeSource::Rewind::no)));
    CHECK(bench.lines() == "POST http://a.test/; POST http://a.test/b with 4 bytes");
    CHECK(bench.outcome() == "redirect.body_not_rewindable");
}

TEST_CASE("redirect layer: the refused response stays in the record", "[layers][redirect]") {
    Bench bench;
    bench.reply(Reply(307, "http://b.test/")).layer(make_redirect_layer({}));
    bench.send(make_request("POST", "http://a.test/", source("body", FakeSource::Rewind::no)));
    CHECK(bench.outcome() == "redirect.body_not_rewindable");
    REQUIRE(bench.trace.round_trips.size() == 1);
    REQUIRE(bench.trip(0).redirect);
    CHECK(bench.trip(0).redirect->body == "refused");
    CHECK(bench.trip(0).redirect->location == "http://b.test/");
    CHECK_FALSE(bench.trip(0).redirect->followed);
    CHECK(bench.trip(0).ok);
    CHECK(bench.finished == 1);
}

TEST_CASE("redirect layer: each hop is recorded and drained, and says why it was made", "[layers][redirect]") {
    Bench bench;
    bench.reply(Reply(302, "/b")).reply(Reply(302, "//other.test/c")).reply(200);
    bench.layer(make_redirect_layer({}));
    Request request = make_request("POST", "http://a.test/a#f", source("x"));
    request.target = "/override";
    request.removed_fields = {"Accept", "Host"};
    bench.send(std::move(request));
    CHECK(bench.outcome() == "ok 200");
    CHECK(bench.lines() == "POST http://a.test/a#f with 1 bytes; GET http://a.test/b#f; GET http://other.test/c#f");
    CHECK(bench.finished == 2);
    CHECK(bench.seen[0].cause == RoundTripCause::initial);
    CHECK(bench.seen[1].cause == RoundTripCause::redirect);
    CHECK(bench.trip(0).redirect->method_change == "POST to GET");
    CHECK(bench.trip(0).redirect->body == "dropped");
    CHECK_FALSE(bench.trip(2).redirect);
    CHECK_FALSE(bench.seen[1].crossed_origin);
    CHECK(bench.seen[2].crossed_origin);
    CHECK(count_round_trips(bench.trace).redirects == 2);
    CHECK(bench.trip(0).events.back().name == "redirect");
}

TEST_CASE("redirect layer: circles end at the limit", "[layers][redirect]") {
    for (const int limit : {0, 1, 10, 50}) {
        Bench bench;
        RedirectPolicy policy;
        policy.max_redirects = limit;
        bench.reply(Reply(302, "/")).for_ever().layer(make_redirect_layer(policy));
        bench.send(make_request("GET", "http://a.test/"));
        INFO(limit);
        CHECK(bench.outcome() == "redirect.too_many");
        CHECK(bench.seen.size() == static_cast<std::size_t>(limit) + 1);
        CHECK((bench.error->message.find("circle") != std::string::npos) == (limit > 0));
        CHECK(bench.finished == limit + 1);
    }
}

TEST_CASE("redirect layer: without following, the response comes back unread", "[layers][redirect]") {
    Bench bench;
    RedirectPolicy policy;
    policy.follow = false;
    bench.reply(Reply(301, "http://b.test/")).layer(make_redirect_layer(policy));
    bench.send(make_request("GET", "http://a.test/"));
    CHECK(bench.outcome() == "ok 301");
    CHECK(bench.finished == 0);
    REQUIRE(bench.trip(0).redirect);
    CHECK_FALSE(bench.trip(0).redirect->followed);
    CHECK(bench.trip(0).redirect->location == "http://b.test/");
}

TEST_CASE("redirect layer: an error of a hop is the chain's", "[layers][redirect]") {
    Bench bench;
    bench.reply(Reply(302, "/b")).reply(ErrorCode::response_reset).layer(make_redirect_layer({}));
    bench.send(make_request("GET", "http://a.test/"));
    CHECK(bench.outcome() == "response.reset");
    CHECK(bench.seen.size() == 2);
}

TEST_CASE("redirect layer: what was withheld once stays out, also when the chain comes back", "[layers][credentials]") {
    Bench bench;
    bench.reply(Reply(302, "http://b.test/")).reply(Reply(302, "http://b.test/2")).reply(Reply(302, "http://a.test/"));
    bench.reply(200).layer(make_redirect_layer({}));
    Request request = make_request("GET", "http://u:p@a.test/");
    request.header.add("Authorization", "Bearer t");
    request.header.add("Cookie", "a=b");
    request.header.add("Host", "virtual.test");
    request.header.add("X-Keep", "1");
    bench.send(std::move(request));
    REQUIRE(bench.seen.size() == 4);
    CHECK(bench.seen[0].header.size() == 4);
    for (std::size_t i = 1; i < 4; ++i) {
        INFO(i);
        CHECK(bench.seen[i].header.size() == 1);
        CHECK(bench.seen[i].header.has("X-Keep"));
        CHECK(bench.seen[i].url.find("u:p") == std::string::npos);
        CHECK(bench.seen[i].crossed_origin);
    }
    CHECK(bench.trip(0).redirect->stripped_headers == std::vector<std::string>{"Authorization", "Cookie", "Host"});
    CHECK(bench.trip(0).redirect->stripped_because == "another host");
    CHECK(bench.trip(1).redirect->stripped_headers.empty());
    CHECK(bench.trip(2).redirect->stripped_headers.empty());
}

TEST_CASE("redirect layer: within its origin the chain keeps what it has", "[layers][credentials]") {
    Bench bench;
    bench.reply(Reply(302, "/2")).reply(Reply(302, "http://eve:e@a.test/3")).reply(Reply(302, "4")).reply(200);
    bench.layer(make_redirect_layer({}));
    Request request = make_request("GET", "http://u:p@a.test/");
    request.header.add("Authorization", "Bearer t");
    request.header.add("Host", "virtual.test");
    bench.send(std::move(request));
    CHECK(bench.lines() ==
          "GET http://u:p@a.test/; GET http://u:p@a.test/2; GET http://eve:e@a.test/3; GET http://u:p@a.test/4");
    for (const Seen& one : bench.seen) CHECK(one.header.size() == 2);
}

// Every way of leaving a place, one after the other: credentials must be with the first origin alone.
TEST_CASE("redirect layer: no credential reaches another scheme, host or port, whatever the chain",
          "[layers][credentials]") {
    const std::vector<std::string> places{"http://a.test",    "https://a.test",      "http://a.test:8080",
                                          "http://b.test",    "https://b.test:8443", "http://sub.a.test",
                                          "https://a.test:80"};
    int walks = 0;
    for (const std::string& from : places) {
        for (const std::string& middle : places) {
            for (const std::string& end : places) {
                Bench bench;
                bench.reply(Reply(302, middle + "/m")).reply(Reply(307, end + "/e")).reply(200);
                bench.layer(make_redirect_layer({}));
                Request request = make_request("GET", from + "/");
                for (const char* name : {"Authorization", "Cookie", "Proxy-Authorization", "Host"})
                    request.header.add(name, "s");
                bench.send(std::move(request));
                REQUIRE(bench.seen.size() == 3);
                INFO(bench.lines());
                CHECK(bench.seen[1].header.empty() == (middle != from));
                CHECK(bench.seen[2].header.empty() == (middle != from || end != from));
                CHECK(bench.seen[2].crossed_origin == (middle != from || end != from));
                ++walks;
            }
        }
    }
    CHECK(walks == 343);
}

TEST_CASE("redirect layer: trusted, credentials travel and layers below may add theirs", "[layers][credentials]") {
    Bench bench;
    RedirectPolicy policy;
    policy.trusted = true;
    bench.reply(Reply(302, "https://b.test/")).reply(200).layer(make_redirect_layer(policy));
    Request request = make_request("GET", "http://u:p@a.test/");
    request.header.add("Authorization", "Bearer t");
    bench.send(std::move(request));
    CHECK(bench.seen[1].header.has("Authorization"));
    CHECK_FALSE(bench.seen[1].crossed_origin);
    CHECK(bench.seen[1].url == "https://b.test/");
}
