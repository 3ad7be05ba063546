// SPDX-License-Identifier: MIT
#include "policy/set_cookie.hpp"

#include <limits>

#include "support/catch.hpp"

using namespace rtrip;

namespace {

SetCookie parsed(std::string_view text) {
    CAPTURE(std::string(text));
    auto result = parse_set_cookie(text);
    REQUIRE(result.cookie);
    CHECK(result.refused_because.empty());
    return *result.cookie;
}

std::string refusal(std::string_view text) {
    const auto result = parse_set_cookie(text);
    CHECK_FALSE(result.cookie);
    return result.refused_because;
}

}  // namespace

TEST_CASE("set-cookie: name and value lose the white space around them, not inside", "[cookies]") {
    struct Row {
        std::string text;
        std::string name;
        std::string value;
    };
    const auto row = GENERATE(values<Row>({
        {"a=b", "a", "b"},
        {" a \t= b c\t; x", "a", "b c"},
        {"a=", "a", ""},
        {"a=b=c", "a", "b=c"},
        {"a=\"b\"", "a", "\"b\""},
        {"domain=value; Domain=example.com", "domain", "value"},
        {"a b=c", "a b", "c"},
        {"a=b,c=d", "a", "b,c=d"},
        {"a=caf\xc3\xa9", "a", "caf\xc3\xa9"},
    }));
    const SetCookie cookie = parsed(row.text);
    CHECK(cookie.name == row.name);
    CHECK(cookie.value == row.value);
}

TEST_CASE("set-cookie: attributes in any case, unknown ones passed over, the last counts", "[cookies]") {
    const SetCookie cookie = parsed(
        "a=b; PATH=/x; path=/y;SECURE; HttpOnly; Domain=one.example; domain=.TWO.example ; SameSite=Lax; Foo=bar;;");
    CHECK(cookie.path == "/y");
    CHECK(cookie.domain == "two.example");
    CHECK(cookie.secure);
    CHECK(cookie.http_only);
    CHECK_FALSE(cookie.max_age_s);
    const SetCookie bare = parsed("a=b");
    CHECK_FALSE(bare.path);
    CHECK_FALSE(bare.domain);
    CHECK_FALSE(bare.secure);
}

TEST_CASE("set-cookie: a path that is none means the default path, quotes go", "[cookies]") {
    CHECK_FALSE(parsed("a=b; path=x").path);
    CHECK_FALSE(parsed("a=b; path=").path);
    CHECK_FALSE(parsed("a=b; path=/x; path=").path);
    CHECK(parsed("a=b; path=\"/q\"").path == "/q");
    CHECK_FALSE(parsed("a=b; path=/" + std::string(1024, 'x')).path);
}

TEST_CASE("set-cookie: Max-Age is a number, or as if absent", "[cookies]") {
    CHECK(parsed("a=b; max-age=10").max_age_s == 10);
    CHECK(parsed("a=b; max-age=0").max_age_s == 0);
    CHECK(parsed("a=b; max-age=-5").max_age_s == -1);
    CHECK(parsed("a=b; max-age=\"7\"").max_age_s == 7);
    CHECK(parsed("a=b; max-age=99999999999999999999999999").max_age_s == std::numeric_limits<std::int64_t>::max());
    CHECK_FALSE(parsed("a=b; max-age=x").max_age_s);
    CHECK_FALSE(parsed("a=b; max-age=").max_age_s);
    CHECK_FALSE(parsed("a=b; max-age=1e9").max_age_s);
    CHECK_FALSE(parsed("a=b; max-age=+1").max_age_s);
    CHECK_FALSE(parsed("a=b; max-age=-").max_age_s);
}

TEST_CASE("set-cookie: Expires is a date, or as if absent", "[cookies]") {
    CHECK(parsed("a=b; expires=Thu, 01 Jan 1970 00:00:00 GMT").expires == WallTime());
    CHECK_FALSE(parsed("a=b; expires=soon").expires);
}

TEST_CASE("set-cookie: what is no cookie is refused", "[cookies][hostile]") {
    CHECK(refusal("") == "it has no \"=\"");
    CHECK(refusal("a; path=/") == "it has no \"=\"");
    CHECK(refusal("=b") == "it has no name");
    CHECK(refusal(" = b") == "it has no name");
    CHECK(refusal("a=b\x01") == "it has a control character");
    CHECK(refusal("a\x7f=b") == "it has a control character");
    CHECK(refusal("a=b\tc") == "it has a control character");
    CHECK(refusal(std::string_view("a=b\0c", 5)) == "it has a control character");
    CHECK(refusal("a=b; path=/\x1f") == "an attribute has a control character");
}

TEST_CASE("set-cookie: name and value may have 4096 bytes and not one more", "[cookies][hostile]") {
    CHECK(parsed("ab=" + std::string(4094, 'v')).value.size() == 4094);
    CHECK(refusal("ab=" + std::string(4095, 'v')) == "name and value are longer than 4096 bytes");
}

TEST_CASE("set-cookie: a domain that can be none refuses the cookie, an empty one says nothing", "[cookies][hostile]") {
    const std::string domain =
        GENERATE(".", "..", "..com", "example.com.", "ex ample.com", "b\xc3\xbc.de", "a/b", "a%2eb");
    CAPTURE(domain);
    CHECK(refusal("a=b; domain=" + domain) == "its domain is no domain");
    CHECK_FALSE(parsed("a=b; domain=").domain);
    CHECK_FALSE(parsed("a=b; domain=example.com; domain=").domain);
}
