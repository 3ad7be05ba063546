// SPDX-License-Identifier: MIT
#include <string>

#include "rtrip/url.hpp"
#include "support/catch.hpp"

using namespace rtrip;

namespace {

struct Row {
    std::string text;
    std::string host;
    HostKind kind = HostKind::name;
};

Result<Url> with_host(const std::string& host) {
    return Url::parse("http://" + host + "/");
}

}  // namespace

TEST_CASE("url host: names are folded and kept", "[url][host]") {
    const auto row = GENERATE(values<Row>({
        {"Example.COM", "example.com"},
        {"example.com.", "example.com."},
        {"a_b.c-d.e~f", "a_b.c-d.e~f"},
        {"-a.com", "-a.com"},
        {"localhost", "localhost"},
        {"ex%41mple%2ecom", "example.com"},
        {"%65x", "ex"},
        {"1.2.3.4.5", "1.2.3.4.5"},
        {"1.2.3.256", "1.2.3.256"},
        {"4294967296", "4294967296"},
        {"08.1", "08.1"},
        {"0x", "0x"},
        {"127.0.0.1.", "127.0.0.1."},
        {"1a", "1a"},
    }));
    CAPTURE(row.text);
    const auto url = with_host(row.text);
    REQUIRE(url.has_value());
    CHECK(url->host() == row.host);
    CHECK(url->host_kind() == HostKind::name);
}

TEST_CASE("url host: numbers are addresses, as in curl", "[url][host]") {
    const auto row = GENERATE(values<Row>({
        {"127.0.0.1", "127.0.0.1"},
        {"255.255.255.255", "255.255.255.255"},
        {"127.1", "127.0.0.1"},
        {"1.2.3", "1.2.0.3"},
        {"1.2.65535", "1.2.255.255"},
        {"2130706433", "127.0.0.1"},
        {"0x7f000001", "127.0.0.1"},
        {"0X7F.1", "127.0.0.1"},
        {"0177.0.0.1", "127.0.0.1"},
        {"127.0.0.0x1", "127.0.0.1"},
        {"0", "0.0.0.0"},
        {"%31.1", "1.0.0.1"},
        // Full-width digits: a name to the eye, an address after the mapping.
        {"\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.1", "127.0.0.1"},
    }));
    CAPTURE(row.text);
    const auto url = with_host(row.text);
    REQUIRE(url.has_value());
    CHECK(url->host() == row.host);
    CHECK(url->host_kind() == HostKind::ipv4);
}

TEST_CASE("url host: IPv6 comes in brackets, with an optional zone", "[url][host]") {
    struct Ipv6Row {
        std::string text;
        std::string host;
        std::string zone;
        std::string url;
    };
    const auto row = GENERATE(values<Ipv6Row>({
        {"[::1]", "::1", "", "http://[::1]/"},
        {"[0:0:0:0:0:0:0:1]", "::1", "", "http://[::1]/"},
        {"[2001:DB8::A]", "2001:db8::a", "", "http://[2001:db8::a]/"},
        {"[::ffff:1.2.3.4]", "::ffff:1.2.3.4", "", "http://[::ffff:1.2.3.4]/"},
        {"[fe80::1%25eth0]", "fe80::1", "eth0", "http://[fe80::1%25eth0]/"},
        {"[fe80::1%eth0]", "fe80::1", "eth0", "http://[fe80::1%25eth0]/"},
        {"[fe80::1%25en%31]", "fe80::1", "en1", "http://[fe80::1%25en1]/"},
        {"[fe80::1%2]", "fe80::1", "2", "http://[fe80::1%252]/"},
        {"[fe80::1%25]", "fe80::1", "25", "http://[fe80::1%2525]/"},
        {"[fe80::1%25Eth0.1]:8080", "fe80::1", "Eth0.1", "http://[fe80::1%25Eth0.1]:8080/"},
    }));
    CAPTURE(row.text);
    const auto url = with_host(row.text);
    REQUIRE(url.has_value());
    CHECK(url->host() == row.host);
    CHECK(url->zone() == row.zone);
    CHECK(url->host_kind() == HostKind::ipv6);
    CHECK(url->to_string() == row.url);
    CHECK(url->host_header().starts_with('[' + row.host + ']'));
}

TEST_CASE("url host: broken IPv6 is refused", "[url][host][hostile]") {
    const std::string text =
        GENERATE("[", "[]", "[::1", "::1", "2001:db8::1", "[::1]x", "[::1]]", "[[::1]]", "[1.2.3.4]", "[v1.x]", "[::g]",
                 "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[1::2::3]", "[:::]", "[12345::]", "[fe80::1%]",
                 "[fe80::1%25%00]", "[fe80::1%25a/b]", "[fe80::1%25a%2fb]", "[fe80::1%25a b]", "[::1%25%zz]", "[::1 ]",
                 "[::1%25\xc3\xa9]", "[example.com]", "%5b::1%5d",
                 "[::1%250123456789012345678901234567890123456789012345"
                 "6789012345678901234567890]");
    CAPTURE(text);
    const auto url = with_host(text);
    REQUIRE_FALSE(url.has_value());
    CHECK(url.error().code == ErrorCode::url_malformed);
}

TEST_CASE("url host: characters that no host has are refused, encoded ones too", "[url][host][hostile]") {
    const std::string forbidden = " /:#?@!{}[]\\$'\"^`*<>=;,+&()%|";
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const char c : forbidden) {
        std::string host = "a%";
        host += kDigits[static_cast<unsigned char>(c) >> 4];
        host += kDigits[static_cast<unsigned char>(c) & 15];
        CAPTURE(host);
        CHECK_FALSE(with_host(host + "b.com").has_value());
        // As they are; the first five delimit and "%" begins an encoded byte.
        if (std::string(" /:#?@").find(c) != std::string::npos) continue;
        CHECK_FALSE(with_host(std::string("a") + c + "b.com").has_value());
    }
    CHECK_FALSE(with_host("a b").has_value());
    for (const std::string encoded : {"a%00b", "a%0ab", "a%0d%0ab", "a%09b", "a%7fb", "%20", "a%", "a%4", "a%zz"}) {
        CAPTURE(encoded);
        CHECK_FALSE(with_host(encoded).has_value());
    }
}

TEST_CASE("url host: labels and names have their longest length", "[url][host]") {
    const std::string label63(63, 'a');
    const std::string name253 = label63 + '.' + label63 + '.' + label63 + '.' + std::string(61, 'a');
    CHECK(with_host(label63).has_value());
    CHECK_FALSE(with_host(label63 + "a").has_value());
    CHECK(with_host(name253).has_value());
    CHECK(with_host(name253 + ".").has_value());
    CHECK_FALSE(with_host(name253 + "a").has_value());
    for (const std::string empty : {".", "..", ".com", "a..b", "a..", "%2e"}) {
        CAPTURE(empty);
        CHECK_FALSE(with_host(empty).has_value());
    }
}

TEST_CASE("url host: internationalised names become A-labels", "[url][host][idn]") {
    const auto row = GENERATE(values<Row>({
        {"b\xc3\xbc"
         "cher.de",
         "xn--bcher-kva.de"},
        {"B\xc3\x9c"
         "CHER.DE",
         "xn--bcher-kva.de"},
        {"bu\xcc\x88"
         "cher.de",
         "xn--bcher-kva.de"},           // decomposed
        {"b%C3%BCcher.de", "xn--bcher-kva.de"},
        {"stra\xc3\x9f"
         "e.de",
         "xn--strae-oqa.de"},           // kept apart from "strasse"
        {"xn--bcher-kva.de", "xn--bcher-kva.de"},
        {"XN--BCHER-KVA.de", "xn--bcher-kva.de"},
        {"ex\xe3\x80\x82"
         "com",
         "ex.com"},                    // ideographic full stop
        {"\xf0\x9f\x98\x80.ws", "xn--e28h.ws"},
        {"\xc3\xa9.de.", "xn--9ca.de."},
        {"_x.xn--bcher-kva.de", "_x.xn--bcher-kva.de"},
    }));
    CAPTURE(row.text);
    const auto url = with_host(row.text);
    REQUIRE(url.has_value());
    CHECK(url->host() == row.host);
}

TEST_CASE("url host: names that IDNA has no form for are refused", "[url][host][idn][hostile]") {
    const auto row = GENERATE(values<Row>({
        {"\xff.de", "not UTF-8"},
        {"\xc3", "cut UTF-8"},
        {"\xc0\xaf", "overlong"},
        {"xn--a", "broken punycode"},
        {"xn--zzzzzzz-.de", "broken punycode"},
        {"xn--abc-.de", "punycode of plain ASCII"},
        {"a.xn--99999999", "overflow"},
        {"\xe2\x80\xae\xc3\xa9.de", "bidirectional override"},
        {"\xe2\x84\x80.com", "maps to a/c"},
        {"ex\xef\xbc\x8f"
         "evil.com",
         "full-width slash"},
        {"ex\xef\xbc\xa0"
         "evil.com",
         "full-width at sign"},
        {"ex\xef\xbc\x9a"
         "80",
         "full-width colon"},
        {"a\xef\xbc\x85"
         "2eb.com",
         "full-width percent sign"},
        {"\xe3\x80\x82", "nothing but a full stop"},
        {"\xc2\xad", "nothing but a soft hyphen"},
        {"\xcc\x88"
         "a.de",
         "leading combining mark"},
    }));
    CAPTURE(row.host);
    const auto url = with_host(row.text);
    CAPTURE(url ? url->host() : std::string());
    REQUIRE_FALSE(url.has_value());
    CHECK(url.error().code == ErrorCode::url_malformed);
}
