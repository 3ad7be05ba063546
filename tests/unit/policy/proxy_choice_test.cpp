// SPDX-License-Identifier: MIT
#include "policy/proxy_choice.hpp"

#include "policy/no_proxy.hpp"
#include "support/catch.hpp"

using rtrip::choose_proxy;
using rtrip::ProxyOptions;
using rtrip::Url;

namespace {

using Variables = std::vector<rtrip::ProxyVariable>;

std::string chosen(const ProxyOptions& options, const std::string& url) {
    const auto parsed = Url::parse(url);
    REQUIRE(parsed);
    const auto choice = choose_proxy(options, *parsed);
    if (!choice) return std::string(rtrip::error_code_name(choice.error().code));
    return choice->server ? choice->server->display() : "none";
}

std::string by_environment(const Variables& variables, const std::string& url) {
    ProxyOptions options;
    options.environment = variables;
    return chosen(options, url);
}

std::string by_list(const std::string& list, const std::string& url) {
    return by_environment({{"http_proxy", "p.example:1"}, {"https_proxy", "p.example:1"}, {"no_proxy", list}}, url);
}

}  // namespace

TEST_CASE("proxy choice: variables, by Go's rules", "[proxy]") {
    struct Row {
        Variables variables;
        const char* url;
        const char* proxy;
    };
    const std::string target = "http://example.com";
    const std::vector<Row> rows = {
        {{}, "http://example.com", "none"},
        {{{"http_proxy", "127.0.0.1:8080"}}, "http://example.com", "http://127.0.0.1:8080"},
        {{{"http_proxy", "cache.corp.example:1234"}}, "http://example.com", "http://cache.corp.example:1234"},
        {{{"http_proxy", "cache.corp.example"}}, "http://example.com", "http://cache.corp.example:80"},
        {{{"http_proxy", "localhost"}}, "http://example.com", "http://localhost:80"},
        {{{"http_proxy", "https://cache.corp.example"}}, "http://example.com", "https://cache.corp.example:443"},
        {{{"http_proxy", "socks5://127.0.0.1"}}, "http://example.com", "socks5://127.0.0.1:1080"},
        {{{"http_proxy", "socks5h://127.0.0.1"}}, "http://example.com", "socks5h://127.0.0.1:1080"},
        {{{"http_proxy", "socks4://h"}}, "http://example.com", "socks4://h:1080"},
        {{{"http_proxy", "socks4a://h"}}, "http://example.com", "socks4a://h:1080"},
        {{{"http_proxy", "socks://h"}}, "http://example.com", "socks4://h:1080"},
        {{{"http_proxy", "foo://host"}}, "http://example.com", "proxy.unsupported_scheme"},
        {{{"http_proxy", "http://a b"}}, "http://example.com", "proxy.invalid"},
        {{{"http_proxy", "http://:80"}}, "http://example.com", "proxy.invalid"},
        {{{"http_proxy", "http:///x"}}, "http://example.com", "proxy.invalid"},
        {{{"http_proxy", "h:99999"}}, "http://example.com", "proxy.invalid"},
        {{{"http_proxy", "h:x"}}, "http://example.com", "proxy.invalid"},
        {{{"http_proxy", "http://[::1"}}, "http://example.com", "proxy.invalid"},
        {{{"http_proxy", "http://h:3128/some/path?x"}}, "http://example.com", "http://h:3128"},
        {{{"http_proxy", "h.tld"}, {"https_proxy", "s.tld"}}, "http://example.com", "http://h.tld:80"},
        {{{"http_proxy", "h.tld"}, {"https_proxy", "s.tld"}}, "https://example.com", "http://s.tld:80"},
        {{{"http_proxy", "h.tld"}}, "https://example.com", "none"},
        {{{"https_proxy", "s.tld"}}, "http://example.com", "none"},
        {{{"HTTP_PROXY", "h.tld"}}, "http://example.com", "http://h.tld:80"},
        {{{"HTTP_PROXY", "up.tld"}, {"http_proxy", "low.tld"}}, "http://example.com", "http://low.tld:80"},
        {{{"HTTP_PROXY", "h.tld"}}, "https://example.com", "none"},
        {{{"HTTPS_PROXY", "s.tld"}}, "https://example.com", "http://s.tld:80"},
        {{{"HTTPS_PROXY", "up.tld"}, {"https_proxy", "low.tld"}}, "https://example.com", "http://low.tld:80"},
        {{{"https_proxy", ""}, {"HTTPS_PROXY", "up.tld"}}, "https://example.com", "http://up.tld:80"},
        {{{"http_proxy", "h.tld"}, {"REQUEST_METHOD", "POST"}}, "http://example.com", "proxy.invalid"},
        // A client of a CGI script can set HTTP_PROXY by a field of its own.
        {{{"HTTP_PROXY", "h.tld"}, {"REQUEST_METHOD", "POST"}}, "http://example.com", "proxy.invalid"},
        {{{"https_proxy", "s.tld"}, {"REQUEST_METHOD", "POST"}}, "https://example.com", "http://s.tld:80"},
        {{{"http_proxy", "h.tld"}, {"REQUEST_METHOD", "POST"}}, "https://example.com", "none"},
        {{{"all_proxy", "a.tld"}}, "http://example.com", "http://a.tld:80"},
        {{{"ALL_PROXY", "socks5h://a.tld"}}, "https://example.com", "socks5h://a.tld:1080"},
        {{{"all_proxy", "a.tld"}, {"https_proxy", "s.tld"}}, "https://example.com", "http://s.tld:80"},
        // Never for this machine.
        {{{"http_proxy", "h.tld"}}, "http://localhost", "none"},
        {{{"http_proxy", "h.tld"}}, "http://127.0.0.1", "none"},
        {{{"http_proxy", "h.tld"}}, "http://127.1.2.3:81", "none"},
        {{{"http_proxy", "h.tld"}}, "http://[::1]", "none"},
        {{{"http_proxy", "h.tld"}}, "http://[::ffff:127.0.0.1]", "none"},
        {{{"http_proxy", "h.tld"}}, "http://local.localhost", "http://h.tld:80"},
        {{{"http_proxy", "h.tld"}}, "http://[::2]", "http://h.tld:80"},
        // Credentials: decoded, and masked in what is shown.
        {{{"http_proxy", "http://us%40er:p%20w@h.tld"}}, "http://example.com", "http://us%40er:***@h.tld:80"},
        {{{"http_proxy", "user@h.tld"}}, "http://example.com", "http://user@h.tld:80"},
    };
    for (const Row& row : rows) {
        INFO(row.url << " " << (row.variables.empty() ? "" : row.variables.front().value));
        CHECK(by_environment(row.variables, row.url) == row.proxy);
    }
}

TEST_CASE("proxy choice: NO_PROXY, by Go's table", "[proxy]") {
    const std::string list =
        "foobar.com, .barbaz.net, *.wildcard.io, 192.168.1.1, 192.168.1.2:81, 192.168.1.3:80, 10.0.0.0/30, "
        "2001:db8::52:0:1, [2001:db8::52:0:2]:443, [2001:db8::52:0:3]:80, 2002:db8:a::45/64";
    for (const char* host :
         {"localhost", "127.0.0.1", "127.0.0.2", "[::1]", "192.168.1.1", "192.168.1.3", "10.0.0.2",
          "[2001:db8::52:0:1]", "[2001:db8::52:0:3]", "[2002:db8:a::123]", "www.barbaz.net", "foobar.com",
          "www.foobar.com", "nested.wildcard.io", "FOOBAR.com", "foobar.com.", "[::ffff:192.168.1.1]"}) {
        INFO(host);
        CHECK(by_list(list, "http://" + std::string(host)) == "none");
    }
    for (const char* host : {"[::2]", "192.168.1.2", "192.168.1.4", "10.0.0.4", "[2001:db8::52:0:2]",
                             "[fe80::424b:c8be:1643:a1b6]", "barbaz.net", "foofoobar.com", "baz.com", "localhost.net",
                             "local.localhost", "barbarbaz.net", "wildcard.io", "awildcard.io"}) {
        INFO(host);
        CHECK(by_list(list, "http://" + std::string(host)) == "http://p.example:1");
    }
}

TEST_CASE("proxy choice: single entries of NO_PROXY", "[proxy]") {
    struct Row {
        const char* list;
        const char* url;
        bool around;
    };
    const std::vector<Row> rows = {
        {"*", "http://example.com", true},
        {"x.example,*", "http://example.com", true},
        {"*x", "http://example.com", false},
        {"example.com", "http://example.com", true},
        {"example.com", "http://foo.example.com", true},
        {"EXAMPLE.com", "http://foo.Example.COM", true},
        {".example.com", "http://example.com", false},
        {"ample.com", "http://example.com", false},
        {".foo.com", "http://example.com", false},
        {"example.com:80", "http://example.com", true},
        {"example.com:443", "http://example.com", false},
        {"example.com:443", "https://example.com", true},
        {"example.com:8080", "http://www.example.com:8080", true},
        {"example.com:", "http://example.com", false},
        {"example.com:8x", "http://example.com:8", false},
        {":1", "http://example.com", false},
        {":80", "http://example.com", false},
        {",, ,", "http://example.com", false},
        {".", "http://example.com", false},
        {"*.", "http://example.com", false},
        {"/", "http://10.0.0.1", false},
        {"10.0.0.0/", "http://10.0.0.1", false},
        {"10.0.0.0/33", "http://10.0.0.1", false},
        {"10.0.0.0/-1", "http://10.0.0.1", false},
        {"0.0.0.0/0", "http://10.0.0.1", true},
        {"0.0.0.0/0", "http://[2001:db8::1]", false},
        {"::/0", "http://[2001:db8::1]", true},
        {"10.0.0.1/32", "http://10.0.0.1", true},
        {"10.0.0.1/32", "http://10.0.0.2", false},
        {"10.0.0.1/31", "http://10.0.0.0", true},
        {"[2001:db8::1]", "http://[2001:db8::1]", true},
        {"2001:db8::1", "http://[2001:DB8:0::1]", true},
        {"[2001:db8::1", "http://[2001:db8::1]", false},
        {"[2001:db8::1]x", "http://[2001:db8::1]", false},
        // A name's entry is nothing to an address, nor an address's to a name.
        {"0.1", "http://10.0.0.1", false},
        {"10.0.0.1", "http://x.10.0.0.1.example", false},
        {"example.com", "http://[fe80::1%25.example.com]:123", false},
        {".\u793a\u4f8b.com", "http://www.\u793a\u4f8b.com", true},
        {"xn--fsq092h.com", "http://www.\u793a\u4f8b.com", true},
        {"\u793a\u4f8b.com", "http://www.xn--fsq092h.com", true},
    };
    for (const Row& row : rows) {
        INFO(row.list << " " << row.url);
        CHECK((by_list(row.list, row.url) == "none") == row.around);
    }
}

TEST_CASE("proxy choice: --proxy and --noproxy", "[proxy]") {
    ProxyOptions options;
    options.environment = {{"http_proxy", "env.example"}, {"NO_PROXY", "example.com"}};
    options.url = "x.example";
    CHECK(chosen(options, "http://example.net") == "http://x.example:1080");
    CHECK(chosen(options, "https://example.net") == "http://x.example:1080");
    CHECK(chosen(options, "http://127.0.0.1") == "http://x.example:1080");
    CHECK(chosen(options, "http://localhost") == "http://x.example:1080");
    // NO_PROXY holds for it too, --noproxy takes its place, an empty one ends all exceptions.
    CHECK(chosen(options, "http://example.com") == "none");
    options.no_proxy = "example.net";
    CHECK(chosen(options, "http://example.com") == "http://x.example:1080");
    CHECK(chosen(options, "http://example.net") == "none");
    options.no_proxy = "";
    CHECK(chosen(options, "http://example.com") == "http://x.example:1080");
    // In curl's list a leading dot means nothing, and spaces separate as commas do.
    options.no_proxy = "a.example .example.com";
    CHECK(chosen(options, "http://example.com") == "none");
    CHECK(chosen(options, "http://www.example.com") == "none");
    options.no_proxy = "::1,2001:db8::1";
    CHECK(chosen(options, "http://[2001:db8::1]") == "none");
    options.no_proxy.reset();
    options.url = "https://x.example";
    CHECK(chosen(options, "http://example.net") == "https://x.example:443");
    options.url = "";
    CHECK(chosen(options, "http://example.net") == "none");
    options.url = "http://u:p@x.example:1";
    options.credentials = rtrip::Credentials{"other", "secret"};
    CHECK(chosen(options, "http://example.net") == "http://other:***@x.example:1");
}

TEST_CASE("proxy choice: says what decided", "[proxy]") {
    struct Row {
        Variables variables;
        const char* url;
        const char* source;
        const char* because;
    };
    const std::vector<Row> rows = {
        {{}, "http://example.com", "", ""},
        {{{"no_proxy", "*"}}, "http://example.com", "", ""},
        {{{"http_proxy", "h"}}, "http://example.com", "http_proxy", "no list of exceptions"},
        {{{"http_proxy", "h"}, {"NO_PROXY", "x.y"}},
         "http://example.com",
         "http_proxy",
         "no entry of NO_PROXY matches"},
        {{{"http_proxy", "h"}, {"no_proxy", "a, .example.com"}},
         "http://www.example.com",
         "http_proxy",
         "entry \".example.com\" of no_proxy matches"},
        {{{"ALL_PROXY", "h"}}, "http://localhost", "ALL_PROXY", "variables name no proxy for this machine itself"},
        {{{"http_proxy", "h"}}, "https://example.com", "", "http_proxy is not for https URLs"},
        {{{"https_proxy", "h"}}, "http://example.com", "", "https_proxy is not for http URLs"},
        {{{"HTTP_PROXY", "h"}}, "http://example.com", "HTTP_PROXY", "no list of exceptions"},
    };
    for (const Row& row : rows) {
        ProxyOptions options;
        options.environment = row.variables;
        const auto choice = choose_proxy(options, *Url::parse(row.url));
        REQUIRE(choice);
        CHECK(choice->source == row.source);
        CHECK(choice->because == row.because);
    }
    ProxyOptions options;
    options.url = "http://user:geheim@bad host";
    const auto bad = choose_proxy(options, *Url::parse("http://example.com"));
    REQUIRE_FALSE(bad);
    CHECK(bad.error().message.find("geheim") == std::string::npos);
    CHECK(bad.error().message.find("--proxy") != std::string::npos);
}
