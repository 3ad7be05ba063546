// SPDX-License-Identifier: MIT
#include <chrono>
#include <string>

#include "rtrip/url.hpp"
#include "support/catch.hpp"

using namespace rtrip;

namespace {

struct Row {
    std::string reference;
    std::string target;
};

std::string resolved(const std::string& base, const std::string& reference) {
    const auto url = Url::parse(base)->resolve(reference);
    return url ? url->to_string() : std::string(error_code_name(url.error().code));
}

}  // namespace

TEST_CASE("url resolve: the examples of RFC 3986 section 5.4 hold", "[url][resolve]") {
    const auto row = GENERATE(values<Row>({
        // Section 5.4.1. "g:h" has a scheme that we do not speak.
        {"g:h", "url.unsupported_scheme"},
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g/"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {"g?y#s", "http://a/b/c/g?y#s"},
        {";x", "http://a/b/c/;x"},
        {"g;x", "http://a/b/c/g;x"},
        {"g;x?y#s", "http://a/b/c/g;x?y#s"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../", "http://a/"},
        {"../../g", "http://a/g"},
        // Section 5.4.2.
        {"../../../g", "http://a/g"},
        {"../../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {".g", "http://a/b/c/.g"},
        {"g..", "http://a/b/c/g.."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"./g/.", "http://a/b/c/g/"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/./x", "http://a/b/c/g?y/./x"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"g#s/./x", "http://a/b/c/g#s/./x"},
        {"g#s/../x", "http://a/b/c/g#s/../x"},
        // Strictly; an http URL has a host.
        {"http:g", "url.malformed"},
    }));
    CAPTURE(row.reference);
    CHECK(resolved("http://a/b/c/d;p?q", row.reference) == row.target);
}

TEST_CASE("url resolve: a base without path has its root", "[url][resolve]") {
    CHECK(resolved("http://h?x=/y", "z") == "http://h/z");
    CHECK(resolved("http://h?x=http://a/b/", "?z") == "http://h/?z");
    CHECK(resolved("http://h", "../z") == "http://h/z");
    CHECK(resolved("http://h/a?x=/b/c", "d?e=/f") == "http://h/d?e=/f");
}

TEST_CASE("url resolve: spaces and bytes above 0x7f are encoded as curl encodes them", "[url][resolve]") {
    const auto row = GENERATE(values<Row>({
        {"/a b?c d", "http://h/a%20b?c+d"},
        {"/a b?c d?e f#g h", "http://h/a%20b?c+d?e+f#g%20h"},
        {"http://o/a b?c d", "http://o/a%20b?c+d"},
        {"//o/a b?c d", "http://o/a%20b?c+d"},
        {"?a b", "http://h/x/y?a+b"},
        {"/\xc3\xa9?\xc3\xa9", "http://h/%c3%a9?%c3%a9"},
        {"/%7e%zz+%20", "http://h/%7e%zz+%20"},
        {"//b\xc3\xbc"
         "cher.de/",
         "http://xn--bcher-kva.de/"},
    }));
    CAPTURE(row.reference);
    CHECK(resolved("http://h/x/y?q", row.reference) == row.target);
}

TEST_CASE("url resolve: a backslash is a character of the path", "[url][resolve][hostile]") {
    CHECK(resolved("http://h/x/y", "/\\evil.com/") == "http://h/\\evil.com/");
    CHECK(resolved("http://h/x/y", "\\\\evil.com/") == "http://h/x/\\\\evil.com/");
    CHECK(resolved("http://h/x/y", "a\\..\\b") == "http://h/x/a\\..\\b");
    CHECK(resolved("http://h/x/y", "http:\\\\evil.com/") == "url.malformed");
    CHECK(resolved("http://h/x/y", "//evil.com\\@good.com/") == "http://evil.com\\@good.com/");
}

TEST_CASE("url resolve: what cannot be followed says why", "[url][resolve][hostile]") {
    const auto row = GENERATE(values<Row>({
        {"ftp://o/", "url.unsupported_scheme"},
        {"file:///etc/passwd", "url.unsupported_scheme"},
        {"mailto:a@b", "url.unsupported_scheme"},
        {"javascript:alert(1)", "url.unsupported_scheme"},
        {"host.example:80/x", "url.unsupported_scheme"},
        {"http:", "url.malformed"},
        {"http://", "url.malformed"},
        {"//", "url.malformed"},
        {"////x", "url.malformed"},
        {"http:////x/", "url.malformed"},
        {"//:80/", "url.malformed"},
        {"//h:0/", "url.malformed"},
        {"//a b/", "url.malformed"},
        {"/a\tb", "url.malformed"},
        {"/a\nb", "url.malformed"},
        {"/a\x7f", "url.malformed"},
    }));
    CAPTURE(row.reference);
    CHECK(resolved("http://h/x", row.reference) == row.target);
}

TEST_CASE("url resolve: slashes are counted as curl counts them", "[url][resolve]") {
    CHECK(resolved("http://h/x", "http:///o/want") == "http://o/want");
    CHECK(resolved("http://h/x", "http:/o/want") == "http://o/want");
    CHECK(resolved("https://h/x", "///o/want") == "https://o/want");
}

TEST_CASE("url resolve: user-info and port are inherited without an authority alone", "[url][resolve]") {
    const std::string base = "https://u:p@h:8443/x?q";
    CHECK(resolved(base, "/z") == "https://u:p@h:8443/z");
    CHECK(resolved(base, "?z") == "https://u:p@h:8443/x?z");
    CHECK(resolved(base, "//h/z") == "https://h/z");
    CHECK(resolved(base, "https://h:8443/z") == "https://h:8443/z");
    CHECK(resolved(base, "http://v:w@o/z") == "http://v:w@o/z");
}

TEST_CASE("url resolve: the fragment is inherited by references that have none", "[url][resolve]") {
    CHECK(resolved("http://h/x#f", "/z") == "http://h/z#f");
    CHECK(resolved("http://h/x#f", "http://o/z") == "http://o/z#f");
    CHECK(resolved("http://h/x#f", "//o/z") == "http://o/z#f");
    CHECK(resolved("http://h/x#f", "/z#g") == "http://h/z#g");
    CHECK(resolved("http://h/x#f", "/z#") == "http://h/z#");
    CHECK(resolved("http://h/x#f", "") == "http://h/x#f");
}

TEST_CASE("url resolve: a redirect's dots go, also when the first URL kept its own", "[url][resolve]") {
    UrlParseOptions as_is;
    as_is.path_as_is = true;
    const auto base = Url::parse("http://h/a/../b/./c", as_is);
    REQUIRE(base.has_value());
    CHECK(base->target() == "/a/../b/./c");
    CHECK(base->resolve("?q")->target() == "/a/../b/./c?q");
    CHECK(base->resolve("../d")->target() == "/d");
}

TEST_CASE("url resolve: a hundred thousand steps up cost linear time", "[url][resolve][hostile]") {
    const auto start = std::chrono::steady_clock::now();
    std::string up;
    std::string down;
    for (int i = 0; i < 100'000; ++i) {
        up += "../";
        down += "a/";
    }
    CHECK(resolved("http://h/a/b", up + "x") == "http://h/x");
    CHECK(resolved("http://h/" + down, up + "x") == "http://h/x");
    CHECK(resolved("http://h/", down + up + "x") == "http://h/x");
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}
