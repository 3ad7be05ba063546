// SPDX-License-Identifier: MIT
#include "codec/proxy/socks.hpp"

#include "support/catch.hpp"

using rtrip::proxy::SocksHandshake;
using rtrip::proxy::SocksRequest;
using rtrip::proxy::SocksVersion;
using namespace std::string_literals;

namespace {

SocksRequest request(SocksVersion version, std::string host, bool with_credentials = false) {
    SocksRequest out;
    out.version = version;
    out.host = std::move(host);
    out.port = 443;
    if (with_credentials) out.credentials.emplace("me", "pw");
    return out;
}

// Feeds the answers in the pieces asked for; "ok", what is still awaited, or the error's name and text.
std::string play(const SocksRequest& ask, std::string_view answers, std::string* sent = nullptr) {
    auto socks = SocksHandshake::begin(ask);
    if (!socks) return std::string(rtrip::error_code_name(socks.error().code));
    while (!socks->done()) {
        if (sent != nullptr) *sent += socks->output();
        REQUIRE(socks->wants() > 0);
        if (answers.size() < socks->wants()) return "awaits " + std::string(socks->awaited());
        const std::string_view piece = answers.substr(0, socks->wants());
        answers.remove_prefix(piece.size());
        if (auto fed = socks->feed(piece); !fed) {
            CHECK(fed.error().phase == rtrip::Phase::proxy);
            return std::string(rtrip::error_code_name(fed.error().code)) + ": " + fed.error().message;
        }
    }
    return answers.empty() ? "ok" : "ok, and left " + std::to_string(answers.size());
}

}  // namespace

TEST_CASE("socks: what is sent, byte for byte", "[socks]") {
    const std::string granted4 = "\0\x5a\0\0\0\0\0\0"s;
    const std::string granted5 = "\x05\0\0\x01\x7f\0\0\x01\0\x50"s;
    std::string sent;
    CHECK(play(request(SocksVersion::v4, "192.0.2.7", true), granted4, &sent) == "ok");
    CHECK(sent == "\x04\x01\x01\xbb\xc0\0\x02\x07me\0"s);
    sent.clear();
    CHECK(play(request(SocksVersion::v4, "example.com"), granted4, &sent) == "ok");
    CHECK(sent == "\x04\x01\x01\xbb\0\0\0\x01\0example.com\0"s);
    sent.clear();
    CHECK(play(request(SocksVersion::v5, "example.com"), "\x05\0"s + granted5, &sent) == "ok");
    CHECK(sent == "\x05\x01\0\x05\x01\0\x03\x0b"s + "example.com\x01\xbb");
    sent.clear();
    CHECK(play(request(SocksVersion::v5, "192.0.2.7", true), "\x05\x02\x01\0"s + granted5, &sent) == "ok");
    CHECK(sent == "\x05\x02\0\x02\x01\x02me\x02pw\x05\x01\0\x01\xc0\0\x02\x07\x01\xbb"s);
    sent.clear();
    // Offered, but not wanted: never sent.
    CHECK(play(request(SocksVersion::v5, "2001:db8::1", true), "\x05\0"s + granted5, &sent) == "ok");
    CHECK(sent == "\x05\x02\0\x02\x05\x01\0\x04\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\x01\xbb"s);
}

TEST_CASE("socks: bound addresses of every kind, and nothing behind them", "[socks]") {
    const SocksRequest ask = request(SocksVersion::v5, "example.com");
    CHECK(play(ask, "\x05\0\x05\0\0\x01\1\2\3\4\0\x50"s) == "ok");
    CHECK(play(ask, "\x05\0\x05\0\0\x04"s + std::string(18, 'x')) == "ok");
    CHECK(play(ask, "\x05\0\x05\0\0\x03\x04name\0\x50"s) == "ok");
    CHECK(play(ask, "\x05\0\x05\0\0\x03\0\0\x50"s) == "ok");
    CHECK(play(ask, "\x05\0\x05\0\0\x03\xff"s + std::string(257, 'x')) == "ok");
    CHECK(play(ask, "\x05\0\x05\0\0\x01\1\2\3\4\0\x50HTTP"s) == "ok, and left 4");
    CHECK(play(request(SocksVersion::v4, "1.2.3.4"), "\0\x5a\0\0\0\0\0\0HTTP"s) == "ok, and left 4");
}

TEST_CASE("socks: refusals with their meaning", "[socks]") {
    const SocksRequest ask = request(SocksVersion::v5, "example.com");
    const SocksRequest with = request(SocksVersion::v5, "example.com", true);
    const SocksRequest old = request(SocksVersion::v4, "example.com");
    struct Row {
        const SocksRequest& ask;
        std::string answers;
        std::string outcome;
    };
    const std::string refused = "proxy.refused: the SOCKS5 proxy refused: ";
    const std::vector<Row> rows = {
        {ask, "\x05\0\x05\x01\0\x01"s, refused + "general failure (1)"},
        {ask, "\x05\0\x05\x02\0\x01"s, refused + "not allowed by the proxy's rules (2)"},
        {ask, "\x05\0\x05\x03\0\x01"s, refused + "network unreachable (3)"},
        {ask, "\x05\0\x05\x04\0\x01"s, refused + "host unreachable (4)"},
        {ask, "\x05\0\x05\x05\0\x01"s, refused + "connection refused (5)"},
        {ask, "\x05\0\x05\x06\0\x01"s, refused + "TTL expired (6)"},
        {ask, "\x05\0\x05\x07\0\x01"s, refused + "command not supported (7)"},
        {ask, "\x05\0\x05\x08\0\x01"s, refused + "address type not supported (8)"},
        {ask, "\x05\0\x05\xff\0\x01"s, refused + "unknown reply code (255)"},
        {ask, "\x05\xff"s, "proxy.auth: the SOCKS5 proxy does not serve without authentication"},
        {with, "\x05\xff"s, "proxy.auth: the SOCKS5 proxy takes neither user and password nor nobody"},
        {with, "\x05\x02\x01\x01"s, "proxy.auth: the SOCKS5 proxy refused user and password (1)"},
        {ask, "\x05\x02"s, "proxy.malformed: the SOCKS5 proxy chose method 2, which was not offered"},
        {with, "\x05\x01"s, "proxy.malformed: the SOCKS5 proxy chose method 1, which was not offered"},
        {ask, "HTTP"s, "proxy.malformed: not a SOCKS5 answer: it begins with 72"},
        {ask, "\x04\0"s, "proxy.malformed: not a SOCKS5 answer: it begins with 4"},
        {with, "\x05\x02HT"s, "proxy.malformed: not an answer to user and password: it begins with 72"},
        {ask, "\x05\0\x04\0\0\x01"s, "proxy.malformed: not a SOCKS5 reply: it begins with 4"},
        {ask, "\x05\0\x05\0\0\x02"s, "proxy.malformed: SOCKS5 reply with address type 2"},
        {old, "\0\x5b\0\0\0\0\0\0"s, "proxy.refused: the SOCKS4 proxy refused: rejected or failed (91)"},
        {old, "\0\x5c\0\0\0\0\0\0"s, "proxy.auth: the SOCKS4 proxy refused: no identd answers here (92)"},
        {old, "\0\x5d\0\0\0\0\0\0"s, "proxy.auth: the SOCKS4 proxy refused: identd names another user (93)"},
        {old, "\0\0\0\0\0\0\0\0"s, "proxy.refused: the SOCKS4 proxy refused: unknown reply code (0)"},
        {old, "HTTP/1.1"s, "proxy.malformed: not a SOCKS4 answer: it begins with 72"},
        // Cut at every place, something is awaited.
        {ask, ""s, "awaits the choice of a method"},
        {with, "\x05\x02\x01"s, "awaits the answer to user and password"},
        {ask, "\x05\0\x05\0\0"s, "awaits the reply to the request"},
        {ask, "\x05\0\x05\0\0\x03\x09name"s, "awaits the rest of the reply to the request"},
        {old, "\0\x5a\0"s, "awaits the reply to the request"},
    };
    for (const Row& row : rows) CHECK(play(row.ask, row.answers) == row.outcome);
}

TEST_CASE("socks: what cannot be said is not cut short", "[socks]") {
    const std::string longest(255, 'a');
    CHECK(play(request(SocksVersion::v5, longest), "") == "awaits the choice of a method");
    CHECK(play(request(SocksVersion::v5, longest + "a"), "") == "proxy.refused");
    CHECK(play(request(SocksVersion::v4, longest + "a"), "") == "proxy.refused");
    CHECK(play(request(SocksVersion::v4, "2001:db8::1"), "") == "proxy.refused");
    CHECK(play(request(SocksVersion::v4, "a\0b"s), "") == "proxy.refused");
    for (const bool password : {false, true}) {
        SocksRequest ask = request(SocksVersion::v5, "h", true);
        (password ? ask.credentials->second : ask.credentials->first) = longest;
        std::string sent;
        CHECK(play(ask, "\x05\x02\x01\x01"s, &sent).starts_with("proxy.auth"));
        CHECK(sent.find("\xff" + longest) != std::string::npos);
        (password ? ask.credentials->second : ask.credentials->first) += "a";
        CHECK(play(ask, "") == "proxy.auth");
    }
    SocksRequest ask = request(SocksVersion::v4, "h", true);
    ask.credentials->first = "a\0b"s;
    CHECK(play(ask, "") == "proxy.auth");
}
