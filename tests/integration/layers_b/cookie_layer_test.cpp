// SPDX-License-Identifier: MIT
#include "chain.hpp"
#include "support/catch.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

std::string setting(const std::vector<std::string>& cookies) {
    std::vector<std::string> fields;
    for (const std::string& cookie : cookies) fields.push_back("Set-Cookie: " + cookie);
    fields.push_back("Content-Length: 0");
    return wire::response("200 OK", fields);
}

}  // namespace

TEST_CASE("cookie layer: what a response sets goes with the next request", "[layers][cookies]") {
    ScriptedServer server(Script()
                              .answer(setting({"a=1", "b=2; path=/x", "c=3; domain=other.example"}))
                              .answer(setting({"a=; max-age=0; path=/"}))
                              .answer(wire::ok("")));
    const auto jar = std::make_shared<CookieJar>();
    Chain chain({make_cookie_layer(jar, "")});
    CHECK(chain.get(server.url("/")).verdict() == "200");
    CHECK(chain.get(server.url("/x/y")).verdict() == "200");
    CHECK(chain.get(server.url("/")).verdict() == "200");
    server.finish();
    const auto heads = server.received(0).heads;
    CHECK_FALSE(field(heads[0], "Cookie"));
    CHECK(field(heads[1], "Cookie") == "b=2; a=1");
    CHECK_FALSE(field(heads[2], "Cookie"));
    CHECK(jar->size() == 1);
}

TEST_CASE("cookie layer: without a jar there is no engine, the fixed text goes out as it is", "[layers][cookies]") {
    ScriptedServer server(Script().answer(setting({"a=1"})).answer(wire::ok("")));
    Chain chain({make_cookie_layer(nullptr, "x=y; z")});
    chain.get(server.url());
    chain.get(server.url());
    server.finish();
    CHECK(field(server.received(0).heads[0], "Cookie") == "x=y; z");
    CHECK(field(server.received(0).heads[1], "Cookie") == "x=y; z");
}

TEST_CASE("cookie layer: engine, then the fixed text; the user's own field in its place; all in one field",
          "[layers][cookies]") {
    ScriptedServer server(
        Script().answer(setting({"a=1"})).answer(wire::ok("")).answer(wire::ok("")).answer(wire::ok("")));
    Chain chain({make_cookie_layer(std::make_shared<CookieJar>(), "fixed=2")});
    chain.get(server.url());
    chain.get(server.url());
    Request own = make_request("GET", server.url());
    own.header.add("cookie", "own=3");
    chain.send(std::move(own));
    Request crossed = make_request("GET", server.url());
    crossed.crossed_origin = true;
    chain.send(std::move(crossed));
    server.finish();
    const auto heads = server.received(0).heads;
    CHECK(field(heads[0], "Cookie") == "fixed=2");
    CHECK(field(heads[1], "Cookie") == "a=1; fixed=2");
    CHECK(field(heads[2], "Cookie") == "a=1; own=3");
    CHECK(heads[2].find("ookie") == heads[2].rfind("ookie"));
    CHECK(field(heads[3], "Cookie") == "a=1");
}

TEST_CASE("cookie layer: a Host of the user's says whose cookies they are", "[layers][cookies]") {
    ScriptedServer server(
        Script().answer(setting({"a=1; domain=example.com"})).answer(wire::ok("")).answer(wire::ok("")));
    Chain chain({make_cookie_layer(std::make_shared<CookieJar>(), "")});
    for (const std::string host : {"www.example.com", "shop.example.com", ""}) {
        Request request = make_request("GET", server.url());
        if (!host.empty()) request.header.add("Host", host);
        chain.send(std::move(request));
    }
    server.finish();
    CHECK(field(server.received(0).heads[1], "Cookie") == "a=1");
    CHECK_FALSE(field(server.received(0).heads[2], "Cookie"));
}

TEST_CASE("cookie layer: along a chain of redirects each hop gets its own cookies", "[layers][cookies]") {
    ScriptedServer second(Script().answer(wire::ok("end")));
    const std::string location = "Location: " + url_by_name(second, "/there");
    ScriptedServer first(
        Script()
            .answer(wire::response("302 Found", {"Set-Cookie: a=1; path=/", "Location: /again", "Content-Length: 0"}))
            .answer(wire::response("302 Found", {"Set-Cookie: b=2", location, "Content-Length: 0"})));
    Chain chain({make_redirect_layer({}), make_cookie_layer(std::make_shared<CookieJar>(), "fixed=0")});
    CHECK(chain.get(first.url("/start")).body == "end");
    first.finish();
    second.finish();
    CHECK(field(first.received(0).heads[1], "Cookie") == "a=1; fixed=0");
    CHECK_FALSE(field(second.received(0).heads[0], "Cookie"));
}

}  // namespace rtrip::test
