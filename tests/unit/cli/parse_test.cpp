// SPDX-License-Identifier: MIT
#include "cli/parse.hpp"

#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;

namespace {

/// "name=value" and "no-name", in order.
std::string flat(const std::vector<std::string>& words) {
    const Parsed parsed = parse(words);
    std::string text;
    for (const Occurrence& item : parsed.args.items) {
        if (!text.empty()) text += " ";
        text += (item.on ? "" : "no-") + std::string(flag_of(item.id).name);
        if (flag_of(item.id).takes_value()) text += "=" + item.value;
    }
    for (const Error& problem : parsed.problems) text += "!" + problem.message;
    return text;
}

struct Row {
    std::vector<std::string> words;
    std::string expected;
};

}  // namespace

TEST_CASE("parse: what curl allows on a command line", "[cli]") {
    const std::vector<Row> rows{
        {{"http://a"}, "url=http://a"},
        {{"-sSo", "f", "u"}, "silent show-error output=f url=u"},
        {{"-sSof", "u"}, "silent show-error output=f url=u"},
        {{"-o", "-", "u"}, "output=- url=u"},
        {{"-X", "-d", "u"}, "request=-d url=u"},
        {{"--request", "PUT", "u"}, "request=PUT url=u"},
        {{"--request=PUT", "u"}, "request=PUT url=u"},
        {{"--data=a=b"}, "data=a=b"},
        {{"--reque", "PUT"}, "!option --reque: is ambiguous"},
        {{"--request-t", "*"}, "request-target=*"},
        {{"--upload", "f"}, "upload-file=f"},
        {{"--no-pool", "--pool"}, "no-pool pool"},
        {{"--no-keepalive"}, "no-keepalive"},
        {{"-N"}, "no-buffer"},
        {{"--no-silent"}, "no-silent"},
        {{"u1", "-o", "f", "u2"}, "url=u1 output=f url=u2"},
        {{"-s", "--", "-v", "--x"}, "silent url=-v url=--x"},
        {{"-"}, "url=-"},
        {{""}, "url="},
        {{"-H", ""}, "header="},
        {{"-H", "[a,b]", "-d", "[1,2]"}, "header=[a,b] data=[1,2]"},
        {{"-d", "a", "--json", "b", "-d", "c"}, "data=a json=b data=c"},
        {{"-d", "a", "u", "-d", "b"}, "data=a url=u data=b"},
        {{"-4", "-6", "-0", "-1", "-#"}, "ipv4 ipv6 http1.0 tlsv1 progress-bar"},
        {{"--tlsv1.2", "--tlsv1.3"}, "tlsv1.2 tlsv1.3"},
        {{"--http1.1"}, "http1.1"},
        {{"-m5", "-m", "6"}, "max-time=5 max-time=6"},
        {{"--foo"}, "!option --foo: is unknown"},
        {{"--foo=secret"}, "!option --foo: is unknown"},
        {{"-%"}, "!option -%: is unknown"},
        {{"-o"}, "!option -o: needs a value (FILE)"},
        {{"--output"}, "!option --output: needs a value (FILE)"},
        {{"--no-output", "f"}, "!option --no-output: --no- is for switches, this one takes a value"},
        {{"--no-http1.0"}, "!option --no-http1.0: --no- is for what can be off, this one chooses between several"},
        {{"--no-ipv4"}, "!option --no-ipv4: --no- is for what can be off, this one chooses between several"},
        {{"--silent=yes"}, "!option --silent: takes no value"},
        {{"--foo", "--bar"}, "!option --foo: is unknown!option --bar: is unknown"},
        {{"--tls"}, "!option --tls: is ambiguous"},
    };
    for (const Row& row : rows) {
        CHECK(flat(row.words) == row.expected);
    }
}

TEST_CASE("parse: prefixes of --no- forms are taken when there is one", "[cli]") {
    CHECK(flat({"--no-sess"}) == "no-sessionid");
    CHECK(flat({"--no-keepa"}) == "no-keepalive");
    CHECK(flat({"--no-tcp-n"}) == "no-tcp-nodelay");
}

TEST_CASE("parse: options of later versions are not known yet", "[cli]") {
    for (const char* name : {"--http2", "--http3", "--hsts"}) {
        INFO(name);
        CHECK_FALSE(parse(std::vector<std::string>{name, "http://a"}).problems.empty());
    }
}

TEST_CASE("parse: help and version win over everything else", "[cli]") {
    CHECK(parse(std::vector<std::string>{"--foo", "--help"}).help);
    CHECK(parse(std::vector<std::string>{"-h", "tls"}).help_topic == "tls");
    CHECK(parse(std::vector<std::string>{"-V", "-o"}).version);
}
