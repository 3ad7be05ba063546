// SPDX-License-Identifier: MIT
#include "policy/retry_rules.hpp"

#include "support/catch.hpp"

using namespace rtrip;
using namespace std::chrono_literals;

namespace {

const TimePoint kNow{1000s};

RetryPolicy three() {
    RetryPolicy policy;
    policy.max_retries = 3;
    return policy;
}

RetryInput status(int code, const std::string& method = "GET") {
    RetryInput in(method, kNow);
    in.status = code;
    in.backoff = 1s;
    in.started = kNow - 10s;
    return in;
}

bool retries(const RetryPolicy& policy, const RetryInput& in) {
    const auto decision = decide_retry(policy, in);
    return decision && decision->will_retry;
}

bool retries_after(ErrorCode code, const RetryPolicy& policy = three()) {
    const Error error(code, "x");
    RetryInput in = status(0);
    in.error = &error;
    return retries(policy, in);
}

std::string refusal(const RetryPolicy& policy, const RetryInput& in) {
    const auto decision = decide_retry(policy, in);
    if (!decision) return "nothing to retry";
    CHECK(decision->will_retry == decision->refused_because.empty());
    CHECK(decision->delay.has_value() == decision->will_retry);
    return decision->refused_because;
}

}  // namespace

TEST_CASE("retry: by method, key and body", "[retry]") {
    struct Row {
        const char* method;
        bool key;
        BodySupply body;
        bool want;
    };
    using enum BodySupply;
    const std::vector<Row> rows{
        {"GET", false, none, true},       {"HEAD", false, none, true},        {"OPTIONS", false, none, true},
        {"TRACE", false, none, true},     {"PUT", false, rewindable, true},   {"DELETE", false, none, true},
        {"POST", false, none, false},     {"POST", false, rewindable, false}, {"PATCH", false, rewindable, false},
        {"POST", true, rewindable, true}, {"POST", true, none, true},         {"PATCH", true, rewindable, true},
        {"POST", true, gone, false},      {"PUT", false, gone, false},        {"GET", false, gone, false},
        {"CONNECT", false, none, false},  {"BREW", false, none, false},       {"BREW", true, none, true},
        {"get", false, none, false},
    };
    const Error reset(ErrorCode::response_reset, "x");
    for (const Row& row : rows) {
        INFO(row.method << (row.key ? " with key" : ""));
        RetryInput in = status(503, row.method);
        in.has_key = row.key;
        in.body = row.body;
        CHECK(retries(three(), in) == row.want);
        in.status = 0;
        in.error = &reset;
        CHECK(retries(three(), in) == row.want);
    }
}

TEST_CASE("retry: only an Idempotency-Key with a value is one", "[retry]") {
    Header header;
    CHECK_FALSE(has_idempotency_key(header));
    header.add("Idempotency-Key", " ");
    CHECK_FALSE(has_idempotency_key(header));
    header.set("idempotency-key", "k");
    CHECK(has_idempotency_key(header));
}

TEST_CASE("retry: an answer that is not on the list is the result, without a word", "[retry]") {
    for (const int code : {200, 204, 301, 400, 401, 403, 404, 417, 425, 501, 505}) {
        INFO(code);
        CHECK_FALSE(decide_retry(three(), status(code)));
    }
    CHECK(decide_retry(three(), status(503))->reason == "status_503");
}

TEST_CASE("retry: failures that time cannot mend are final, also under all_errors", "[retry]") {
    RetryPolicy all = three();
    all.all_errors = true;
    using enum ErrorCode;
    for (const ErrorCode code :
         {usage_invalid, url_malformed, request_invalid, tls_untrusted, tls_expired, tls_hostname, tls_pin, tls_revoked,
          tls_client_certificate, tls_ca_file, upload_read_failed, interrupted, internal, redirect_too_many}) {
        INFO(error_code_name(code));
        CHECK_FALSE(retries_after(code, all));
    }
    for (const ErrorCode code : {response_malformed, tls_alert, body_incomplete, response_too_large}) {
        INFO(error_code_name(code));
        CHECK_FALSE(retries_after(code));
        CHECK(retries_after(code, all));
    }
}

TEST_CASE("retry: nothing is left to try when the whole time is over", "[retry]") {
    Error error(ErrorCode::response_timeout, "x");
    RetryInput in = status(0);
    in.error = &error;
    error.timeout = TimeoutKind::response;
    CHECK(retries(three(), in));
    error.timeout = TimeoutKind::total;
    CHECK_FALSE(decide_retry(three(), in));
}

TEST_CASE("retry: connrefused adds to a list that leaves it out", "[retry]") {
    RetryPolicy policy = three();
    policy.on = *parse_retry_on("503");
    CHECK_FALSE(retries_after(ErrorCode::connect_refused, policy));
    policy.connrefused = true;
    CHECK(retries_after(ErrorCode::connect_refused, policy));
    CHECK_FALSE(retries_after(ErrorCode::connect_timeout, policy));
}

TEST_CASE("retry: the heads that a server makes us keep have a bound", "[retry]") {
    RetryInput in = status(503);
    in.head_bytes = kMaxRetriedHeadBytes;
    CHECK(retries(three(), in));
    ++in.head_bytes;
    CHECK_FALSE(retries(three(), in));
    CHECK(decide_retry(three(), in)->refused_because == "the heads of the responses take more than 4 MiB");
}

TEST_CASE("retry: the count is a bound, none means no decisions at all", "[retry]") {
    RetryInput in = status(503);
    in.made = 2;
    CHECK(retries(three(), in));
    in.made = 3;
    CHECK(refusal(three(), in) == "all 3 retries were made");
    RetryPolicy none;
    CHECK_FALSE(decide_retry(none, in));
}

TEST_CASE("retry: Retry-After rules over the back-off; zero and nonsense leave it", "[retry]") {
    RetryInput in = status(429);
    CHECK(decide_retry(three(), in)->delay == Duration(1s));
    in.retry_after = 7s;
    CHECK(decide_retry(three(), in)->delay == Duration(7s));
    CHECK(decide_retry(three(), in)->retry_after == Duration(7s));
    in.retry_after = 500ms;
    CHECK(decide_retry(three(), in)->delay == Duration(500ms));
    in.retry_after = 0s;
    CHECK(decide_retry(three(), in)->delay == Duration(1s));
}

TEST_CASE("retry: a wait that would pass a limit is not begun", "[retry]") {
    RetryPolicy policy = three();
    policy.max_time = 15s;
    RetryInput in = status(503);  // ten seconds are gone
    in.backoff = 5s;
    CHECK(retries(policy, in));
    in.backoff = 5001ms;
    CHECK(refusal(policy, in) == "waiting 5.001 s would exceed --retry-max-time (15 s)");
    in.backoff = 1s;
    in.retry_after = 86400s;
    CHECK(refusal(policy, in) == "waiting 86400 s would exceed --retry-max-time (15 s)");
    in = status(503);
    in.total_deadline = kNow + 2s;
    in.backoff = 1999ms;
    CHECK(retries(three(), in));
    in.backoff = 2s;
    CHECK(refusal(three(), in) == "waiting 2 s would exceed --max-time");
}

TEST_CASE("retry: a Retry-After of hours needs the user's word", "[retry]") {
    RetryInput in = status(503);
    in.retry_after = 3600s;
    CHECK(retries(three(), in));
    in.retry_after = 3601s;
    CHECK(refusal(three(), in).starts_with("the server asks for 3601 s, more than 3600 s"));
    RetryPolicy patient = three();
    patient.max_time = 100000s;
    CHECK(retries(patient, in));
    in.retry_after = Duration(1'000'000'000s);
    CHECK(refusal(patient, in).find("--retry-max-time") != std::string::npos);
}

TEST_CASE("retry: what becomes of the body is said", "[retry]") {
    RetryInput in = status(503, "PUT");
    CHECK(decide_retry(three(), in)->body == "none");
    in.body = BodySupply::rewindable;
    CHECK(decide_retry(three(), in)->body == "replayed");
    in.made = 3;
    CHECK(decide_retry(three(), in)->body == "none");
    in.made = 0;
    in.body = BodySupply::gone;
    CHECK(decide_retry(three(), in)->body == "refused");
    CHECK(refusal(three(), in) == "the body's source can be read only once");
}
