// SPDX-License-Identifier: MIT
#include "cli/last_attempt.hpp"

#include "cli/write_out.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;
using namespace std::chrono_literals;

namespace {

/// Round trips of 100 ms, each with its first byte after 60; a retry waits 1 s.
class Story {
public:
    Story() {
        trace_.url = "http://a/";
        trace_.started = trace_.done = TimePoint(5s);
    }

    Story& trip(RoundTripCause cause, const std::string& url) {
        RoundTrip& trip = trace_.round_trips.emplace_back();
        trip.cause = cause;
        trip.url = url;
        trip.started = trace_.done;
        trip.first_byte = trip.started + 60ms;
        trip.attempts.push_back({"192.0.2.1:80", trip.started, trip.started + 10ms, true, true, "", 0, {}});
        trip.received.emplace().header_bytes = 50;
        trip.sent.emplace().header_bytes = 20;
        trace_.done = trip.done = trip.started + 100ms;
        return *this;
    }
    Story& retried(std::string reason = "status_503") {
        RetryDecision& decision = trace_.round_trips.back().retry.emplace();
        decision.will_retry = true;
        decision.reason = std::move(reason);
        trace_.done += 1s;
        return *this;
    }

    [[nodiscard]] std::string told() const {
        WriteOutContext context;
        context.trace = &trace_;
        std::string out;
        const auto written = expand_write_out(
            "%{num_redirects} %{num_retries} %{num_connects} %{size_header} "
            "%{time_connect} %{time_starttransfer} %{time_redirect} %{time_total}",
            context);
        for (const WriteOutPiece& piece : written.pieces) out += piece.text;
        return out;
    }

private:
    Trace trace_;
};

constexpr auto kInitial = RoundTripCause::initial;
constexpr auto kRedirect = RoundTripCause::redirect;
constexpr auto kRetry = RoundTripCause::retry;

}  // namespace

TEST_CASE("last attempt: the hops of a chain add up, as in curl", "[cli]") {
    Story story;
    story.trip(kInitial, "http://a/").trip(kRedirect, "http://a/b").trip(kRedirect, "http://a/c");
    CHECK(story.told() == "2 0 3 150 0.030000 0.180000 0.200000 0.300000");
}

TEST_CASE("last attempt: what was tried again does not count, nor do the waits", "[cli]") {
    Story story;
    story.trip(kInitial, "http://a/").retried().trip(kRetry, "http://a/").retried().trip(kRetry, "http://a/");
    CHECK(story.told() == "0 2 1 50 0.010000 0.060000 0.000000 0.100000");
}

TEST_CASE("last attempt: a hop that was retried leaves the hops before it", "[cli]") {
    Story story;
    story.trip(kInitial, "http://a/").trip(kRedirect, "http://a/b").retried().trip(kRetry, "http://a/b");
    CHECK(story.told() == "1 1 2 100 0.020000 0.120000 0.100000 0.200000");
}

TEST_CASE("last attempt: a chain that began anew counts from there", "[cli]") {
    Story story;
    story.trip(kInitial, "http://a/").trip(kRedirect, "http://a/b").retried("body.incomplete");
    story.trip(kRetry, "http://a/").trip(kRedirect, "http://a/b");
    CHECK(story.told() == "1 1 2 100 0.020000 0.120000 0.100000 0.200000");
}

TEST_CASE("last attempt: a replay on a fresh connection is part of its attempt", "[cli]") {
    Story story;
    story.trip(kInitial, "http://a/").retried(std::string(kStaleConnection)).trip(kRetry, "http://a/");
    CHECK(story.told() == "0 0 2 100 0.020000 0.120000 0.000000 1.200000");
}

TEST_CASE("last attempt: nothing was tried", "[cli]") {
    CHECK(Story().told() == "0 0 0 0 0.000000 0.000000 0.000000 0.000000");
}
