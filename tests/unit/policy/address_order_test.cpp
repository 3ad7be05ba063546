// SPDX-License-Identifier: MIT
#include "policy/address_order.hpp"

#include <arpa/inet.h>

#include "support/catch.hpp"

using namespace rtrip;

namespace {

AddressBits bits_of(const std::string& text) {
    AddressBits bits{};
    if (inet_pton(AF_INET6, text.c_str(), bits.data()) == 1) return bits;
    bits = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    REQUIRE(inet_pton(AF_INET, text.c_str(), bits.data() + 12) == 1);
    return bits;
}

/// "destination source"; the source "-" means no route.
std::vector<Destination> destinations(const std::vector<std::pair<std::string, std::string>>& pairs) {
    std::vector<Destination> out;
    for (const auto& [text, source] : pairs) {
        Destination destination;
        destination.text = text;
        destination.bits = bits_of(text);
        if (source != "-") destination.source = bits_of(source);
        out.push_back(destination);
    }
    return out;
}

std::vector<std::string> texts(const std::vector<Destination>& in) {
    std::vector<std::string> out;
    for (const auto& destination : in) out.push_back(destination.text);
    return out;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("address order: the examples of RFC 6724 section 10.2 come out as printed", "[address-order]") {
    const auto [what, in, out] = GENERATE(table<std::string, Pairs, Texts>({
        {"prefer matching scope",
         {{"198.51.100.121", "169.254.13.78"}, {"2001:db8:1::1", "2001:db8:1::2"}},
         {"2001:db8:1::1", "198.51.100.121"}},
        {"prefer matching scope, IPv4 fits",
         {{"2001:db8:1::1", "fe80::1"}, {"198.51.100.121", "198.51.100.117"}},
         {"198.51.100.121", "2001:db8:1::1"}},
        {"prefer higher precedence",
         {{"10.1.2.3", "10.1.2.4"}, {"2001:db8:1::1", "2001:db8:1::2"}},
         {"2001:db8:1::1", "10.1.2.3"}},
        {"prefer smaller scope",
         {{"2001:db8:1::1", "2001:db8:1::2"}, {"fe80::1", "fe80::2"}},
         {"fe80::1", "2001:db8:1::1"}},
        {"prefer matching label",
         {{"2001:db8:1::1", "2002:c633:6401::2"}, {"2002:c633:6401::1", "2002:c633:6401::2"}},
         {"2002:c633:6401::1", "2001:db8:1::1"}},
        {"longest matching prefix",
         {{"2001:db8:3ffe::1", "2001:db8:1::2"}, {"2001:db8:1::1", "2001:db8:1::2"}},
         {"2001:db8:1::1", "2001:db8:3ffe::1"}},
    }));
    INFO(what);
    auto sorted = destinations(in);
    sort_destinations(sorted);
    CHECK(texts(sorted) == out);
}

TEST_CASE("address order: an address without a route comes last", "[address-order]") {
    auto sorted = destinations({{"2001:db8::1", "-"}, {"192.0.2.1", "192.0.2.9"}, {"192.0.2.2", "192.0.2.9"}});
    sort_destinations(sorted);
    CHECK(texts(sorted) == Texts{"192.0.2.1", "192.0.2.2", "2001:db8::1"});
}

TEST_CASE("address order: the rotation of IPv4 addresses by the name server is kept", "[address-order]") {
    auto sorted = destinations({{"198.51.100.1", "192.0.2.9"}, {"192.0.2.1", "192.0.2.9"}, {"10.0.0.1", "192.0.2.9"}});
    sort_destinations(sorted);
    CHECK(texts(sorted) == Texts{"198.51.100.1", "192.0.2.1", "10.0.0.1"});
}

TEST_CASE("address order: loopback of IPv6 goes before that of IPv4", "[address-order]") {
    auto sorted = destinations({{"127.0.0.1", "127.0.0.1"}, {"::1", "::1"}});
    sort_destinations(sorted);
    CHECK(texts(sorted) == Texts{"::1", "127.0.0.1"});
}

TEST_CASE("address order: families alternate, the routeless end the list", "[address-order]") {
    const auto [in, out] = GENERATE(table<Pairs, Texts>({
        {{{"2001:db8::1", "::2"}, {"2001:db8::2", "::2"}, {"2001:db8::3", "::2"}, {"192.0.2.1", "192.0.2.9"}},
         {"2001:db8::1", "192.0.2.1", "2001:db8::2", "2001:db8::3"}},
        {{{"192.0.2.1", "192.0.2.9"}, {"192.0.2.2", "192.0.2.9"}, {"2001:db8::1", "-"}},
         {"192.0.2.1", "192.0.2.2", "2001:db8::1"}},
        {{}, {}},
    }));
    CHECK(texts(interleave_families(destinations(in))) == out);
}
