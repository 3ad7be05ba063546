// SPDX-License-Identifier: MIT
#include <algorithm>

#include "cli/resolve.hpp"
#include "cli/version.hpp"
#include "fake_env.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;
using rtrip::test::FakeEnv;
using rtrip::test::refusal;

namespace {

std::vector<ProxyOptions> proxies_of(std::vector<std::string> words, FakeEnv fake = {}) {
    words.insert(words.begin(), "http://a");
    Resolved resolved = fake.resolve(words);
    for (const Error& problem : resolved.problems) UNSCOPED_INFO(problem.message);
    REQUIRE(resolved.plan);
    std::vector<ProxyOptions> out;
    for (const Group& group : resolved.plan->groups) out.push_back(group.connect.proxy);
    return out;
}

ProxyOptions proxy_of(std::vector<std::string> words, FakeEnv fake = {}) {
    return proxies_of(std::move(words), std::move(fake)).at(0);
}

}  // namespace

TEST_CASE("resolve: the proxy is what the last of its options says", "[cli]") {
    struct Row {
        std::vector<std::string> words;
        std::optional<std::string> url;
        std::string option;
    };
    const std::vector<Row> rows = {
        {{}, std::nullopt, "--proxy"},
        {{"-x", "p:1"}, "p:1", "--proxy"},
        {{"--proxy=socks4a://u:w@p"}, "socks4a://u:w@p", "--proxy"},
        {{"-x", ""}, "", "--proxy"},
        {{"-xp:1", "-x", ""}, "", "--proxy"},
        {{"-x", "", "-x", "q:2"}, "q:2", "--proxy"},
        {{"--socks5", "s:3"}, "socks5://s:3", "--socks5"},
        {{"--socks5-hostname", "s"}, "socks5h://s", "--socks5-hostname"},
        {{"--socks5", "socks4://s"}, "socks5://s", "--socks5"},
        {{"--socks5-hostname", "u:w@[::1]:4"}, "socks5h://u:w@[::1]:4", "--socks5-hostname"},
        {{"-x", "p:1", "--socks5", "s:3"}, "socks5://s:3", "--socks5"},
        {{"--socks5", "s:3", "-x", "p:1"}, "p:1", "--proxy"},
        {{"--socks5", "s:3", "--socks5-hostname", "t:4"}, "socks5h://t:4", "--socks5-hostname"},
        {{"--socks5", "s:3", "-x", ""}, "", "--proxy"},
    };
    for (const Row& row : rows) {
        const ProxyOptions proxy = proxy_of(row.words);
        INFO((row.words.empty() ? "nothing" : row.words.front()));
        CHECK(proxy.url == row.url);
        CHECK(proxy.url_option == row.option);
    }
    for (const char* option : {"--socks5", "--socks5-hostname"}) {
        CHECK(refusal({"http://a", option, ""}) == 2);
        CHECK(refusal({"http://a", option}) == 2);
    }
    CHECK(refusal({"http://a", "-x"}) == 2);
}

TEST_CASE("resolve: user and password of the proxy", "[cli]") {
    CHECK_FALSE(proxy_of({}).credentials);
    struct Row {
        std::vector<std::string> words;
        std::string user;
        std::string password;
    };
    const std::vector<Row> rows = {
        {{"-U", "me:pw"}, "me", "pw"},
        {{"--proxy-user", "me:p:w"}, "me", "p:w"},
        {{"-U", "me:"}, "me", ""},
        {{"-U", ":pw"}, "", "pw"},
        {{"-U", ":"}, "", ""},
        {{"-U", "me:one", "-U", "you:two"}, "you", "two"},
        // An option is no URL: nothing is decoded.
        {{"-U", "a%40b:c%3Ad"}, "a%40b", "c%3Ad"},
    };
    for (const Row& row : rows) {
        INFO(row.words.back());
        CHECK(proxy_of(row.words).credentials == Credentials{row.user, row.password});
    }
    FakeEnv asks;
    asks.typed_password = "typed";
    CHECK(proxy_of({"-U", "me"}, asks).credentials == Credentials{"me", "typed"});
    // Without a terminal to ask at it is empty, as in curl.
    CHECK(proxy_of({"-U", "me"}).credentials == Credentials{"me", ""});
    CHECK(refusal({"http://a", "-U"}) == 2);
}

TEST_CASE("resolve: the other flags of proxies", "[cli]") {
    CHECK_FALSE(proxy_of({}).tunnel);
    CHECK(proxy_of({"-p"}).tunnel);
    CHECK_FALSE(proxy_of({"-p", "--no-proxytunnel"}).tunnel);
    CHECK(proxy_of({"--no-proxytunnel", "--proxytunnel"}).tunnel);
    CHECK_FALSE(proxy_of({}).no_proxy);
    CHECK(proxy_of({"--noproxy", ""}).no_proxy == "");
    CHECK(proxy_of({"--noproxy", "a,b"}).no_proxy == "a,b");
    CHECK(proxy_of({"--noproxy", "a,b", "--noproxy", "c"}).no_proxy == "c");
    // What holds for the origin's certificate has no say in the proxy's, and the other way round.
    const TlsOptions plain = proxy_of({"-k", "--cacert", "ca", "-E", "cert"}).tls;
    CHECK(plain.verify);
    CHECK(plain.ca_file.empty());
    CHECK(plain.client_cert.empty());
    const TlsOptions told = proxy_of({"--proxy-insecure", "--proxy-cacert", "pca", "--proxy-cacert", "qca"}).tls;
    CHECK_FALSE(told.verify);
    CHECK(told.ca_file == "qca");
    CHECK(proxy_of({"--proxy-insecure", "--no-proxy-insecure"}).tls.verify);
    FakeEnv fake;
    const std::vector<std::string> words{"http://a", "--proxy-insecure", "--proxy-cacert", "pca"};
    const Resolved resolved = fake.resolve(words);
    REQUIRE(resolved.plan);
    CHECK(resolved.plan->groups.at(0).connect.tls.verify);
    CHECK(resolved.plan->groups.at(0).connect.tls.ca_file.empty());
}

TEST_CASE("resolve: fields for the proxy", "[cli]") {
    const std::string own = "rtrip/" + std::string(kVersion);
    CHECK(proxy_of({}).header.empty());
    CHECK(proxy_of({}).user_agent == own);
    CHECK(proxy_of({"-A", "me/1"}).user_agent == "me/1");
    CHECK(proxy_of({"-A", ""}).user_agent.empty());
    CHECK(proxy_of({"--proxy-header", "User-Agent:"}).user_agent.empty());
    // Fields of the request are the origin's.
    CHECK(proxy_of({"-H", "X-Origin: 1", "-H", "User-Agent: other"}).header.empty());
    const Header header =
        proxy_of({"--proxy-header", "X-A: 1", "--proxy-header", "X-B;", "--proxy-header", "X-A: 2"}).header;
    REQUIRE(header.size() == 3);
    CHECK(header.fields()[0] == HeaderField{"X-A", "1"});
    CHECK(header.fields()[1] == HeaderField{"X-B", ""});
    CHECK(header.fields()[2] == HeaderField{"X-A", "2"});
    FakeEnv files;
    files.files["fields"] = "X-C: 3\nX-D: 4\n";
    CHECK(proxy_of({"--proxy-header", "@fields"}, files).header.get("X-D") == "4");
    for (const char* bad : {"X A: 1", "X-A: 1\r\nX-B: 2", ": 1", "X-A\x01: 1"}) {
        INFO(bad);
        CHECK(refusal({"http://a", "--proxy-header", bad}) == 2);
    }
    CHECK(refusal({"http://a", "--proxy-header", "@missing"}) == 26);
}

TEST_CASE("resolve: the environment's proxies are taken as they are, and stay with every group", "[cli]") {
    FakeEnv fake;
    fake.variables = {{"http_proxy", "p:1"}, {"NO_PROXY", "*"},    {"ALL_PROXY", ""},
                      {"HTTP_PROXY", "q:2"}, {"ftp_proxy", "f:3"}, {"REQUEST_METHOD", "GET"}};
    for (const ProxyOptions& proxy : proxies_of({"-x", "x:9", "--next", "http://b"}, fake)) {
        const auto has = [&proxy](const char* name, const char* value) {
            return std::ranges::count(proxy.environment, ProxyVariable{name, value}) == 1;
        };
        CHECK(has("http_proxy", "p:1"));
        CHECK(has("HTTP_PROXY", "q:2"));
        CHECK(has("NO_PROXY", "*"));
        CHECK(has("REQUEST_METHOD", "GET"));
        CHECK_FALSE(has("ftp_proxy", "f:3"));
    }
}

TEST_CASE("resolve: behind --next nothing is left of the proxy before it", "[cli]") {
    const auto groups = proxies_of({"--socks5",    "s:3",
                                    "-U",          "me:pw",
                                    "-p",          "--noproxy",
                                    "n",           "--proxy-header",
                                    "X: 1",        "--proxy-header",
                                    "User-Agent:", "--proxy-cacert",
                                    "pca",         "--proxy-insecure",
                                    "--next",      "http://b",
                                    "--next",      "http://c",
                                    "-x",          "p:1"});
    REQUIRE(groups.size() == 3);
    CHECK(groups[0].url == "socks5://s:3");
    CHECK(groups[0].user_agent.empty());
    CHECK(groups[1] == proxy_of({}));
    CHECK(groups[2] == proxy_of({"-x", "p:1"}));
}
