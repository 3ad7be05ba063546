// SPDX-License-Identifier: MIT
#include "jar.hpp"

using namespace rtrip;
using namespace rtrip::test;
using Action = CookieDecision::Action;

namespace {

Action action_of(CookieJar& jar, std::string_view from, const std::string& value) {
    const auto decisions = jar.receive(CookieScope(url(from)), set_cookies({value}), kNow);
    REQUIRE(decisions.size() == 1);
    return decisions[0].action;
}

}  // namespace

TEST_CASE("cookie jar: a cookie goes back where it came from, and not elsewhere", "[cookies]") {
    CookieJar jar;
    CHECK(receive(jar, "http://www.example.com/a/page", "own=1").empty());
    CHECK(receive(jar, "http://www.example.com/a/page", "all=2; domain=example.com; path=/").empty());
    CHECK(sent(jar, "http://www.example.com/a/other") == "own=1; all=2");
    CHECK(sent(jar, "http://www.example.com:8080/a") == "own=1; all=2");
    CHECK(sent(jar, "http://www.example.com/b") == "all=2");
    CHECK(sent(jar, "http://other.example.com/a/") == "all=2");
    CHECK(sent(jar, "http://example.com/") == "all=2");
    CHECK(sent(jar, "http://sub.www.example.com/a/") == "all=2");
    CHECK(sent(jar, "http://badexample.com/").empty());
    CHECK(sent(jar, "http://example.com.evil.net/").empty());
}

TEST_CASE("cookie jar: longest path first, then the oldest", "[cookies]") {
    CookieJar jar;
    jar.receive(CookieScope(url("http://h.example/")),
                set_cookies({"a=1; path=/", "b=2; path=/x/y", "c=3; path=/x", "d=4; path=/x/y"}), kNow);
    CHECK(sent(jar, "http://h.example/x/y/z") == "b=2; d=4; c=3; a=1");
    receive(jar, "http://h.example/", "b=new; path=/x/y");
    CHECK(sent(jar, "http://h.example/x/y/z") == "b=new; d=4; c=3; a=1");
}

TEST_CASE("cookie jar: what the same name, domain and path replaces, and what it deletes", "[cookies]") {
    CookieJar jar;
    const std::string from = "http://www.example.com/";
    CHECK(action_of(jar, from, "a=1") == Action::stored);
    CHECK(action_of(jar, from, "a=2") == Action::replaced);
    CHECK(action_of(jar, from, "a=3; path=/x") == Action::stored);
    CHECK(jar.size() == 2);
    CHECK(action_of(jar, from, "a=; max-age=0") == Action::deleted);
    CHECK(sent(jar, "http://www.example.com/x") == "a=3");
    CHECK(action_of(jar, from, "a=; path=/x; expires=Thu, 01 Jan 1970 00:00:00 GMT") == Action::deleted);
    CHECK(jar.size() == 0);
    CHECK(action_of(jar, from, "a=1; max-age=-1") == Action::deleted);
    CHECK(jar.size() == 0);
}

TEST_CASE("cookie jar: another domain deletes nothing", "[cookies][hostile]") {
    CookieJar jar;
    receive(jar, "http://www.example.com/", "a=1");
    receive(jar, "http://evil.example.com/", "a=; max-age=0");
    receive(jar, "http://evil.example.com/", "a=; max-age=0; domain=example.com");
    CHECK(sent(jar, "http://www.example.com/") == "a=1");
}

TEST_CASE("cookie jar: a cookie ends at its time", "[cookies]") {
    CookieJar jar;
    receive(jar, "http://h.example/", "a=1; max-age=10");
    CHECK(sent(jar, "http://h.example/", kNow + std::chrono::seconds(9)) == "a=1");
    CHECK(sent(jar, "http://h.example/", kNow + std::chrono::seconds(10)).empty());
    CHECK(jar.cookies(kNow + std::chrono::seconds(10)).empty());
}

TEST_CASE("cookie jar: Secure cookies come and go over TLS alone", "[cookies][hostile]") {
    CookieJar jar;
    CHECK(receive(jar, "http://h.example/", "a=1; secure") == "it is Secure and came without TLS");
    CHECK(receive(jar, "https://h.example/", "a=1; secure").empty());
    CHECK(sent(jar, "http://h.example/").empty());
    CHECK(sent(jar, "https://h.example/") == "a=1");
}

TEST_CASE("cookie jar: what comes without TLS neither replaces, deletes nor shadows a Secure cookie",
          "[cookies][hostile]") {
    CookieJar jar;
    receive(jar, "https://www.example.com/login", "a=1; secure; path=/login");
    const std::string text = GENERATE("a=2; path=/login", "a=2; max-age=0; path=/login", "a=2; path=/login/en",
                                      "a=2; domain=example.com; path=/login");
    CAPTURE(text);
    CHECK_FALSE(receive(jar, "http://www.example.com/login", text).empty());
    CHECK(sent(jar, "https://www.example.com/login") == "a=1");
    CHECK(receive(jar, "http://www.example.com/", "b=2; path=/login").empty());
    CHECK(receive(jar, "https://www.example.com/login", "a=3; path=/login").empty());
}

TEST_CASE("cookie jar: a Secure cookie of a parent domain is not shadowed below it", "[cookies][hostile]") {
    CookieJar jar;
    receive(jar, "https://example.com/", "a=1; secure; domain=example.com");
    CHECK_FALSE(receive(jar, "http://sub.example.com/", "a=2").empty());
}

TEST_CASE("cookie jar: 50 cookies of one response count", "[cookies][hostile]") {
    CookieJar jar;
    std::vector<std::string> values;
    for (int i = 0; i < 60; ++i) values.push_back("c" + std::to_string(i) + "=v");
    CHECK(jar.receive(CookieScope(url("http://h.example/")), set_cookies(values), kNow).size() == 50);
    CHECK(jar.size() == 50);
}

TEST_CASE("cookie jar: 150 cookies of one domain and 3000 in all, the oldest give way", "[cookies][hostile]") {
    CookieJar jar;
    for (int i = 0; i < 160; ++i) receive(jar, "http://a.example/", "c" + std::to_string(i) + "=v");
    CHECK(jar.size() == 150);
    CHECK(jar.cookies(kNow).front().name == "c10");
    for (int host = 0; host < 60; ++host) {
        const std::string from = "http://h" + std::to_string(host) + ".example/";
        for (int i = 0; i < 50; ++i) receive(jar, from, "c" + std::to_string(i) + "=v");
    }
    CHECK(jar.size() == 3000);
    CHECK(sent(jar, "http://a.example/").empty());
    CHECK_FALSE(sent(jar, "http://h0.example/").empty());
}

TEST_CASE("cookie jar: the field stops growing at 8190 bytes and at 150 cookies", "[cookies][hostile]") {
    CookieJar jar;
    for (int i = 0; i < 10; ++i)
        receive(jar, "http://h.example/", "c" + std::to_string(i) + "=" + std::string(1000, 'v'));
    const std::string value = sent(jar, "http://h.example/");
    CHECK(value.size() == 8 * 1003 + 7 * 2);
    CookieJar many;
    for (int i = 0; i < 150; ++i) receive(many, "http://h.example/", "c" + std::to_string(i) + "=v");
    for (int i = 0; i < 50; ++i) receive(many, "http://h.example/", "d" + std::to_string(i) + "=v; domain=h.example");
    const std::string field = sent(many, "http://h.example/");
    CHECK(std::count(field.begin(), field.end(), '=') == 150);
}

TEST_CASE("cookie jar: session cookies can be dropped alone", "[cookies]") {
    CookieJar jar;
    receive(jar, "http://h.example/", "a=1");
    receive(jar, "http://h.example/", "b=2; max-age=9");
    jar.drop_session_cookies();
    CHECK(sent(jar, "http://h.example/") == "b=2");
}
