// SPDX-License-Identifier: MIT
#include "net/resolver_cache.hpp"

#include "support/catch.hpp"

using namespace rtrip;
using namespace std::chrono_literals;

namespace {
const TimePoint kStart{};
using Texts = std::vector<std::string>;
}  // namespace

TEST_CASE("resolver cache: an entry is good until its time and not at it", "[cache]") {
    net::ResolverCache cache;
    cache.keep("www.test", AddressFamily::any, {"192.0.2.1"}, kStart + 60s);
    CHECK(cache.find("WWW.test", AddressFamily::any, kStart + 59s) == Texts{"192.0.2.1"});
    CHECK(cache.find("www.test", AddressFamily::ipv4, kStart).empty());
    CHECK(cache.find("www.test.", AddressFamily::any, kStart).empty());
    CHECK(cache.find("www.test", AddressFamily::any, kStart + 60s).empty());
}

TEST_CASE("resolver cache: the entry that ends first makes room", "[cache]") {
    net::ResolverCache cache;
    for (int i = 0; i < 1025; ++i) {
        cache.keep("h" + std::to_string(i), AddressFamily::any, {"192.0.2.1"}, kStart + 60s + i * 1s);
    }
    CHECK(cache.find("h0", AddressFamily::any, kStart).empty());
    CHECK_FALSE(cache.find("h1", AddressFamily::any, kStart).empty());
    CHECK_FALSE(cache.find("h1024", AddressFamily::any, kStart).empty());
}
