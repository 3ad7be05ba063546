// SPDX-License-Identifier: MIT
#include "cli/from_curl.hpp"

#include <array>
#include <utility>

#include "cli/curl_command.hpp"
#include "cli/to_curl.hpp"
#include "fake_env.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;

namespace {

std::string flat_args(const Args& args) {
    std::string text;
    for (const Occurrence& item : args.items) {
        const Flag& flag = flag_of(item.id);
        text += (text.empty() ? "" : " ") + std::string(item.on ? "" : "no-") + std::string(flag.name);
        if (flag.takes_value()) text += "=" + item.value;
    }
    return text;
}

/// The options that a command line amounts to, problems with "!", warnings with "?".
std::string pasted(const std::vector<std::string>& words, test::FakeEnv fake = {}) {
    const Expanded out = expand_curl_commands(parse(words).args, fake.env());
    std::string text = flat_args(out.args);
    for (const Error& problem : out.problems) text += "!" + problem.message;
    for (const std::string& warning : out.warnings) text += "?" + warning;
    return text;
}

std::string as_curl(const std::vector<std::string>& words, CurlSecrets secrets = CurlSecrets::masked) {
    return command_line(to_curl(parse(words).args, secrets));
}

struct CommandRow {
    std::vector<std::string> words;
    std::string expected;
};

}  // namespace

TEST_CASE("--from-curl: the command's options stand in its place", "[cli]") {
    CHECK(pasted({"-j", "--from-curl", "curl -sH 'A: b' http://h/ -d x", "-m", "5"}) ==
          "json-report silent header=A: b url=http://h/ data=x max-time=5");
    CHECK(pasted({"--from-curl", "curl --head u -- -v"}) == "head url=u url=-v");
    test::FakeEnv fake;
    fake.files["cmd.txt"] = "$ curl u \\\n -I\n";
    fake.files["-"] = "curl v";
    CHECK(pasted({"--from-curl", "@cmd.txt", "--from-curl", "-"}, fake) == "url=u head url=v");
    CHECK(pasted({"--from-curl", "@none"}, fake) == "!--from-curl: cannot read none: there is no such file");
}

TEST_CASE("--from-curl: options of curl that rtrip has not are named, all of them", "[cli]") {
    CHECK(pasted({"--from-curl", "curl --ntlm --proto =https u --socks4 h:1 --nonsense"}) ==
          "!--from-curl: option --ntlm: is one of curl's that rtrip does not have; Basic, Digest and bearer tokens are "
          "there!--from-curl: option --proto: is one of curl's that rtrip does not have; only http and https are ever "
          "spoken!--from-curl: option --socks4: is one of curl's that rtrip does not have!--from-curl: option "
          "--nonsense: is unknown");
    CHECK(pasted({"--from-curl", "curl u; x"}).starts_with("!--from-curl: ';' at line 1, column 7"));
    CHECK(pasted({"--from-curl", "curl --help"}).starts_with("!--from-curl: --help and --version"));
    CHECK(pasted({"--from-curl", "curl --aws-sigv4"}) == "!--from-curl: option --aws-sigv4: needs a value");
}

TEST_CASE("--from-curl: a command that cannot be read is the only problem told", "[cli]") {
    test::FakeEnv fake;
    CHECK(fake.resolve({"--from-curl", "curl $URL"}).problems.size() == 1);
    CHECK(fake.resolve({"--from-curl", "curl -s"}).problems.size() == 1);
    CHECK(fake.resolve({"--from-curl", "curl http://h/"}).plan);
}

TEST_CASE("--from-curl: -j is curl's, and own options do not belong into it", "[cli]") {
    CHECK(pasted({"--from-curl", "curl -j u"}).starts_with("!--from-curl: option --junk-session-cookies"));
    CHECK(pasted({"--from-curl", "curl -sj u"}).starts_with("!--from-curl: option --junk-session-cookies"));
    for (const char* name : {"--json-report", "--report=json", "--no-pool", "--from-curl=x", "--to-curl"}) {
        INFO(name);
        const std::string text = pasted({"--from-curl", "curl u " + std::string(name)});
        CHECK((text.find("is rtrip's own") != std::string::npos || text.find("is unknown") != std::string::npos));
    }
}

TEST_CASE("--from-curl: options that cannot matter are skipped with their values", "[cli]") {
    CHECK(pasted({"--from-curl", "curl -qB --ssl-no-revoke --krb x --no-progress-meter -Qpwd -P - u"}) ==
          "url=u"
          "?--from-curl: --disable is skipped: it changes nothing about the request here"
          "?--from-curl: --use-ascii is skipped: it means nothing for http and https"
          "?--from-curl: --ssl-no-revoke is skipped: it changes nothing about the request here"
          "?--from-curl: --krb is skipped: it means nothing for http and https"
          "?--from-curl: --progress-meter is skipped: it changes nothing about the request here"
          "?--from-curl: --quote is skipped: it means nothing for http and https"
          "?--from-curl: --ftp-port is skipped: it means nothing for http and https");
}

TEST_CASE("--from-curl: prefixes are judged by curl's names alone", "[cli]") {
    CHECK(pasted({"--from-curl", "curl --sil u"}) == "silent url=u");
    CHECK(pasted({"--from-curl", "curl --krb4 u"}).find("is unknown") != std::string::npos);
    CHECK(pasted({"--from-curl", "curl --ssl-r u"}).find("is ambiguous") != std::string::npos);
    CHECK(pasted({"--from-curl", "curl --pretty u"}).find("own; put it outside") != std::string::npos);
}

TEST_CASE("--to-curl: a command line as curl's", "[cli]") {
    const std::vector<CommandRow> rows{
        {{"-j", "http://h/"}, "curl http://h/"},
        {{"http://h/?a=1&b", "-d", "it's"}, "curl 'http://h/?a=1&b' --data 'it'\\''s'"},
        {{"--url", "-x", "-N", "--no-alpn", "--no-silent"}, "curl --url -x --no-buffer --no-alpn --no-silent"},
        {{"-m", "500ms", "u"}, "curl --max-time 0.5 u"},
        {{"--retry-delay", "1500ms", "u"}, "curl --retry-delay 2 u"},
        {{"-m", "2m", "--connect-timeout", "2.5", "u"}, "curl --max-time 120 --connect-timeout 2.5 u"},
        {{"-H", "@f", "-H", "A:", "u"}, "curl --header @f --header A: u"},
        {{"--report", "json", "--dns-timeout", "1", "u"}, "curl u"},
        {{"-d", "", ""}, "curl --data '' --url ''"},
    };
    for (const CommandRow& row : rows) CHECK(as_curl(row.words) == row.expected);
    const CurlCommand command = to_curl(parse(rows[7].words).args, CurlSecrets::masked);
    CHECK(command.left_out == std::vector<std::string_view>{"report", "dns-timeout"});
    CHECK_FALSE(command.masked);
}

TEST_CASE("--to-curl: secrets are masked unless they are asked for", "[cli]") {
    const std::vector<CommandRow> rows{
        {{"-u", "me:hunter2"}, "curl --user 'me:***'"},
        {{"-u", "me"}, "curl --user me"},
        {{"--oauth2-bearer", "hunter2"}, "curl --oauth2-bearer '***'"},
        {{"--pass", "hunter2"}, "curl --pass '***'"},
        {{"-b", "sid=hunter2"}, "curl --cookie '***'"},
        {{"-b", "jar.txt"}, "curl --cookie jar.txt"},
        {{"-E", "c\\:d.pem:hunter2"}, "curl --cert 'c\\:d.pem:***'"},
        {{"-H", "authorization: Basic hunter2"}, "curl --header 'authorization: ***'"},
        {{"-H", "Cookie:hunter2"}, "curl --header 'Cookie: ***'"},
        {{"-H", "Authorization:"}, "curl --header Authorization:"},
        {{"http://me:hunter2@h/"}, "curl 'http://me:***@h/'"},
        {{"me:hunter2@h"}, "curl 'me:***@h'"},
        {{"-U", "me:hunter2"}, "curl --proxy-user 'me:***'"},
        {{"-x", "http://me:hunter2@h:1"}, "curl --proxy 'http://me:***@h:1'"},
        {{"-x", "me:hunter2@h:1"}, "curl --proxy 'me:***@h:1'"},
        {{"--socks5", "me:hunter2@h:1"}, "curl --socks5 'me:***@h:1'"},
        {{"--proxy-header", "Proxy-Authorization: Basic hunter2"}, "curl --proxy-header 'Proxy-Authorization: ***'"},
        {{"-e", "http://me:hunter2@h/"}, "curl --referer 'http://me:***@h/'"},
    };
    for (const CommandRow& row : rows) {
        INFO(row.expected);
        CHECK(as_curl(row.words) == row.expected);
        CHECK((as_curl(row.words, CurlSecrets::shown).find("***") == std::string::npos));
        CHECK(to_curl(parse(row.words).args, CurlSecrets::masked).masked ==
              (row.expected.find("***") != std::string::npos));
    }
    // Those that are in the table: where curl's options hold secrets.
    const std::vector<std::pair<std::string_view, std::string>> holders{
        {"user", "a:hunter2"},
        {"proxy-user", "a:hunter2"},
        {"pass", "hunter2"},
        {"proxy-pass", "hunter2"},
        {"oauth2-bearer", "hunter2"},
        {"proxy", "http://a:hunter2@h:1"},
        {"proxy", "a:hunter2@h:1"},
        {"preproxy", "a:hunter2@h:1"},
        {"socks5", "a:hunter2@h:1"},
        {"socks5-hostname", "a:hunter2@h:1"},
        {"header", "Authorization: hunter2"},
        {"proxy-header", "Proxy-Authorization: hunter2"},
        {"cookie", "a=hunter2"},
        {"url-query", "u=http://a:hunter2@h/"},
    };
    for (const auto& [name, value] : holders) {
        if (find_flag(name) == nullptr) continue;
        INFO(name);
        CHECK(as_curl({"--" + std::string(name), value}).find("hunter2") == std::string::npos);
    }
    // Whatever takes a password or a token hides it, by its placeholder.
    for (const Flag& flag : flag_table()) {
        const bool secret = flag.value.find("PASSWORD") != std::string_view::npos || flag.value == "TOKEN";
        if (!secret || flag.origin == Origin::own) continue;
        INFO(flag.name);
        CHECK(as_curl({"--" + std::string(flag.name), "x:hunter2"}).find("hunter2") == std::string::npos);
    }
}

TEST_CASE("--to-curl: what curl reads is what was meant, for every option and odd values", "[cli]") {
    const std::array values{"",      "1",       "a b",      "it's",         "$HOME",    "`id`;|&<>", "-x",
                            "--url", "a\nb\tc", "\x1b[31m", "\xff",         "\xc3\xa9", "\\",        "\"",
                            "^\"",   "#",       "~/x",      "{a,b}[1-2]?*", "@file",    "=",         "!"};
    for (const Flag& flag : flag_table()) {
        if (flag.origin == Origin::own || flag.id == FlagId::help || flag.id == FlagId::version) continue;
        for (const char* value : values) {
            INFO(flag.name << " " << value);
            std::vector<std::string> words{"-j", "u", "--" + std::string(flag.name)};
            if (flag.takes_value()) words.emplace_back(value);
            words.emplace_back("--insecure");
            std::string expected = flat_args(parse(words).args);
            expected.erase(0, expected.find(' ') + 1);  // "json-report "
            CHECK(pasted({"--from-curl", as_curl(words, CurlSecrets::shown)}) == expected);
        }
        if (flag.takes_value() || is_choice(flag.id)) continue;
        const std::string off = "--no-" + std::string(flag.name);
        CHECK(pasted({"--from-curl", as_curl({off})}) == off.substr(2));
    }
}
