// SPDX-License-Identifier: MIT
#include "codec/dns/name.hpp"

#include "support/catch.hpp"
#include "unit/dns/wire.hpp"

using namespace rtrip;
using namespace std::string_literals;

TEST_CASE("dns name: a host becomes length-prefixed labels, with or without a dot at its end", "[dns]") {
    const auto [host, wire] = GENERATE(table<std::string, std::string>({
        {"www.test", "\3www\4test\0"s},
        {"www.test.", "\3www\4test\0"s},
        {"a", "\1a\0"s},
        {"_x-1.Test", "\4_x-1\4Test\0"s},
    }));
    const auto encoded = dns::encode_name(host);
    REQUIRE(encoded);
    CHECK(*encoded == wire);
}

TEST_CASE("dns name: what has no wire form is refused before it is asked", "[dns]") {
    const auto host = GENERATE(
        std::string(), "."s, "a..b"s, ".a"s, "a.."s, std::string(64, 'a'), "x."s + std::string(64, 'a'),
        std::string(63, 'a') + '.' + std::string(63, 'b') + '.' + std::string(63, 'c') + '.' + std::string(62, 'd'));
    const auto encoded = dns::encode_name(host);
    REQUIRE_FALSE(encoded);
    CHECK(encoded.error().code == ErrorCode::dns_not_asked);
}

TEST_CASE("dns name: the longest host of 253 bytes is taken", "[dns]") {
    const std::string host =
        std::string(63, 'a') + '.' + std::string(63, 'b') + '.' + std::string(63, 'c') + '.' + std::string(61, 'd');
    REQUIRE(host.size() == 253);
    const auto encoded = dns::encode_name(host);
    REQUIRE(encoded);
    CHECK(encoded->size() == dns::kMaxNameBytes);
    const auto decoded = dns::decode_name(*encoded, 0);
    REQUIRE(decoded);
    CHECK(decoded->text == host);
}

TEST_CASE("dns name: pointers that lead back are followed", "[dns]") {
    // test at 0, www.test at 6, mail.www.test at 12.
    const std::string message = "\4test\0"s + "\3www"s + dns_wire::pointer(0) + "\4mail"s + dns_wire::pointer(6);
    const auto decoded = dns::decode_name(message, 12);
    REQUIRE(decoded);
    CHECK(decoded->text == "mail.www.test");
    CHECK(decoded->end == message.size());
}

TEST_CASE("dns name: unsafe bytes are spelled so that one text stands for one name", "[dns]") {
    const auto decoded = dns::decode_name("\5a.b\\\x1b\1z\0"s, 0);
    REQUIRE(decoded);
    CHECK(decoded->text == "a\\.b\\\\\\027.z");
    const auto root = dns::decode_name("\0"s, 0);
    REQUIRE(root);
    CHECK(root->text == ".");
}

TEST_CASE("dns name: every malformed form is refused and ends", "[dns]") {
    std::string too_long;
    for (int i = 0; i < 5; ++i) too_long += '\x3f' + std::string(63, 'x');
    const auto [bytes, offset] = GENERATE_COPY(table<std::string, std::size_t>({
        {"", 0},
        {"\3ww", 0},
        {"\3www", 0},
        {dns_wire::pointer(0), 0},                                // To itself.
        {dns_wire::pointer(2) + dns_wire::pointer(0), 0},         // Forward, then round.
        {"\1a"s + dns_wire::pointer(0), 0},                       // Back into its own beginning.
        {dns_wire::pointer(0x3fff), 0},                           // Past the end.
        {"\xc0", 0},                                              // Half a pointer.
        {"\x41"s + "a\0"s, 0},                                    // Label types never put to use.
        {"\x81"s + "a\0"s, 0},
        {too_long + '\0', 0},
    }));
    const auto decoded = dns::decode_name(bytes, offset);
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().code == ErrorCode::dns_malformed);
}
