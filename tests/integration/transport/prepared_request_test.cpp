// SPDX-License-Identifier: MIT
#include "client/prepared_request.hpp"

#include <functional>
#include <string>

#include "support/catch.hpp"

using namespace rtrip;

namespace {

Url url_of(const std::string& text) {
    auto url = Url::parse(text);
    REQUIRE(url);
    return *url;
}

Request plain_request() {
    Request request("GET", url_of("http://example.com/a?b"));
    request.header.add("Accept", "*/*");
    return request;
}

struct Change {
    const char* what;
    std::function<void(Request&)> apply;
};

}  // namespace

TEST_CASE("prepared request: what came of the last one is kept for the same again", "[client]") {
    const TransportOptions options;
    RequestPreparer preparer(options);
    const auto first = preparer.prepare(plain_request());
    const auto again = preparer.prepare(plain_request());
    REQUIRE(first);
    REQUIRE(again);
    CHECK(*first == *again);
    CHECK((*first)->url == "http://example.com/a?b");
    CHECK((*first)->target == "/a?b");
    CHECK((*first)->head.bytes == "GET /a?b HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n");
}

TEST_CASE("prepared request: whatever makes another request of it is seen", "[client]") {
    const std::vector<Change> changes{
        {"method", [](Request& r) { r.method = "HEAD"; }},
        {"url", [](Request& r) { r.url = url_of("http://example.com/a?c"); }},
        {"user-info", [](Request& r) { r.url = url_of("http://me@example.com/a?b"); }},
        {"port", [](Request& r) { r.url = url_of("http://example.com:81/a?b"); }},
        {"field", [](Request& r) { r.header.add("X", "y"); }},
        {"value", [](Request& r) { r.header.set("Accept", "text/html"); }},
        {"removed field", [](Request& r) { r.removed_fields.emplace_back("Host"); }},
        {"target", [](Request& r) { r.target = "*"; }},
        {"version", [](Request& r) { r.version = HttpVersion::http1_0; }},
        {"close", [](Request& r) { r.close = true; }},
        {"transfer form", [](Request& r) { r.transfer_form = TransferForm::raw; }},
        {"automatic Expect", [](Request& r) { r.expect_is_automatic = true; }},
        {"connect options", [](Request& r) { r.connect = std::make_shared<const ConnectOptions>(); }},
        {"limits", [](Request& r) { r.limits = std::make_shared<const ReceiveLimits>(); }},
        {"body", [](Request& r) { r.body = make_memory_body("x"); }},
    };
    for (const Change& change : changes) {
        INFO(change.what);
        const TransportOptions options;
        RequestPreparer preparer(options);
        const auto first = preparer.prepare(plain_request());
        Request other = plain_request();
        change.apply(other);
        const auto second = preparer.prepare(other);
        REQUIRE(first);
        REQUIRE(second);
        CHECK(*first != *second);
        CHECK((*second)->is_of(other));
        CHECK_FALSE((*first)->is_of(other));
        CHECK_FALSE((*second)->is_of(plain_request()));
    }
}

TEST_CASE("prepared request: a body's length, not its bytes, is part of what is kept", "[client]") {
    const TransportOptions options;
    RequestPreparer preparer(options);
    Request request("POST", url_of("http://example.com/"));
    request.body = make_memory_body("one");
    const auto first = preparer.prepare(request);
    request.body = make_memory_body("two");
    CHECK(*first == *preparer.prepare(request));
    request.body = make_memory_body("three");
    const auto longer = preparer.prepare(request);
    REQUIRE(longer);
    CHECK(*first != *longer);
    CHECK((*longer)->head.content_length == 5);
    CHECK_FALSE((*longer)->request.body);
}

TEST_CASE("prepared request: a request that cannot be written costs no connection, and is not kept", "[client]") {
    const TransportOptions options;
    RequestPreparer preparer(options);
    Request request = plain_request();
    request.method = "G T";
    const auto refused = preparer.prepare(request);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::request_invalid);
    CHECK(preparer.prepare(plain_request()));
}
