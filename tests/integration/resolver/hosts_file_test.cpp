// SPDX-License-Identifier: MIT
#include "net/hosts_file.hpp"

#include "support/catch.hpp"

using namespace rtrip;

namespace {
using Texts = std::vector<std::string>;
constexpr std::string_view kHosts =
    "# comment\n"
    "127.0.0.1\tlocalhost loop.test # www.test\n"
    "::1 localhost\r\n"
    "  192.0.2.1   www.test WWW2.test.\n"
    "192.0.2.1 www.test\n"
    "192.0.2.2 x.www.test\n"
    "not-an-address www.test\n"
    "192.0.2.3 www.test";
}  // namespace

TEST_CASE("hosts file: names match whole, without case, on every line", "[hosts]") {
    const auto [host, family, addresses] = GENERATE(table<std::string, AddressFamily, Texts>({
        {"www.test", AddressFamily::any, {"192.0.2.1", "192.0.2.3"}},
        {"WWW.TEST", AddressFamily::any, {"192.0.2.1", "192.0.2.3"}},
        {"www2.test", AddressFamily::any, {"192.0.2.1"}},
        {"x.www.test", AddressFamily::any, {"192.0.2.2"}},
        {"loop.test", AddressFamily::any, {"127.0.0.1"}},
        {"localhost", AddressFamily::any, {"127.0.0.1", "::1"}},
        {"localhost", AddressFamily::ipv4, {"127.0.0.1"}},
        {"localhost", AddressFamily::ipv6, {"::1"}},
        {"www.test", AddressFamily::ipv6, {}},
        {"test", AddressFamily::any, {}},
        {"192.0.2.1", AddressFamily::any, {}},
    }));
    CAPTURE(host);
    CHECK(net::addresses_in_hosts(kHosts, host, family) == addresses);
}

TEST_CASE("hosts file: a missing file, a directory and a device hold nothing", "[hosts]") {
    for (const char* path : {"/nonexistent", "/", "/dev/zero"}) {
        net::HostsFile hosts(path);
        CHECK(hosts.find("localhost", AddressFamily::any).empty());
    }
}
