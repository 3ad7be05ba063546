// SPDX-License-Identifier: MIT
#include "render/redact.hpp"

#include "fixtures.hpp"
#include "render/human.hpp"
#include "render/json.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::render;

namespace {

Redactor redactor_of_empty(Secrets secrets = Secrets::masked) {
    return Redactor(Trace{}, secrets);
}

}  // namespace

TEST_CASE("redact: the values of credential fields are masked whatever their case", "[redact]") {
    const Redactor redact = redactor_of_empty();
    for (const char* name : {"Authorization", "authorization", "Proxy-Authorization", "COOKIE"}) {
        CHECK(redact.field_value(name, "Basic abc") == "***");
    }
    CHECK(redact.field_value("Accept", "text/html") == "text/html");
    CHECK(redact.field_value("X-Authorization-Note", "none") == "none");
}

TEST_CASE("redact: of Set-Cookie the name and the known attributes stay", "[redact]") {
    struct Row {
        const char* value;
        const char* shown;
    };
    const auto row = GENERATE(values<Row>({
        {"sid=s3cret; Path=/; Secure; HttpOnly", "sid=***; Path=/; Secure; HttpOnly"},
        {"sid=s3cret;max-age=3;SameSite=Lax", "sid=***;max-age=3;SameSite=Lax"},
        {"s3cret", "***"},
        {"s3cret; Path=/", "***; Path=/"},
        {"sid=\"s3;cret\"; Domain=a.example", "sid=***; ***; Domain=a.example"},
        {"", "***"},
        {"sid=", "sid=***"},
    }));
    CHECK(redactor_of_empty().field_value("Set-Cookie", row.value) == row.shown);
}

TEST_CASE("redact: passwords in URLs are masked", "[redact]") {
    struct Row {
        const char* url;
        const char* shown;
    };
    const auto row = GENERATE(values<Row>({
        {"http://joe:pw@host/x", "http://joe:***@host/x"},
        {"http://joe:p@w@host/x", "http://joe:***@host/x"},
        {"http://:pw@host", "http://:***@host"},
        {"http://joe@host/x:y@z", "http://joe@host/x:y@z"},
        {"http://host:80/a@b", "http://host:80/a@b"},
        {"joe:pw@host/x", "joe:***@host/x"},
        {"//joe:pw@host/x", "//joe:***@host/x"},
        {"/path?x=1", "/path?x=1"},
        {"http://exa mple:pw@/", "http://exa mple:***@/"},
    }));
    CHECK(redactor_of_empty().url(row.url) == row.shown);
    CHECK(redactor_of_empty(Secrets::shown).url(row.url) == row.url);
}

TEST_CASE("redact: passwords in URLs within a text are masked, each of them", "[redact]") {
    CHECK(mask_urls("from http://a:b@c/ to https://d:e@f?x") == "from http://a:***@c/ to https://d:***@f?x");
    CHECK(mask_urls("see http://host/ and mail joe@host") == "see http://host/ and mail joe@host");
    CHECK(mask_urls("http://user@host:80/") == "http://user@host:80/");
}

TEST_CASE("redact: heads are masked line by line and the body is left alone", "[redact]") {
    const Redactor redact = redactor_of_empty();
    CHECK(redact.head(
              "GET http://a:b@c/ HTTP/1.1\r\nHost: c\r\nAuthorization:  Basic xyz\r\nCookie:\r\n\r\nCookie: 1\r\n") ==
          "GET http://a:***@c/ HTTP/1.1\r\nHost: c\r\nAuthorization:  ***\r\nCookie:\r\n\r\nCookie: 1\r\n");
    CHECK(redact.head("HTTP/1.1 200 OK\nSet-Cookie: a=b; Path=/\n folded\nX: y") ==
          "HTTP/1.1 200 OK\nSet-Cookie: a=***; Path=/\n ***\nX: y");
    CHECK(redact.head("Cookie : x=y\r\n") == "Cookie : ***\r\n");
    CHECK(redactor_of_empty(Secrets::shown).head("Cookie: x\r\n") == "Cookie: x\r\n");
}

TEST_CASE("redact: what was sent as a credential is known wherever it turns up", "[redact]") {
    const fixtures::Fixture fixture = fixtures::secrets();
    const Redactor redact(fixture.report());
    CHECK(redact.text("echo am9lOmh1bnRlcjIh!") == "echo ***!");
    CHECK(redact.text("joe has hunter2! or hunter2%21") == "joe has *** or ***");
    CHECK(redact.text("c00kiesecret and proxytoken99") == "*** and ***");
    CHECK(redact.text("theme is dark") == "theme is dark");
}

TEST_CASE("redact: a quotation that was cut within a secret does not show its beginning", "[redact]") {
    const fixtures::Fixture fixture = fixtures::secrets();
    const Redactor redact(fixture.report());
    CHECK(redact.text("got \"Basic am9lOmh1bn...\" and \"c00kiese...\"") == "got \"***...\" and \"***...\"");
    CHECK(redact.text("got \"am9lO...\"") == "got \"am9lO...\"");
    CHECK(redact.text("wait...") == "wait...");
    CHECK(redact.text("am9lOmh1bn") == "am9lOmh1bn");
}

TEST_CASE("redact: no report holds a secret unless it was asked for", "[redact][json][human]") {
    const fixtures::Fixture fixture = fixtures::secrets();
    HumanStyle style;
    style.width = 200;
    style.detail = Detail::verbose;
    const std::string masked = to_json(fixture.report()) + render_human(fixture.report(), style);
    for (const char* secret : {"hunter2", "am9lOmh1bnRlcjIh", "proxytoken99", "c00kiesecret", "refpass7", "newsecret1",
                               "leftover8", "justavalue5", "locpass33", "proxypass4"}) {
        INFO(secret);
        CHECK(masked.find(secret) == std::string::npos);
        const std::string shown = to_json(fixture.report(Secrets::shown));
        CHECK(shown.find(secret) != std::string::npos);
    }
}

TEST_CASE("redact: a setting that is a password is not shown by the pool's reasons", "[redact][json]") {
    const std::string json = to_json(fixtures::reused().report());
    CHECK(json.find("swordfish") == std::string::npos);
    CHECK(json.find("open sesame") == std::string::npos);
    CHECK(json.find("\"field\":\"key_password\"") != std::string::npos);
}
