// SPDX-License-Identifier: MIT
#include <chrono>
#include <string>
#include <vector>

#include "evidence.hpp"

using namespace rtrip;
using namespace rtrip::expect;
using namespace rtrip::render;

namespace {

struct Row {
    std::string text;
    bool ok;
};

void check(const Case& subject, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        INFO(row.text);
        const Judgement judgement = subject.judge(row.text);
        INFO(judgement.reason);
        CHECK(judgement.ok == row.ok);
    }
}

}  // namespace

TEST_CASE("expectations: a body as text, and the place in it", "[expect][body]") {
    const Case subject(fixtures::https_by_name(), "first line\nsecond: ERROR 7\nthird\n");
    check(subject, {
                       {"body~ERROR \\d", true},
                       {"body~^first", true},
                       {"body~(?m)^third$", true},
                       {"body!~panic", true},
                       {"body contains second", true},
                       {"body !contains fourth", true},
                       {"body exists", true},
                       {"body!=x", true},
                       {"body==x", false},
                       {"body !exists", false},
                   });
    const Judgement there = subject.judge("body!~ERROR");
    CHECK_FALSE(there.ok);
    REQUIRE(there.place);
    CHECK(there.place->offset == 19);
    CHECK(there.place->line == 2);
    CHECK(there.place->excerpt == "ERROR 7");
    const Judgement missing = subject.judge("body~fourth");
    CHECK(missing.reason == "it is not in the 33 bytes of the body");
    CHECK(missing.actual.text == "first line\nsecond: ERROR 7\nthird\n");
    CHECK_FALSE(subject.judge("body~first").place);
}

TEST_CASE("expectations: a body as JSON, and the place in it", "[expect][body]") {
    const Case subject(fixtures::https_by_name(), R"({
  "status": "ok", "count": 5, "ratio": 0.25, "big": 9007199254740993, "none": null, "on": true, "text5": "5",
  "items": [{"id": 1}, {"id": 2}], "tags": ["a", "b", 3], "a/b": {"c~d": "x y"}
})");
    check(subject, {
                       {"json exists", true},
                       {"json./status==ok", true},
                       {"json./status==\"ok\"", true},
                       {"json./status!=bad", true},
                       {"json./status==bad", false},
                       {"json./status<5", false},
                       {"json./count==5", true},
                       {"json./count==5.0", true},
                       {"json./count==\"5\"", false},
                       {"json./count!=\"5\"", true},
                       {"json./count==five", false},
                       {"json./count<10", true},
                       {"json./count==5B", false},
                       {"json./text5==5", true},
                       {"json./text5<6", false},
                       {"json./ratio<=0.25", true},
                       {"json./big==9007199254740993", true},
                       {"json./big==9007199254740992", false},
                       {"json./none==null", true},
                       {"json./none exists", false},
                       {"json./none !exists", true},
                       {"json./none!=5", false},
                       {"json./on==true", true},
                       {"json./on!=true", false},
                       {"json./on<5", false},
                       {"json./items/1/id==2", true},
                       {"json./items/2/id==2", false},
                       {"json./items/2 !exists", true},
                       {"json./items/-==2", false},
                       {"json./items==5", false},
                       {"json./items!=5", false},
                       {"json./items/0~id", false},
                       {"json./tags contains b", true},
                       {"json./tags contains 3", true},
                       {"json./tags !contains c", true},
                       {"json./tags~^b$", true},
                       {"json./items contains 1", false},
                       {"json./a~1b/c~0d==x y", true},
                       {"json./a~1b/c~0d~^x", true},
                       {"json./missing==5", false},
                       {"json./missing!=5", false},
                       {"json./missing==null", true},
                   });
    const Judgement wrong = subject.judge("json./status==bad");
    REQUIRE(wrong.place);
    CHECK(wrong.place->line == 2);
    CHECK(wrong.place->excerpt.starts_with("\"ok\", \"count\""));
    CHECK(wrong.actual.text == "ok");
    const Judgement deep = subject.judge("json./items/0/name==x");
    CHECK(deep.reason == "what leads to it has no such member");
    REQUIRE(deep.place);
    CHECK(deep.place->line == 3);
    CHECK(deep.place->excerpt.starts_with("{\"id\": 1}"));
    CHECK(subject.judge("json./items/name==x").reason == "what leads to it is a list, and has no names");
    CHECK(subject.judge("json./count/x==1").reason == "what leads to it is a number");
}

TEST_CASE("expectations: a body that is no JSON says where", "[expect][body]") {
    const Case subject(fixtures::https_by_name(), "<html>\n");
    const Judgement judgement = subject.judge("json./a==1");
    CHECK_FALSE(judgement.ok);
    CHECK(judgement.reason == "the body is no JSON: this is no value");
    REQUIRE(judgement.place);
    CHECK(judgement.place->excerpt == "<html>");
    CHECK_FALSE(subject.judge("json./a!exists").ok);
    CHECK(Case(fixtures::https_by_name(), "").judge("json exists").reason == "the body is no JSON: a value is missing");
}

TEST_CASE("expectations: a body that was cut short or is too long meets nothing", "[expect][body]") {
    Case subject(fixtures::https_by_name(), "{}");
    subject.body.complete = false;
    for (const std::string text : {"body~x", "body!~x", "json exists", "json./a!exists"}) {
        const Judgement judgement = subject.judge(text);
        CHECK_FALSE(judgement.ok);
        CHECK(judgement.reason == "the body did not come to its end");
    }
    subject.body.complete = true;
    subject.body.append(std::string(kMaxBodyBytes - 2, ' '));
    CHECK(subject.judge("json exists").ok);
    subject.body.append(" ");
    CHECK(subject.body.bytes.empty());
    CHECK(subject.judge("json exists").reason == "the body is longer than the 16 MiB that are kept");
    subject.body.append("more");
    CHECK(subject.body.too_long);
}

TEST_CASE("expectations: a pattern is held to a body in bounded time", "[expect][body]") {
    const Case large(fixtures::https_by_name(), std::string(kMaxBodyBytes, 'a'));
    const Judgement judgement = large.judge("body~(a|b)*a(a|b){200}c");
    CHECK_FALSE(judgement.ok);
    CHECK(judgement.reason == "it is too long for so large a pattern");
    // The classic of those that try again and again.
    const Case small(fixtures::https_by_name(), std::string(100'000, 'a'));
    CHECK_FALSE(small.judge("body~^(a+)+$b").ok);
    CHECK(small.judge("body~^(a|aa)+$").ok);
}
