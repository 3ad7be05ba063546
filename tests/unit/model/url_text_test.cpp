// SPDX-License-Identifier: MIT
#include <chrono>
#include <string>

#include "rtrip/url.hpp"
#include "support/catch.hpp"

using namespace rtrip;

namespace {

Url url_of(const std::string& text) {
    auto url = Url::parse(text);
    REQUIRE(url.has_value());
    return *url;
}

}  // namespace

TEST_CASE("url text: parsing what was written gives the same URL", "[url][property]") {
    const std::string text =
        GENERATE("http://h", "https://h/?", "http://u@h/#", "http://:@h:80/", "http://u:p:q@r@h:8080/a//b?c?d#e#f",
                 "http://[fe80::1%25e0]:443/x y?z w",
                 "http://B\xc3\xbc"
                 "cher/\xff",
                 "http://h/a\\b@c:d?[e]{f}", "http://0x7f.1/", "h:00080/..//a/.", "https://h./%zz%20");
    CAPTURE(text);
    const Url url = url_of(text);
    const Url again = url_of(url.to_string());
    CHECK(again.to_string() == url.to_string());
    CHECK(again.scheme() == url.scheme());
    CHECK(again.user() == url.user());
    CHECK(again.password() == url.password());
    CHECK(again.host() == url.host());
    CHECK(again.host_kind() == url.host_kind());
    CHECK(again.zone() == url.zone());
    CHECK(again.explicit_port() == url.explicit_port());
    CHECK(again.path() == url.path());
    CHECK(again.query() == url.query());
    CHECK(again.fragment() == url.fragment());
}

TEST_CASE("url text: the password is masked for people", "[url][secrets]") {
    CHECK(url_of("http://u:secret@h/x?y#z").to_display() == "http://u:***@h/x?y#z");
    CHECK(url_of("http://u:@h/").to_display() == "http://u:***@h/");
    CHECK(url_of("http://u@h/").to_display() == "http://u@h/");
    CHECK(url_of("http://u:secret@h/").to_string() == "http://u:secret@h/");
}

TEST_CASE("url text: copies with another part leave the rest alone", "[url]") {
    const Url url = url_of("http://u:p@h:81/a?b#c");
    CHECK(url.with_query("x=1&y=a b").to_string() == "http://u:p@h:81/a?x=1&y=a%20b#c");
    CHECK(url.with_query("").to_string() == "http://u:p@h:81/a?#c");
    CHECK(url.with_query(std::nullopt).to_string() == "http://u:p@h:81/a#c");
    CHECK(url.with_path("/x/../y z").to_string() == "http://u:p@h:81/x/../y%20z?b#c");
    CHECK(url.with_path("").to_string() == "http://u:p@h:81/?b#c");
    CHECK(url.without_userinfo().to_string() == "http://h:81/a?b#c");
    CHECK(url.to_string() == "http://u:p@h:81/a?b#c");
}

TEST_CASE("url text: a part that is put in cannot end early or add a line", "[url][hostile]") {
    const Url url = url_of("http://h/a?b");
    CHECK(url.with_path("/x?y#z").to_string() == "http://h/x%3Fy%23z?b");
    CHECK(url.with_query("x?y#z").to_string() == "http://h/a?x?y%23z");
    CHECK(url.with_path("/x\r\ny").target() == "/x%0d%0ay?b");
    CHECK(url.with_query(std::string("x\0\x7f", 3)).target() == "/a?x%00%7f");
}

TEST_CASE("url text: an origin is scheme, host and effective port", "[url]") {
    CHECK(url_of("http://h/a").same_origin(url_of("http://u@H:80/b")));
    CHECK(url_of("http://[::1]/").same_origin(url_of("http://[0:0::1]:80/")));
    CHECK(url_of("http://127.1/").same_origin(url_of("http://127.0.0.1/")));
    CHECK_FALSE(url_of("http://h/").same_origin(url_of("https://h/")));
    CHECK_FALSE(url_of("http://h/").same_origin(url_of("http://h:81/")));
    CHECK_FALSE(url_of("http://h/").same_origin(url_of("http://h./")));
    CHECK_FALSE(url_of("http://[fe80::1%25a]/").same_origin(url_of("http://[fe80::1%25b]/")));
}

TEST_CASE("url text: passwords are masked in texts that are no URLs, too", "[url][secrets]") {
    struct Row {
        std::string text;
        std::string masked;
    };
    const auto row = GENERATE(values<Row>({
        {"http://u:p@h/", "http://u:***@h/"},
        {"u:p@h", "u:***@h"},
        {"http://u:p@q@h/", "http://u:***@h/"},
        {"http://u:p@h:x/y@z", "http://u:***@h:x/y@z"},
        {"http://u:pa/ss@h/", "http://u:***@h/"},
        {"http://u:pa#ss@h/", "http://u:***@h/"},
        {"http://u:pa ss@h/", "http://u:***@h/"},
        {"http:////u:p@h/", "http:////u:***@h/"},
        {"http:u:p@h", "http:***@h"},
        {"ftp://u:p@h/", "ftp://u:***@h/"},
        {"http://u@h/", "http://u@h/"},
        {"http://u:@h/", "http://u:@h/"},
        {"http://h:80/x@y", "http://h:80/x@y"},
        {"http://h/a:b@c", "http://h/a:b@c"},
        {"http://h/?u=https://x:y@z/", "http://h/?u=https://x:***@z/"},
        {"http://a:b@h/?u=https://x:y@z/", "http://a:***@h/?u=https://x:***@z/"},
        {"cannot use http://u:p@h/ here", "cannot use http://u:***@h/ here"},
        {"u:p://w@h/", "u:***@h/"},
        {"", ""},
        {"@:@", "@:@"},
        {"@:x@", "@:***@"},
        {"http://u:p://w@h/", "http://u:***@h/"},
        {"http://a:80://x:y@z", "http://a:***@z"},
        {"http://[::1]:80/x@y", "http://[::1]:80/x@y"},
        {"http://[::1]/x@y", "http://[::1]/x@y"},
        {"http://u:p@[::1]/x@y", "http://u:***@[::1]/x@y"},
        {"http://[::1/x@y", "http://[::1/x@y"},
    }));
    CAPTURE(row.text);
    CHECK(mask_userinfo(row.text) == row.masked);
}

TEST_CASE("url text: masking a long text costs linear time", "[url][secrets][hostile]") {
    const auto start = std::chrono::steady_clock::now();
    std::string text;
    for (int i = 0; i < 300'000; ++i) text += "a:x://";
    CHECK(mask_userinfo(text) == text);
    CHECK(mask_userinfo(text + "@").size() < text.size());
    CHECK(mask_userinfo(std::string(1'000'000, ':')).size() == 1'000'000);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}
