// SPDX-License-Identifier: MIT
#include "cli/resolve.hpp"

#include "fake_env.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;
using rtrip::test::FakeEnv;
using rtrip::test::refusal;

namespace {

Plan plan_of(const std::vector<std::string>& words, FakeEnv fake = {}) {
    Resolved resolved = fake.resolve(words);
    for (const Error& problem : resolved.problems) UNSCOPED_INFO(problem.message);
    REQUIRE(resolved.plan);
    return std::move(*resolved.plan);
}

}  // namespace

TEST_CASE("resolve: defaults without options", "[cli]") {
    const Plan plan = plan_of({"http://a"});
    CHECK(plan.report.format == ReportFormat::human);
    CHECK(plan.groups.at(0).urls.at(0).output.kind == OutputKind::drop);
    CHECK(plan.groups.at(0).connect.tls.verify);
    CHECK_FALSE(plan.groups.at(0).timeouts.total);
    CHECK_FALSE(plan.groups.at(0).request.data);
}

TEST_CASE("resolve: every problem is told at once", "[cli]") {
    FakeEnv fake;
    const Resolved resolved = fake.resolve({"-m", "x", "-X", "BA D", "--report", "xml", "http://a b/", "http://ok/"});
    CHECK(resolved.problems.size() == 4);
    CHECK_FALSE(resolved.plan);
    REQUIRE(resolved.bad_urls.size() == 1);
    CHECK(resolved.bad_urls[0].text == "http://a b/");
}

TEST_CASE("resolve: what is refused before anything is sent, and with which code", "[cli]") {
    struct Row {
        std::vector<std::string> words;
        int code;
    };
    const std::vector<Row> rows{
        {{}, 2},
        {{"http://a:0/"}, 3},
        {{"http://a:x/"}, 3},
        {{"http://"}, 3},
        {{"ftp://a/"}, 1},
        {{"http://a/{b"}, 3},
        {{"http://a/", "-m", "-1"}, 2},
        {{"http://a/", "--idle-timeout", "0"}, 2},
        {{"http://a/", "-d", "x", "-I"}, 2},
        {{"http://a/", "-d", "x", "-T", "f"}, 2},
        {{"http://a/", "-d", "@missing"}, 26},
        {{"http://a/", "--data-binary", "@missing"}, 26},
        {{"http://a/", "-T", "missing"}, 26},
        {{"http://a/", "-0", "-T", "-"}, 2},
        {{"http://a/", "-H", "A: b\r\nC: d"}, 2},
        {{"http://a/", "-H", "bad name: x"}, 2},
        {{"http://a/", "-H", "@missing"}, 26},
        {{"http://a/", "--request-target", "a b"}, 2},
        {{"http://a/", "-A", "x\ny"}, 2},
        {{"http://a/", "--oauth2-bearer", "x\ny"}, 2},
        {{"http://a/", "--resolve", "nonsense"}, 49},
        {{"http://a/", "--resolve", "a:80:not-an-address"}, 49},
        {{"http://a/", "--local-port", "9-8"}, 2},
        {{"http://a/", "--dns-servers", "dns.example"}, 2},
        {{"http://a/", "--connect-to", "a:80"}, 2},
        {{"http://a/", "--tls-max", "1.4"}, 2},
        {{"http://a/", "--cert-type", "ENG"}, 2},
        {{"http://a/", "--max-filesize", "1x"}, 2},
        {{"http://a/", "--color", "blue"}, 2},
        {{"http://a/", "-O"}, 23},
        {{"http://a/..", "--path-as-is", "-O"}, 23},
        {{"https://a/", "--cacert", "missing"}, 77},
        {{"https://a/", "--capath", "missing"}, 77},
        {{"https://a/", "--crlfile", "missing"}, 82},
        {{"https://a/", "-E", "missing"}, 58},
        {{"http://a/", "--cacert", "missing"}, 0},
        {{"https://a/", "-k", "--cacert", "missing"}, 0},
    };
    for (const Row& row : rows) {
        std::string shown;
        for (const std::string& word : row.words) shown += word + " ";
        INFO(shown);
        FakeEnv fake;
        fake.files["f"] = "x";
        CHECK(refusal(row.words, fake) == row.code);
    }
}

TEST_CASE("resolve: messages never show passwords", "[cli]") {
    FakeEnv fake;
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"http://u:hunter2@a b/"},
             {"http://u:hunter2@a/{"},
             {"--user=u:hunter2", "--nope"},
             {"http://u:hunter2@h:x/", "-u", "u:hunter2", "--pass", "hunter2", "--oauth2-bearer", "hunter2\n"},
             {"http://h/", "-H", "Authorization: hunter2\r\nx"}}) {
        const Resolved resolved = fake.resolve(words);
        CHECK_FALSE(resolved.problems.empty());
        for (const Error& problem : resolved.problems) CHECK(problem.message.find("hunter2") == std::string::npos);
        for (const auto& bad : resolved.bad_urls) CHECK(bad.text.find("hunter2") == std::string::npos);
    }
}

TEST_CASE("resolve: data is joined as curl joins it", "[cli]") {
    FakeEnv fake;
    fake.files["f"] = "l1\r\nl2\n";
    fake.files["-"] = "stdin";
    const auto data = [&fake](const std::vector<std::string>& words) {
        std::vector<std::string> all{"http://a"};
        all.insert(all.end(), words.begin(), words.end());
        return plan_of(all, fake).groups.at(0).request.data.value();
    };
    CHECK(data({"-d", "a=1", "-d", "b=2"}).bytes == "a=1&b=2");
    CHECK(data({"-d", "@f"}).bytes == "l1l2");
    CHECK(data({"-d", "@-"}).bytes == "stdin");
    CHECK(data({"--data-raw", "@f"}).bytes == "@f");
    CHECK(data({"--data-binary", "@f"}).file == "f");
    CHECK(data({"--data-binary", "@f", "-d", "x"}).bytes == "l1\r\nl2\n&x");
    CHECK(data({"--json", "{", "--json", "}"}).bytes == "{}");
    CHECK(data({"--json", "{}"}).json);
    CHECK(data({"-d", "a=1", "-d", "b=2", "--json", "{}"}).bytes == "a=1&b=2{}");
    CHECK(data({"--json", "{}", "-d", "x"}).bytes == "{}&x");
    CHECK(data({"--data-urlencode", "a b=c&d"}).bytes == "a b=c%26d");
    CHECK(data({"--data-urlencode", "=c&d"}).bytes == "c%26d");
    CHECK(data({"--data-urlencode", "c d"}).bytes == "c+d");
    CHECK(data({"--data-urlencode", "@f"}).bytes == "l1%0D%0Al2%0A");
    CHECK(data({"--data-urlencode", "x@f"}).bytes == "x=l1%0D%0Al2%0A");
    CHECK(data({"-d", ""}).bytes.empty());
}

TEST_CASE("resolve: -G and --url-query go into the query", "[cli]") {
    CHECK(plan_of({"http://a", "-G", "-d", "x=1", "-d", "y"}).groups.at(0).request.query == "x=1&y");
    CHECK(plan_of({"http://a", "-G", "-d", "x", "--url-query", "q=a b"}).groups.at(0).request.query == "q=a+b&x");
    CHECK(plan_of({"http://a", "--url-query", "+raw b"}).groups.at(0).request.query == "raw b");
    CHECK_FALSE(plan_of({"http://a", "-G", "-I", "-d", "x"}).groups.at(0).request.data);
    CHECK(plan_of({"http://a", "-G", "-I", "-d", "x"}).groups.at(0).request.head);
}

TEST_CASE("resolve: outputs and uploads pair with URLs in order", "[cli]") {
    FakeEnv fake;
    fake.files["up"] = "";
    const Plan plan = plan_of({"http://a/x", "-O", "http://b", "-o", "f", "http://c", "-T", "up"}, fake);
    REQUIRE(plan.groups.at(0).urls.size() == 3);
    CHECK(plan.groups.at(0).urls[0].output.kind == OutputKind::remote_name);
    CHECK(plan.groups.at(0).urls[1].output.file == "f");
    CHECK(plan.groups.at(0).urls[2].output.kind == OutputKind::drop);
    CHECK(plan.groups.at(0).urls[0].upload == "up");
    CHECK(plan.groups.at(0).urls[1].upload.empty());
    CHECK(plan_of({"http://a", "-o", "-"}).groups.at(0).urls[0].output.kind == OutputKind::standard_output);
}

TEST_CASE("resolve: headers say add, remove or empty", "[cli]") {
    FakeEnv fake;
    fake.files["h"] = "X-1: a\r\n\nX-2: b";
    const auto headers = plan_of({"http://a", "-H", "A: b ", "-H", "B:", "-H", "C;", "-H", "D;x", "-H", "@h"}, fake)
                             .groups.at(0)
                             .request.headers;
    REQUIRE(headers.size() == 5);
    CHECK((headers[0].name == "A" && headers[0].value == "b" && !headers[0].remove));
    CHECK((headers[1].name == "B" && headers[1].remove));
    CHECK((headers[2].name == "C" && headers[2].value.empty() && !headers[2].remove));
    CHECK(headers[4].name == "X-2");
}

TEST_CASE("resolve: a missing password is asked for, or empty without a terminal", "[cli]") {
    FakeEnv fake;
    CHECK(plan_of({"http://a", "-u", "u"}, fake).groups.at(0).layers.auth.user ==
          std::pair<std::string, std::string>("u", ""));
    fake.typed_password = "typed";
    CHECK(plan_of({"http://a", "-u", "u"}, fake).groups.at(0).layers.auth.user ==
          std::pair<std::string, std::string>("u", "typed"));
    CHECK(plan_of({"http://a", "-u", "u:"}, fake).groups.at(0).layers.auth.user ==
          std::pair<std::string, std::string>("u", ""));
    CHECK(plan_of({"http://a", "-u", "u:a:b"}, fake).groups.at(0).layers.auth.user ==
          std::pair<std::string, std::string>("u", "a:b"));
}

TEST_CASE("resolve: -w reads its format from a file", "[cli]") {
    FakeEnv fake;
    fake.files["w"] = "%{http_code}";
    CHECK(plan_of({"http://a", "-w", "@w"}, fake).groups.at(0).output.write_out == "%{http_code}");
    CHECK(refusal({"http://a", "-w", "@missing"}) == 26);
}

TEST_CASE("resolve: ranges and referers are finished as curl does", "[cli]") {
    CHECK(plan_of({"http://a", "-r", "4"}).groups.at(0).request.range == "4-");
    CHECK(plan_of({"http://a", "-r", "0-1,5-"}).groups.at(0).request.range == "0-1,5-");
    CHECK(plan_of({"http://a", "-e", "x;auto"}).groups.at(0).request.referer == "x");
}

TEST_CASE("resolve: --next ends the hold of what stands in front of it", "[cli]") {
    const Plan plan = plan_of({"-k", "-m", "5", "-X", "PUT", "http://a", "http://b", "-o", "f", "-s", "--next", "-d",
                               "x", "http://c", "-:", "http://d", "--no-pool"});
    REQUIRE(plan.groups.size() == 3);
    CHECK(plan.groups[0].urls.size() == 2);
    CHECK(plan.groups[0].urls[0].output.file == "f");
    CHECK_FALSE(plan.groups[0].connect.tls.verify);
    CHECK(plan.groups[1].connect.tls.verify);
    CHECK(plan.groups[1].request.data);
    CHECK_FALSE(plan.groups[1].request.method);
    CHECK_FALSE(plan.groups[1].timeouts.total);
    CHECK(plan.groups[1].urls.at(0).output.kind == OutputKind::drop);
    CHECK_FALSE(plan.groups[2].request.data);
    CHECK(plan.talk.silent);
    CHECK_FALSE(plan.pool.enabled);
}

TEST_CASE("resolve: a group without a URL is refused", "[cli]") {
    FakeEnv fake;
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"--next", "http://a"}, {"http://a", "--next"}, {"http://a", "--next", "-k", "--next", "http://b"}}) {
        const Resolved resolved = fake.resolve(words);
        CHECK_FALSE(resolved.plan);
        REQUIRE(resolved.problems.size() == 1);
        CHECK(exit_code_of(resolved.problems[0].code) == 2);
        CHECK(resolved.problems[0].message.find("--next") != std::string::npos);
    }
}

TEST_CASE("resolve: how many transfers run at a time", "[cli]") {
    CHECK(plan_of({"http://a"}).workers() == 1);
    CHECK(plan_of({"http://a", "-Z"}).workers() == 50);
    CHECK(plan_of({"http://a", "-Z", "--parallel-max", "3"}).workers() == 3);
    CHECK(plan_of({"http://a", "--parallel-max", "3"}).workers() == 1);
    CHECK(plan_of({"http://a", "-Z", "--parallel-max", "0"}).workers() == 50);
    FakeEnv fake;
    for (const char* bad : {"301", "-1", "x", ""}) {
        CHECK_FALSE(fake.resolve({"http://a", "-Z", "--parallel-max", bad}).plan);
    }
}
