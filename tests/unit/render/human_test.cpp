// SPDX-License-Identifier: MIT
#include "render/human.hpp"

#include "fixtures.hpp"
#include "render/palette.hpp"
#include "render/text.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::render;

namespace {

HumanStyle style(int width, Charset charset, Detail detail = Detail::normal) {
    HumanStyle out;
    out.width = width;
    out.charset = charset;
    out.detail = detail;
    return out;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string wide(const fixtures::Fixture& fixture) {
    return render_human(fixture.report(), style(200, Charset::unicode));
}

}  // namespace

TEST_CASE("human: that HTTP/2 was offered and not spoken is said, with what is announced elsewhere", "[human]") {
    fixtures::Fixture fixture = fixtures::https_by_name();
    RoundTrip& rt = fixture.trace.round_trips.back();
    rt.tls->alpn_offered = {"http/1.1"};
    CHECK_FALSE(contains(wide(fixture), "http/2"));
    rt.tls->alpn_offered = {"h2", "http/1.1"};
    rt.tls->alpn = "http/1.1";
    CHECK(contains(wide(fixture), "offered; the server chose http/1.1\n"));
    rt.tls->alpn.clear();
    CHECK(contains(wide(fixture), "offered; the server knows no ALPN\n"));
    rt.received->header.add("Alt-Svc", "h2=\":8443\"; ma=60, clear, h3=\"\x1b[31m:443\"");
    CHECK(contains(wide(fixture), "but announces in Alt-Svc: h2=\":8443\", h3=\"\\x1b[31m:443\""));
}

TEST_CASE("human: no line is wider than the style says", "[human]") {
    const int width = GENERATE(1, 40, 53, 80, 120, 200);
    for (const Charset charset : {Charset::unicode, Charset::ascii}) {
        for (const fixtures::Fixture& fixture : fixtures::all()) {
            std::string text = render_human(fixture.report(), style(width, charset));
            CHECK(text.ends_with('\n'));
            while (!text.empty()) {
                const std::string line = text.substr(0, text.find('\n'));
                text.erase(0, line.size() + 1);
                INFO(fixture.name << ": " << line);
                CHECK(display_width(line) <= static_cast<std::size_t>(std::max(width, kMinWidth)));
            }
        }
    }
}

TEST_CASE("human: nothing a peer sent controls the terminal", "[human][hostile]") {
    const fixtures::Fixture fixture = fixtures::hostile_bytes();
    for (const Detail detail : {Detail::normal, Detail::verbose}) {
        const std::string text = render_human(fixture.report(), style(80, Charset::unicode, detail));
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto u = static_cast<unsigned char>(text[i]);
            INFO("byte " << i << " is " << static_cast<int>(u));
            CHECK((u >= 0x20 || u == '\n'));
            CHECK(u != 0x7f);
        }
        CHECK_FALSE(contains(text, "\xc2\x9b"));
        CHECK_FALSE(contains(text, "\xe2\x80\xae"));
        // Nor does it begin a line of its own.
        CHECK_FALSE(contains(text, "\nsecond line"));
    }
}

TEST_CASE("human: under ASCII there is nothing else, whatever the peer sent", "[human]") {
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        const std::string text = render_human(fixture.report(), style(80, Charset::ascii, Detail::verbose));
        INFO(fixture.name);
        CHECK(text.find_first_not_of("\n !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
                                     "abcdefghijklmnopqrstuvwxyz{|}~") == std::string::npos);
    }
}

TEST_CASE("human: colour adds escapes and nothing else", "[human]") {
    for (const fixtures::Fixture& fixture : fixtures::all()) {
        HumanStyle colored = style(80, Charset::unicode);
        colored.color = ColorMode::always;
        std::string text = render_human(fixture.report(), colored);
        for (std::size_t i = text.find('\x1b'); i != std::string::npos; i = text.find('\x1b')) {
            text.erase(i, text.find('m', i) + 1 - i);
        }
        CHECK(text == render_human(fixture.report(), style(80, Charset::unicode)));
    }
}

TEST_CASE("human: the first line says what came or what failed", "[human]") {
    CHECK(wide(fixtures::https_by_name())
              .starts_with("HTTP/1.1 200 OK  https://example.com/data?x=1  1.23 MB in 182.4 ms\n"));
    CHECK(wide(fixtures::tls_expired())
              .starts_with("FAILED tls.expired (exit 60): certificate expired 3 days ago (not after 2026-02-26)\n"
                           "  hint: renew the certificate on the server, or look further with -k\n"));
    CHECK(contains(wide(fixtures::connect_refused()), "\nGET http://localhost:1/  no response in 611 \u00b5s\n"));
    CHECK(wide(fixtures::bad_url()).starts_with("FAILED url.malformed (exit 3): URL has no host\n"));
}

TEST_CASE("human: one sentence names what dominated", "[human][verdict]") {
    CHECK(contains(wide(fixtures::https_by_name()),
                   "The largest part of the time went into waiting for the response: 80.2 ms of 182.4 ms (44%), "
                   "56.2 ms of it in the server and 24.0 ms on the path.\n"));
    CHECK(contains(wide(fixtures::unix_socket()),
                   "Most of the time went into waiting for the response: 468 \u00b5s of 902 \u00b5s (52%).\n"));
}

TEST_CASE("human: on failure the sentence names the phase and what was awaited", "[human][verdict]") {
    CHECK(contains(wide(fixtures::dns_timeout()),
                   "Gave up in the dns phase, 5.000 s into it, waiting for an answer from "
                   "192.0.2.53:53 and 1 other server.\n"));
    CHECK(contains(wide(fixtures::connect_refused()),
                   "Failed in the connect phase, 471 \u00b5s into it, waiting for any of 2 addresses to accept.\n"));
    CHECK(contains(wide(fixtures::tls_expired()),
                   "Failed in the tls phase, 27.59 ms into it, on the server's certificate.\n"));
    CHECK(contains(wide(fixtures::body_cut()),
                   "Failed in the body phase, 1.192 ms into it, with 500 B of 1.00 kB of the body read.\n"));
}

TEST_CASE("human: an answer that came is not called awaited", "[human][verdict]") {
    fixtures::Fixture fixture = fixtures::dns_timeout();
    RoundTrip& rt = fixture.trace.round_trips.back();
    rt.dns->queries[0].rcode = "NXDOMAIN";
    rt.dns->queries[0].error.clear();
    rt.error = Error(ErrorCode::dns_nxdomain, Phase::dns, "example.com does not exist");
    CHECK(contains(wide(fixture), "Failed in the dns phase, 5.000 s into it, on the answer of 192.0.2.53:53.\n"));
    fixture = fixtures::stale_retry();
    fixture.trace.round_trips[0].error = Error(ErrorCode::response_malformed, Phase::wait, "no status code");
    CHECK(contains(wide(fixture), "Failed in the wait phase, 752 \u00b5s into it, on the head of the response.\n"));
}

TEST_CASE("human: a stalled handshake says what came last", "[human][verdict]") {
    fixtures::Fixture fixture = fixtures::tls_expired();
    RoundTrip& rt = fixture.trace.round_trips.back();
    rt.tls->problems.clear();
    rt.error = Error(ErrorCode::tls_timeout, Phase::tls, "no handshake within 15 s");
    rt.error->timeout = TimeoutKind::tls;
    CHECK(contains(wide(fixture), "waiting for the rest of the handshake, after Finished.\n"));
    rt.tls->messages.resize(1);
    CHECK(contains(wide(fixture), "waiting for the server's first handshake message.\n"));
}

TEST_CASE("human: a reused connection says so and what it saved", "[human]") {
    const std::string text = wide(fixtures::reused());
    CHECK(contains(text, "reused #1 (idle 1.412 s, 1 request before), no dns/connect/tls, kept for reuse\n"));
    CHECK_FALSE(contains(text, "\n  connect  "));
}

TEST_CASE("human: every attempt is shown when more than one was made", "[human]") {
    const std::string text = wide(fixtures::https_by_name());
    CHECK(contains(text, "[2001:db8::1]:443 at 12.42 ms: network is unreachable after 11 \u00b5s (errno 101)\n"));
    CHECK(contains(text, "192.0.2.1:443 at 12.44 ms: connected after 24.16 ms\n"));
    CHECK_FALSE(contains(wide(fixtures::unix_socket()), "attempts"));
}

TEST_CASE("human: a chain is shown when it was refused", "[human]") {
    CHECK(contains(wide(fixtures::tls_expired()),
                   "0 CN=example.com, issued by CN=Example CA,O=Example, expired 3 days ago"));
    CHECK(contains(wide(fixtures::https_by_name()), "CN=example.com, expires in 61 days (2026-05-02), verified\n"));
    CHECK_FALSE(contains(wide(fixtures::https_by_name()), "issued by"));
}

TEST_CASE("human: verbose adds heads and events, one line each", "[human]") {
    const std::string text =
        render_human(fixtures::https_by_name().report(), style(80, Charset::unicode, Detail::verbose));
    CHECK(contains(text, "\n> GET /data?x=1 HTTP/1.1\n> Host: example.com\n"));
    CHECK(contains(text, "\n< HTTP/1.1 200 OK\n< Content-Type: application/json\n"));
    CHECK(contains(text, "\n   12.4 ms  dns_done                 resolver: 2001:db8::1, 192.0.2.1\n"));
    CHECK_FALSE(contains(wide(fixtures::https_by_name()), "\n> "));
}

TEST_CASE("human: a URL that does not fit is cut, and stands alone when too little of it were left", "[human]") {
    fixtures::Fixture fixture = fixtures::https_by_name();
    fixture.trace.round_trips[0].url = "https://example.com/" + std::string(200, 'p');
    const std::string text = render_human(fixture.report(), style(80, Charset::unicode));
    CHECK(contains(text, "HTTP/1.1 200 OK  https://example.com/ppppp"));
    CHECK(contains(text, "p\u2026  1.23 MB in 182.4 ms\n"));
    fixture.trace.round_trips[0].received->reason = std::string(500, 'r');
    const std::string narrow = render_human(fixture.report(), style(60, Charset::unicode));
    CHECK(contains(narrow, "\n  https://example.com/ppppp"));
    CHECK(contains(narrow, "\n  1.23 MB in 182.4 ms\n"));
}

TEST_CASE("palette: statuses have the colours people expect", "[palette]") {
    CHECK(status_tone(204) == Tone::good);
    CHECK(status_tone(302) == Tone::plain);
    CHECK(status_tone(404) == Tone::warn);
    CHECK(status_tone(503) == Tone::bad);
    CHECK(status_tone(999) == Tone::bad);
}
