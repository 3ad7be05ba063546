// SPDX-License-Identifier: MIT
#include "jar.hpp"

using namespace rtrip;
using namespace rtrip::test;

namespace {

CookieJar read(std::string_view text, std::size_t expected) {
    CookieJar jar;
    CHECK(parse_cookie_file(text, kNow, jar) == expected);
    return jar;
}

}  // namespace

TEST_CASE("cookie file: Netscape lines", "[cookies]") {
    CookieJar jar = read(
        "# Netscape HTTP Cookie File\n\n"
        ".example.com\tTRUE\t/\tFALSE\t0\tall\t1\n"
        "www.example.com\tFALSE\t/x\tTRUE\t1800000000\town\t2\r\n"
        "#HttpOnly_www.example.com\tFALSE\t/\tFALSE\t0\thidden\t3\n"
        "www.example.com\tFALSE\t/\tFALSE\t0\tempty\n"
        "# comment\twith\ttabs\tand\tmore\tof\tthem\n"
        "WWW.Example.com\tFALSE\t/\tFALSE\t99999999999999999999999\tlate\t5",
        5);
    CHECK(sent(jar, "https://www.example.com/x") == "own=2; all=1; hidden=3; empty=; late=5");
    CHECK(sent(jar, "http://example.com/") == "all=1");
    CHECK(jar.cookies(kNow)[2].http_only);
}

TEST_CASE("cookie file: header lines, bound to their domain or to the first host that is asked", "[cookies]") {
    CookieJar jar = read(
        "HTTP/1.1 200 OK\r\n"
        "Content-Type: text/html\r\n"
        "set-cookie:a=1; path=/\r\n"
        "Set-Cookie: b=2; domain=.example.com; max-age=100; httponly\r\n"
        "Set-Cookie: c=3; max-age=0\r\n"
        "Set-Cookie: d=4; domain=com\r\n\r\n",
        2);
    CHECK(sent(jar, "http://www.example.com/") == "a=1; b=2");
    CHECK(sent(jar, "http://other.example.com/") == "b=2");
    CHECK(sent(jar, "http://elsewhere.net/").empty());
}

TEST_CASE("cookie file: lines that make no sense, or nonsense of others, are passed over", "[cookies][hostile]") {
    const std::string line = GENERATE(
        "example.com", "example.com\tTRUE\t/\tFALSE\t0", "example.com TRUE / FALSE 0 a b", "\tTRUE\t/\tFALSE\t0\ta\tb",
        "example.com\tTRUE\tx\tFALSE\t0\ta\tb", "example.com\tTRUE\t/\tFALSE\tnow\ta\tb",
        "example.com\tTRUE\t/\tFALSE\t\ta\tb", "example.com\tTRUE\t/\tFALSE\t1\ta\tb",
        "example.com\tTRUE\t/\tFALSE\t-1\ta\tb", "example.com\tTRUE\t/\tFALSE\t0\t\tb",
        "example.com\tTRUE\t/\tFALSE\t0\ta\tb\tc", "com\tTRUE\t/\tFALSE\t0\ta\tb", ".co.uk\tTRUE\t/\tFALSE\t0\ta\tb",
        "..com\tTRUE\t/\tFALSE\t0\ta\tb", "example.com.\tTRUE\t/\tFALSE\t0\ta\tb",
        "example.com\tTRUE\t/\tFALSE\t0\ta\tb\x01", "example.com\tTRUE\t/\tFALSE\t0\ta\tb; c=d",
        "example.com\tTRUE\t/\tFALSE\t0\ta=x\tb", "Set-Cookie:", "Set-Cookie: a", "Cookie: a=b");
    CAPTURE(line);
    read(line + "\n", 0);
}

TEST_CASE("cookie file: what is written is read back the same", "[cookies]") {
    CookieJar jar;
    receive(jar, "https://www.example.com/dir/x", "own=1; secure; httponly; max-age=1000");
    receive(jar, "https://www.example.com/", "all=\"quoted value\"; domain=example.com; path=/p");
    receive(jar, "https://www.example.com/", "gone=1; max-age=5");
    const WallTime later = kNow + std::chrono::seconds(6);
    const std::string text = format_cookie_file(jar, later);
    CHECK(text ==
          "# Netscape HTTP Cookie File\n"
          "# Written by rtrip. One cookie a line: domain, below it too, path, secure, expires, name, value.\n\n"
          "#HttpOnly_www.example.com\tFALSE\t/dir\tTRUE\t1700001000\town\t1\n"
          ".example.com\tTRUE\t/p\tFALSE\t0\tall\t\"quoted value\"\n");
    CookieJar again;
    CHECK(parse_cookie_file(text, later, again) == 2);
    CHECK(again.cookies(later) == jar.cookies(later));
}

TEST_CASE("cookie file: an empty jar is a file all the same", "[cookies]") {
    CHECK(format_cookie_file(CookieJar(), kNow).starts_with("# Netscape HTTP Cookie File\n"));
}

TEST_CASE("cookie file: Max-Age deletes a cookie that came from a file", "[cookies]") {
    CookieJar jar = read("www.example.com\tFALSE\t/\tFALSE\t0\ta\t1\n", 1);
    receive(jar, "http://www.example.com/", "a=; max-age=0");
    CHECK(jar.size() == 0);
}
