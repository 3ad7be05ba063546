// SPDX-License-Identifier: MIT
#include <chrono>
#include <string>

#include "rtrip/url.hpp"
#include "support/catch.hpp"

using namespace rtrip;

namespace {

struct Accepted {
    std::string text;
    std::string url;
};

std::string parsed(std::string_view text, const UrlParseOptions& options = {}) {
    const auto url = Url::parse(text, options);
    return url ? url->to_string() : std::string(error_code_name(url.error().code)) + " " + url.error().message;
}

ErrorCode code_of(std::string_view text) {
    const auto url = Url::parse(text);
    CAPTURE(text);
    REQUIRE_FALSE(url.has_value());
    return url.error().code;
}

}  // namespace

TEST_CASE("url: every part of a full URL is there", "[url]") {
    const auto url = Url::parse("HTTPS://us%20er:pa:ss@Example.COM:8443/a/b?q=1?2#frag?#x");
    REQUIRE(url.has_value());
    CHECK(url->scheme() == "https");
    CHECK(url->is_https());
    CHECK(url->user() == "us%20er");
    CHECK(url->password() == "pa:ss");
    CHECK(url->host() == "example.com");
    CHECK(url->host_kind() == HostKind::name);
    CHECK(url->explicit_port() == 8443);
    CHECK(url->port() == 8443);
    CHECK(url->path() == "/a/b");
    CHECK(url->query() == "q=1?2");
    CHECK(url->fragment() == "frag?#x");
    CHECK(url->target() == "/a/b?q=1?2");
    CHECK(url->host_header() == "example.com:8443");
    CHECK(url->host_port() == "example.com:8443");
}

TEST_CASE("url: what people type is completed", "[url]") {
    const auto row = GENERATE(values<Accepted>({
        {"example.com", "http://example.com/"},
        {"example.com/x", "http://example.com/x"},
        {"example.com:80", "http://example.com:80/"},
        {"localhost:8080/x", "http://localhost:8080/x"},
        {"data:8080", "http://data:8080/"},
        {"http:80", "http://http:80/"},
        {"u:p@example.com", "http://u:p@example.com/"},
        {"http://h?x=/y", "http://h/?x=/y"},
        {"h?x=http://y/", "http://h/?x=http://y/"},
        {"http://h#f", "http://h/#f"},
        {"http://h?", "http://h/?"},
        {"http://h#", "http://h/#"},
        {"http://h:/", "http://h/"},
        {"http://h:000080/", "http://h:80/"},
        {"http://h:65535/", "http://h:65535/"},
        // curl takes one slash and three, too.
        {"http:/h/p", "http://h/p"},
        {"http:///h/p", "http://h/p"},
        {"hTTp://h/", "http://h/"},
        {"[::1]:81/x", "http://[::1]:81/x"},
    }));
    CAPTURE(row.text);
    CHECK(parsed(row.text) == row.url);
}

TEST_CASE("url: the default scheme is taken where none was typed", "[url]") {
    UrlParseOptions https;
    https.default_scheme = "https";
    CHECK(parsed("h/x", https) == "https://h/x");
    CHECK(parsed("http://h/x", https) == "http://h/x");
    UrlParseOptions ftp;
    ftp.default_scheme = "ftp";
    CHECK(Url::parse("h", ftp).error().code == ErrorCode::url_unsupported_scheme);
}

TEST_CASE("url: other schemes are not supported", "[url]") {
    const std::string text =
        GENERATE("ftp://h/", "file:///etc/passwd", "mailto:x@y", "javascript:alert(1)", "gopher://h", "httpx://h/",
                 "ws://h/", "data:text/html,x", "a+b-c.d://h/", "h:/x");
    CAPTURE(text);
    CHECK(code_of(text) == ErrorCode::url_unsupported_scheme);
}

TEST_CASE("url: what has no sound host or port is malformed", "[url][hostile]") {
    const std::string text =
        GENERATE("", "/", "?x", "#", "//h/x", "http:", "http:h", "http://", "http:////h/", "http:///", "http://:80/",
                 "http://u@/", "http://u:p@", "http://@:80", "http://?x", "://h/", "http://h:0/", "http://h:65536/",
                 "http://h:99999999999999999999/", "http://h:+80/", "http://h:-1/", "http://h: 80/", "http://h:80a/",
                 "http://h:80:80/", "http://h:8%30/", "http://h:\xd9\xa8/", "http://u s@h/", "http://u:p s@h/", "a b",
                 " http://h/");
    CAPTURE(text);
    CHECK(code_of(text) == ErrorCode::url_malformed);
}

TEST_CASE("url: controls are refused wherever they stand", "[url][hostile]") {
    const char control = GENERATE('\0', '\x01', '\t', '\n', '\r', '\x1f', '\x7f');
    for (const std::string before :
         {"", "http", "http://", "http://u", "http://h", "http://h/p", "http://h/?q", "http://h/#f"}) {
        CAPTURE(static_cast<int>(control), before);
        CHECK(code_of(before + control + "x") == ErrorCode::url_malformed);
    }
}

TEST_CASE("url: the authority ends at the first delimiter and user-info at the last at sign", "[url][hostile]") {
    struct Row {
        std::string text;
        std::string host;
        std::string user;
        std::string password;
    };
    const auto row = GENERATE(values<Row>({
        {"http://host#@other/", "host", "-", "-"},
        {"http://host?@other/", "host", "-", "-"},
        {"http://host/@other/", "host", "-", "-"},
        {"http://host\\@other/", "other", "host\\", "-"},
        {"http://a@b@host/", "host", "a@b", "-"},
        {"http://a:b@c:d@host/", "host", "a", "b@c:d"},
        {"http://user:pass;word@host/", "host", "user", "pass;word"},
        {"http://@host/", "host", "", "-"},
        {"http://:@host/", "host", "", ""},
        {"http://:pw@host/", "host", "", "pw"},
        {"http://evil.com:80@host/", "host", "evil.com", "80"},
        {"http://[::1]@host/", "host", "[", ":1]"},
        {"http://\xc3\xbc:%zz@host/", "host", "%c3%bc", "%zz"},
    }));
    CAPTURE(row.text);
    const auto url = Url::parse(row.text);
    REQUIRE(url.has_value());
    CHECK(url->host() == row.host);
    CHECK(url->user().value_or("-") == row.user);
    CHECK(url->password().value_or("-") == row.password);
}

TEST_CASE("url: dot segments go from the path and stay in the query", "[url]") {
    const auto row = GENERATE(values<Accepted>({
        {"http://h/a/../b/./c?/../x/./y", "http://h/b/c?/../x/./y"},
        {"http://h/../../x", "http://h/x"},
        {"http://h/..", "http://h/"},
        {"http://h/.", "http://h/"},
        {"http://h/a/..", "http://h/"},
        {"http://h/a/b/.", "http://h/a/b/"},
        {"http://h/a//../b", "http://h/a/b"},
        {"http://h/a/...", "http://h/a/..."},
        {"http://h/.a/..b/c./d..", "http://h/.a/..b/c./d.."},
        {"http://h//", "http://h//"},
        {"http://h//..//x", "http://h//x"},
        {"http://h/a/%2e%2e/b/%2E/c", "http://h/a/%2e%2e/b/%2E/c"},
        {"http://h/a/..\\b", "http://h/a/..\\b"},
    }));
    CAPTURE(row.text);
    CHECK(parsed(row.text) == row.url);
    UrlParseOptions as_is;
    as_is.path_as_is = true;
    if (row.text.size() > 10) CHECK(parsed(row.text, as_is) == row.text);
}

TEST_CASE("url: path and query reach the wire as they are, but for spaces and bytes above 0x7f", "[url]") {
    const auto row = GENERATE(values<Accepted>({
        {"http://h/a b?c d#e f", "http://h/a%20b?c%20d#e%20f"},
        {"http://h/\xc3\xa9?\xc3\xa9#\xc3\xa9", "http://h/%c3%a9?%c3%a9#%c3%a9"},
        {"http://h/\xff", "http://h/%ff"},
        {"http://h/%zz%4%%41%2e%2F%c3%A9", "http://h/%zz%4%%41%2e%2F%c3%A9"},
        {"http://h/a\"<>{}|^`\\[]?\"<>{}|^`\\[]", "http://h/a\"<>{}|^`\\[]?\"<>{}|^`\\[]"},
        {"http://h/a+b?c+d&e=f;g", "http://h/a+b?c+d&e=f;g"},
        {"http://h/x@y:z", "http://h/x@y:z"},
    }));
    CAPTURE(row.text);
    CHECK(parsed(row.text) == row.url);
}

TEST_CASE("url: default ports are left out of Host", "[url]") {
    CHECK(Url::parse("http://h:80/")->host_header() == "h");
    CHECK(Url::parse("https://h:443/")->host_header() == "h");
    CHECK(Url::parse("http://h:443/")->host_header() == "h:443");
    CHECK(Url::parse("https://h:80/")->host_header() == "h:80");
    CHECK(Url::parse("http://h/")->port() == 80);
    CHECK(Url::parse("https://h/")->port() == 443);
    CHECK(Url::parse("https://h/")->host_port() == "h:443");
}

TEST_CASE("url: messages name the fault and never the password", "[url][secrets]") {
    const std::string text = GENERATE("http://user:hunter2@/", "http://user:hunter2@h:x/", "http://user:hunter2@h:0/",
                                      "http://user:hunter2@h h/", "http://user:hunter2/@h/", "http://user:hunter 2@h/",
                                      "ftp://user:hunter2@h/", "http://user:hunter2@[::g]/", "http://user:hunter2#@h/",
                                      "user:hunter2?@h", "http:user:hunter2@h", "http:////user:hunter2@h/");
    CAPTURE(text);
    const auto url = Url::parse(text);
    REQUIRE_FALSE(url.has_value());
    CAPTURE(url.error().message);
    CHECK(url.error().message.find("hunter") == std::string::npos);
    CHECK_FALSE(url.error().message.ends_with('.'));
}

TEST_CASE("url: long input is bounded and costs linear time", "[url][hostile]") {
    CHECK(code_of("http://h/" + std::string(8'000'000, 'a')) == ErrorCode::url_malformed);
    const auto start = std::chrono::steady_clock::now();
    const std::size_t n = 1'000'000;
    std::string climb = "http://h";
    for (std::size_t i = 0; i < n; ++i) climb += "/..";
    CHECK(Url::parse(climb)->path() == "/");
    std::string walk = "http://h";
    for (std::size_t i = 0; i < n / 4; ++i) walk += "/a/b/../.";
    CHECK(Url::parse(walk)->path().size() == n / 2 + 1);
    CHECK(code_of("http://" + std::string(n, 'a') + "/") == ErrorCode::url_malformed);
    CHECK(code_of("http://" + std::string(n, ':') + "/") == ErrorCode::url_malformed);
    CHECK(code_of("http://" + std::string(n, '.') + "/") == ErrorCode::url_malformed);
    CHECK(code_of("http://[" + std::string(n, ':') + "]/") == ErrorCode::url_malformed);
    CHECK(code_of("http://h:" + std::string(n, '9') + "/") == ErrorCode::url_malformed);
    CHECK(Url::parse("http://" + std::string(n, '@') + "h/")->host() == "h");
    CHECK(code_of("http://\xc3\xa9" + std::string(n, 'a') + "/") == ErrorCode::url_malformed);
    // Seconds here, also under sanitizers; anything quadratic takes minutes.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}
