// SPDX-License-Identifier: MIT
#include "rtrip/netrc.hpp"

#include "support/catch.hpp"

using namespace rtrip;

namespace {

Netrc parsed(std::string_view text) {
    auto netrc = Netrc::parse(text);
    REQUIRE(netrc);
    return *netrc;
}

// "user:password", or "-".
std::string found(const Netrc& netrc, std::string_view host, const std::optional<std::string>& user = std::nullopt) {
    const auto credentials = netrc.find(host, user);
    return credentials ? credentials->user + ":" + credentials->password : "-";
}

}  // namespace

TEST_CASE("netrc: machines by name, the default for the rest", "[auth]") {
    const Netrc netrc = parsed(
        "machine one.example login a password pa\n"
        "machine TWO.example\n\tlogin b\n\tpassword pb account x\n"
        "default login d password pd\n");
    CHECK(found(netrc, "one.example") == "a:pa");
    CHECK(found(netrc, "two.EXAMPLE") == "b:pb");
    CHECK(found(netrc, "three.example") == "d:pd");
    CHECK(found(netrc, "sub.one.example") == "d:pd");
}

TEST_CASE("netrc: entries of one host are told apart by the user of the URL", "[auth]") {
    const Netrc netrc = parsed(
        "machine h login a password pa\nmachine h login b password pb\nmachine g login c password pc\n"
        "default login d password pd");
    CHECK(found(netrc, "h") == "a:pa");
    CHECK(found(netrc, "h", "b") == "b:pb");
    CHECK(found(netrc, "h", "a") == "a:pa");
    CHECK(found(netrc, "h", "c") == "-");
    CHECK(found(netrc, "h", "A") == "-");
    CHECK(found(netrc, "h", "d") == "d:pd");
    CHECK(found(netrc, "elsewhere", "x") == "-");
}

TEST_CASE("netrc: entries without login or password", "[auth]") {
    CHECK(found(parsed("machine h login a"), "h") == "a:");
    CHECK(found(parsed("default password p"), "h") == "-");
    CHECK(found(parsed("default login d"), "h") == "d:");
    CHECK(found(parsed("machine h password p"), "h", "u") == "u:p");
    CHECK(found(parsed("machine h password p default login d password pd"), "h") == "-");
    CHECK(found(parsed(""), "h") == "-");
    CHECK(found(parsed("login a password b"), "h") == "-");
}

TEST_CASE("netrc: macros are skipped whatever they hold", "[auth]") {
    const Netrc netrc = parsed(
        "macdef init\nmachine h login evil password \"open\ndefault login evil\n\n"
        "machine h login a password b\nmacdef last\nlogin x");
    CHECK(found(netrc, "h") == "a:b");
    CHECK(found(netrc, "g") == "-");
}

TEST_CASE("netrc: quoted words, escapes and comments", "[auth]") {
    const Netrc netrc = parsed(
        "# machine h login no password no\n"
        "machine h login \"a b\" password \"q\\\"u\\\\o\\tt\\n\\re\" # account\n"
        "machine g login u password p#w\n");
    CHECK(found(netrc, "h") == "a b:q\"u\\o\tt\n\re");
    CHECK(found(netrc, "g") == "u:p#w");
}

TEST_CASE("netrc: an open quote and a missing word are errors", "[auth][hostile]") {
    const std::string text = GENERATE("machine h login \"a password b", "machine \"h", "machine h password \"a\nb\"",
                                      "machine h login", "machine", "macdef");
    CAPTURE(text);
    const auto netrc = Netrc::parse(text);
    REQUIRE_FALSE(netrc);
    CHECK(exit_code_of(netrc.error().code) == 26);
}

TEST_CASE("netrc: errors show no secret", "[auth][hostile]") {
    const auto netrc = Netrc::parse("machine h login u password \"hunter2");
    REQUIRE_FALSE(netrc);
    CHECK(netrc.error().message == "netrc: a quote is never closed");
}
