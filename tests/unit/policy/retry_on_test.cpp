// SPDX-License-Identifier: MIT
#include "rtrip/retry_policy.hpp"
#include "support/catch.hpp"

using namespace rtrip;

namespace {

RetryOn parsed(const std::string& list) {
    auto on = parse_retry_on(list);
    INFO(list);
    REQUIRE(on);
    return *on;
}

}  // namespace

TEST_CASE("retry-on: the default holds what is likely to pass", "[retry_on]") {
    const RetryOn on = default_retry_on();
    for (int status = 0; status < 1000; ++status) {
        const bool want =
            status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
        if (on.has_status(status) != want) FAIL_CHECK(status);
    }
    CHECK_FALSE(on.has_status(-1));
    CHECK_FALSE(on.has_status(1000));
    using enum ErrorCode;
    for (const ErrorCode code :
         {connect_timeout, connect_unreachable, connect_reset, dns_timeout, dns_nxdomain, tls_timeout, tls_closed,
          response_empty, response_reset, response_timeout, send_failed, send_timeout}) {
        INFO(error_code_name(code));
        CHECK(on.has(code));
    }
    for (const ErrorCode code :
         {connect_refused, tls_untrusted, tls_hostname, tls_alert, response_malformed, body_incomplete, url_malformed,
          request_invalid, upload_read_failed, interrupted, http_status, body_timeout}) {
        INFO(error_code_name(code));
        CHECK_FALSE(on.has(code));
    }
}

TEST_CASE("retry-on: statuses, ranges, classes, kinds and codes", "[retry_on]") {
    const RetryOn on = parsed("429, 502-504,connect,response.malformed,");
    CHECK(on.has_status(429));
    CHECK(on.has_status(503));
    CHECK_FALSE(on.has_status(500));
    CHECK_FALSE(on.has_status(505));
    CHECK(on.has(ErrorCode::connect_refused));
    CHECK(on.has(ErrorCode::response_malformed));
    CHECK_FALSE(on.has(ErrorCode::response_timeout));
    CHECK_FALSE(on.has(ErrorCode::dns_timeout));
    CHECK(parsed("5xx").statuses.count() == 100);
    CHECK(parsed("4XX,5xx").has_status(418));
    CHECK(parsed("100-999").statuses.count() == 900);
    CHECK(parsed("refused").failures.count() == 1);
    CHECK(parsed("default") == default_retry_on());
    CHECK(parsed("default,404").has_status(404));
    CHECK(parsed("default,404").has_status(503));
    CHECK(parsed("timeout").has(ErrorCode::connect_timeout));
    CHECK(parsed("tls").has(ErrorCode::tls_handshake));
    CHECK_FALSE(parsed("tls").has(ErrorCode::tls_untrusted));
}

TEST_CASE("retry-on: what it cannot read it names", "[retry_on]") {
    for (const char* list :
         {"nope", "99", "1000", "0xx", "504-502", "502-", "-504", "5x", "connect 429", "+503", "429,??", "50O"}) {
        const auto on = parse_retry_on(list);
        INFO(list);
        REQUIRE_FALSE(on);
        CHECK(on.error().code == ErrorCode::usage_invalid);
    }
    CHECK(parse_retry_on("429,wat").error().message.find("\"wat\"") != std::string::npos);
    CHECK_FALSE(parse_retry_on(""));
    CHECK_FALSE(parse_retry_on(" , "));
}
