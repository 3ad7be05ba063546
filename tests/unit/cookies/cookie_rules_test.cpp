// SPDX-License-Identifier: MIT
#include "policy/cookie_rules.hpp"

#include "jar.hpp"
#include "policy/public_suffix.hpp"

using namespace rtrip;
using namespace rtrip::test;

TEST_CASE("cookie rules: the default path is the request's folder without its slash", "[cookies]") {
    struct Row {
        std::string request;
        std::string path;
    };
    const auto row = GENERATE(values<Row>({{"/", "/"},
                                           {"/abc", "/"},
                                           {"/abc/", "/abc"},
                                           {"/abc/xyz", "/abc"},
                                           {"/a/b/c.html", "/a/b"},
                                           {"", "/"},
                                           {"strange", "/"},
                                           {"//", "/"},
                                           {"/a//b", "/a/"},
                                           {"/a/./b", "/a/."}}));
    CAPTURE(row.request);
    CHECK(default_cookie_path(row.request) == row.path);
}

TEST_CASE("cookie rules: paths match at a slash, with their case", "[cookies]") {
    CHECK(cookie_path_matches("/hoge", "/hoge"));
    CHECK(cookie_path_matches("/hoge/x", "/hoge"));
    CHECK(cookie_path_matches("/hoge/x", "/hoge/"));
    CHECK(cookie_path_matches("/x", "/"));
    CHECK_FALSE(cookie_path_matches("/hogege", "/hoge"));
    CHECK_FALSE(cookie_path_matches("/Hoge", "/hoge"));
    CHECK_FALSE(cookie_path_matches("/hoge", "/hoge/"));
}

TEST_CASE("cookie rules: domains match at a dot", "[cookies]") {
    CHECK(cookie_domain_matches("example.fake", "example.fake"));
    CHECK(cookie_domain_matches("a.b.example.fake", "example.fake"));
    CHECK_FALSE(cookie_domain_matches("bexample.fake", "example.fake"));
    CHECK_FALSE(cookie_domain_matches("example.fake", "a.example.fake"));
}

TEST_CASE("cookie rules: public suffixes by the list, unknown top-level names as well", "[cookies]") {
    CHECK(is_public_suffix("com"));
    CHECK(is_public_suffix("co.uk"));
    CHECK(is_public_suffix("github.io"));
    CHECK(is_public_suffix("ck"));
    CHECK(is_public_suffix("foo.ck"));
    CHECK(is_public_suffix("localhost"));
    CHECK_FALSE(is_public_suffix("www.ck"));
    CHECK_FALSE(is_public_suffix("example.com"));
    CHECK_FALSE(is_public_suffix("bbc.co.uk"));
}

TEST_CASE("cookie rules: whom a cookie is for", "[cookies][hostile]") {
    struct Row {
        std::string from;
        std::string domain;  // of the attribute; "-": none
        std::string result;  // the domain, a "." before it when hosts below share it; or why not
    };
    const std::string kForeign = "its domain does not cover the host that set it";
    const std::string kSuffix = "its domain is a public suffix";
    const std::string kAddress = "its domain is not the address that set it";
    const auto row = GENERATE_COPY(values<Row>({
        {"www.example.com", "-", "www.example.com"},
        {"www.example.com", "example.com", ".example.com"},
        {"www.example.com", ".EXAMPLE.com", ".example.com"},
        {"www.example.com", "www.example.com", ".www.example.com"},
        {"foo.sso.example.com", "sso.example.com", ".sso.example.com"},
        {"bar.co.uk", "bar.co.uk", ".bar.co.uk"},
        {"foo.bar.co.uk", ".bar.co.uk", ".bar.co.uk"},
        {"www.example.com.", "example.com", ".example.com"},
        {"127.0.0.1", "-", "127.0.0.1"},
        {"127.0.0.1", "127.0.0.1", "127.0.0.1"},
        {"[::1]", "-", "::1"},
        {"[::1]", "::1", "::1"},
        {"com", "-", "com"},
        {"com", "com", "com"},
        {"co.uk", ".co.uk", "co.uk"},
        {"localhost", "localhost", "localhost"},
        {"www.example.com", "other.com", kForeign},
        {"www.example.com", "a.www.example.com", kForeign},
        {"bexample.fake", "example.fake", kForeign},
        {"www.example.com", "com", kSuffix},
        {"www.example.com", ".CoM", kSuffix},
        {"foo.bar.co.uk", ".co.uk", kSuffix},
        {"a.localhost", "localhost", kSuffix},
        {"me.github.io", "github.io", kSuffix},
        {"127.0.0.1", "0.0.1", kAddress},
        {"127.0.0.1", "1", kAddress},
        {"192.168.1.5", ".168.1.5", kAddress},
    }));
    CAPTURE(row.from, row.domain);
    SetCookie cookie;
    cookie.name = "a";
    if (row.domain != "-") {
        const auto parsed = parse_set_cookie("a=b; domain=" + row.domain);
        REQUIRE(parsed.cookie);
        cookie = *parsed.cookie;
    }
    const auto admitted = admit_cookie(CookieScope(url("https://" + row.from + "/")), cookie, kNow);
    if (admitted.cookie) {
        CHECK((admitted.cookie->host_only ? "" : ".") + admitted.cookie->domain == row.result);
    } else {
        CHECK(admitted.refused_because == row.result);
    }
}

TEST_CASE("cookie rules: which ways are safe for Secure cookies", "[cookies]") {
    struct Row {
        std::string url;
        bool secure;
    };
    const auto row = GENERATE(values<Row>({{"https://example.com/", true},
                                           {"http://example.com/", false},
                                           {"http://localhost:8910/", true},
                                           {"http://example.LOCALHOST/", true},
                                           {"http://127.0.0.1/", true},
                                           {"http://127.8.9.1/", true},
                                           {"http://[::1]/", true},
                                           {"http://notlocalhost/", false},
                                           {"http://128.0.0.1/", false},
                                           {"http://[::2]/", false}}));
    CAPTURE(row.url);
    CHECK(CookieScope(url(row.url)).secure == row.secure);
}

TEST_CASE("cookie rules: a Host of the user's says whose cookies, not whether the way is safe", "[cookies]") {
    const CookieScope scope(url("http://10.0.0.1/x"), "WWW.Example.com:8080");
    CHECK(scope.host == "www.example.com");
    CHECK_FALSE(scope.is_address);
    CHECK(scope.path == "/x");
    CHECK_FALSE(CookieScope(url("http://10.0.0.1/"), "localhost").secure);
    CHECK(CookieScope(url("http://10.0.0.1/"), "a b").host == "10.0.0.1");
    CHECK(CookieScope(url("http://host.example/"), "[::1]").is_address);
}

TEST_CASE("cookie rules: prefixes promise what must hold, in any case", "[cookies][hostile]") {
    struct Row {
        std::string text;
        std::string refused;
    };
    const auto row = GENERATE(values<Row>({
        {"__Secure-a=b; Secure", ""},
        {"__secure-a=b", "__Secure- without Secure"},
        {"__Host-a=b; Secure; Path=/", ""},
        {"__Host-a=b; Path=/", "__Host- without Secure"},
        {"__HOST-a=b; Secure; Path=/; Domain=example.com", "__Host- with a domain"},
        {"__Host-a=b; Secure; Path=/x", "__Host- without the path \"/\""},
        {"__Host-a=b; Secure", "__Host- without the path \"/\""},
    }));
    CAPTURE(row.text);
    CookieJar jar;
    CHECK(receive(jar, "https://example.com/", row.text) == row.refused);
}

TEST_CASE("cookie rules: Max-Age beats Expires, and nothing lives longer than 400 days", "[cookies]") {
    using std::chrono::seconds;
    const auto expiry = [](const std::string& attributes) {
        return cookie_expiry(*parse_set_cookie("a=b; " + attributes).cookie, kNow);
    };
    CHECK_FALSE(expiry(""));
    CHECK(expiry("max-age=10; expires=Thu, 01 Jan 1970 00:00:00 GMT") == kNow + seconds(10));
    CHECK(*expiry("max-age=0; expires=Fri, 31 Dec 9999 23:59:59 GMT") < kNow);
    CHECK(*expiry("expires=Thu, 01 Jan 1970 00:00:00 GMT") < kNow);
    CHECK(expiry("max-age=99999999999999999999") == kNow + seconds(400 * 86400));
    CHECK(expiry("expires=Fri, 31 Dec 9999 23:59:59 GMT") == kNow + seconds(400 * 86400));
    CHECK_FALSE(expiry("max-age=later; expires=soon"));
}
