// SPDX-License-Identifier: MIT
#include "policy/redirect_rules.hpp"

#include "support/catch.hpp"

using namespace rtrip;

namespace {

Url url(const std::string& text) {
    auto parsed = Url::parse(text);
    INFO(text);
    REQUIRE(parsed);
    return std::move(*parsed);
}

RedirectInput input(int status, const std::string& method, BodySupply body = BodySupply::none) {
    RedirectInput in(status, method, url("http://a.test/one"));
    in.locations = {"/two"};
    in.body = body;
    return in;
}

// "GET", "POST with body", "stop", or the code of the error.
std::string outcome(const RedirectPlan& plan) {
    if (plan.error) return std::string(error_code_name(plan.error->code));
    if (plan.action != RedirectAction::follow) return "stop";
    return plan.method + (plan.keeps_body ? " with body" : "");
}

std::string outcome(int status, const std::string& method, BodySupply body = BodySupply::rewindable) {
    return outcome(plan_redirect({}, input(status, method, body)));
}

RedirectPlan to(const std::string& location, const std::string& base = "http://a.test/dir/one?q#frag") {
    RedirectInput in(302, "GET", url(base));
    in.locations = {location};
    return plan_redirect({}, in);
}

std::string target(const std::string& location) {
    const RedirectPlan plan = to(location);
    return plan.target ? plan.target->to_string() : outcome(plan);
}

}  // namespace

TEST_CASE("redirect: method and body by status", "[redirect]") {
    struct Row {
        std::string method;
        std::string s301, s302, s303, s307, s308;
    };
    // Where Go makes GET out of everything on 301 and 302, we do as curl: of POST alone.
    const std::vector<Row> rows{
        {"GET", "GET with body", "GET with body", "GET", "GET with body", "GET with body"},
        {"HEAD", "HEAD with body", "HEAD with body", "HEAD", "HEAD with body", "HEAD with body"},
        {"POST", "GET", "GET", "GET", "POST with body", "POST with body"},
        {"PUT", "PUT with body", "PUT with body", "GET", "PUT with body", "PUT with body"},
        {"PATCH", "PATCH with body", "PATCH with body", "GET", "PATCH with body", "PATCH with body"},
        {"DELETE", "DELETE with body", "DELETE with body", "GET", "DELETE with body", "DELETE with body"},
        {"OPTIONS", "OPTIONS with body", "OPTIONS with body", "GET", "OPTIONS with body", "OPTIONS with body"},
        {"QUERY", "QUERY with body", "QUERY with body", "GET", "QUERY with body", "QUERY with body"},
        {"BREW", "BREW with body", "BREW with body", "GET", "BREW with body", "BREW with body"},
        {"post", "post with body", "post with body", "GET", "post with body", "post with body"},
    };
    for (const Row& row : rows) {
        INFO(row.method);
        CHECK(outcome(301, row.method) == row.s301);
        CHECK(outcome(302, row.method) == row.s302);
        CHECK(outcome(303, row.method) == row.s303);
        CHECK(outcome(307, row.method) == row.s307);
        CHECK(outcome(308, row.method) == row.s308);
    }
}

TEST_CASE("redirect: without a body the method changes all the same", "[redirect]") {
    CHECK(outcome(302, "POST", BodySupply::none) == "GET");
    CHECK(outcome(307, "POST", BodySupply::none) == "POST");
    CHECK(outcome(303, "HEAD", BodySupply::none) == "HEAD");
    CHECK(plan_redirect({}, input(302, "POST")).record.method_change == "POST to GET");
    CHECK(plan_redirect({}, input(302, "POST")).record.body == "none");
    CHECK(plan_redirect({}, input(302, "GET")).record.method_change.empty());
}

TEST_CASE("redirect: a method that the user named stays, the implied one decides about the body", "[redirect]") {
    struct Row {
        int status;
        std::string named, implied, outcome, implied_next;
    };
    const std::vector<Row> rows{
        {302, "POST", "POST", "POST", "GET"},
        {302, "PUT", "POST", "PUT", "GET"},
        {307, "PUT", "POST", "PUT with body", "POST"},
        {301, "PATCH", "PUT", "PATCH with body", "PUT"},
        {303, "PATCH", "PUT", "PATCH", "GET"},
        {303, "DELETE", "GET", "DELETE", "GET"},
        {302, "GET", "POST", "GET", "GET"},
        {303, "GET", "HEAD", "GET", "HEAD"},
    };
    for (const Row& row : rows) {
        RedirectInput in = input(row.status, row.named, BodySupply::rewindable);
        in.implied_method = row.implied;
        const RedirectPlan plan = plan_redirect({}, in);
        INFO(row.status << " " << row.named << " " << row.implied);
        CHECK(outcome(plan) == row.outcome);
        CHECK(plan.implied_method == row.implied_next);
        CHECK(plan.record.method_change.empty());
    }
}

TEST_CASE("redirect: other statuses are answers, whatever their Location", "[redirect]") {
    for (const int status : {200, 201, 204, 300, 304, 305, 306, 309, 399, 404, 503}) {
        INFO(status);
        const RedirectPlan plan = plan_redirect({}, input(status, "GET"));
        CHECK(plan.action == RedirectAction::none);
        CHECK_FALSE(plan.error);
    }
}

TEST_CASE("redirect: the options keep POST at their own status only", "[redirect]") {
    RedirectPolicy policy;
    policy.keep_post_on_301 = true;
    CHECK(outcome(plan_redirect(policy, input(301, "POST", BodySupply::rewindable))) == "POST with body");
    CHECK(outcome(plan_redirect(policy, input(302, "POST", BodySupply::rewindable))) == "GET");
    policy = {};
    policy.keep_post_on_302 = true;
    CHECK(outcome(plan_redirect(policy, input(302, "POST", BodySupply::rewindable))) == "POST with body");
    policy = {};
    policy.keep_post_on_303 = true;
    CHECK(outcome(plan_redirect(policy, input(303, "POST", BodySupply::rewindable))) == "POST with body");
    CHECK(outcome(plan_redirect(policy, input(303, "PUT", BodySupply::rewindable))) == "GET");
    CHECK(outcome(plan_redirect(policy, input(303, "POST", BodySupply::gone))) == "redirect.body_not_rewindable");
}

TEST_CASE("redirect: a body that is gone ends where it would be needed, and only there", "[redirect]") {
    CHECK(outcome(307, "POST", BodySupply::gone) == "redirect.body_not_rewindable");
    CHECK(outcome(308, "PUT", BodySupply::gone) == "redirect.body_not_rewindable");
    CHECK(outcome(301, "PUT", BodySupply::gone) == "redirect.body_not_rewindable");
    CHECK(outcome(302, "POST", BodySupply::gone) == "GET");
    CHECK(outcome(303, "PUT", BodySupply::gone) == "GET");
    const RedirectPlan plan = plan_redirect({}, input(307, "POST", BodySupply::gone));
    CHECK(plan.record.body == "refused");
    CHECK_FALSE(plan.record.followed);
    CHECK(exit_code_of(plan.error->code) == 65);
    CHECK(plan.record.refused_because == plan.error->message);
}

TEST_CASE("redirect: where Location leads", "[redirect][location]") {
    CHECK(target("/two") == "http://a.test/two#frag");
    CHECK(target("two") == "http://a.test/dir/two#frag");
    CHECK(target("../../x") == "http://a.test/x#frag");
    CHECK(target("/a/./b/../c") == "http://a.test/a/c#frag");
    CHECK(target("?r=/x") == "http://a.test/dir/one?r=/x#frag");
    CHECK(target("#other") == "http://a.test/dir/one?q#other");
    CHECK(target("//b.test/y") == "http://b.test/y#frag");
    CHECK(target("https://b.test") == "https://b.test/#frag");
    CHECK(target("HTTP://B.TEST/") == "http://b.test/#frag");
    CHECK(target("/a b?c d") == "http://a.test/a%20b?c+d#frag");
    CHECK(target("/caf\xc3\xa9") == "http://a.test/caf%c3%a9#frag");
    CHECK(target("/own#own") == "http://a.test/own#own");
    CHECK(target("mailto:x@a.test") == "redirect.unsupported_scheme");
    CHECK(target("javascript:alert(1)") == "redirect.unsupported_scheme");
    CHECK(target("file:///etc/passwd") == "redirect.unsupported_scheme");
    CHECK(target("ftp://a.test/") == "redirect.unsupported_scheme");
    CHECK(target("http://") == "redirect.bad_location");
    CHECK(target("http://a.test:99999/") == "redirect.bad_location");
    CHECK(target("http://[::1/") == "redirect.bad_location");
    CHECK(target("/x\x01y") == "redirect.bad_location");
}

TEST_CASE("redirect: no Location or a blank one is no redirect and no error", "[redirect][location]") {
    RedirectInput in = input(302, "GET");
    in.locations.clear();
    CHECK(plan_redirect({}, in).action == RedirectAction::none);
    in.locations = {" \t"};
    CHECK(plan_redirect({}, in).action == RedirectAction::none);
}

TEST_CASE("redirect: Locations that differ are refused, repeated ones are one", "[redirect][location]") {
    RedirectInput in = input(302, "GET");
    in.locations = {"/two", "/two"};
    CHECK(outcome(plan_redirect({}, in)) == "GET");
    in.locations = {"/two", "/three"};
    CHECK(outcome(plan_redirect({}, in)) == "response.malformed");
    RedirectPolicy off;
    off.follow = false;
    CHECK_FALSE(plan_redirect(off, in).error);
}

TEST_CASE("redirect: a chain cannot grow its URL without end", "[redirect][location]") {
    CHECK(target("/" + std::string(kMaxRedirectUrlBytes - 100, 'x')).starts_with("http://a.test/xxx"));
    CHECK(target("/" + std::string(kMaxRedirectUrlBytes, 'x')) == "redirect.bad_location");
}

TEST_CASE("redirect: the limit counts followed ones; 0 is none, negative is no limit", "[redirect]") {
    RedirectInput in = input(302, "GET");
    RedirectPolicy policy;
    in.followed = 49;
    CHECK(outcome(plan_redirect(policy, in)) == "GET");
    in.followed = 50;
    CHECK(outcome(plan_redirect(policy, in)) == "redirect.too_many");
    CHECK(exit_code_of(plan_redirect(policy, in).error->code) == 47);
    policy.max_redirects = -1;
    in.followed = 100000;
    CHECK(outcome(plan_redirect(policy, in)) == "GET");
    policy.max_redirects = 0;
    in.followed = 0;
    CHECK(outcome(plan_redirect(policy, in)) == "redirect.too_many");
}

TEST_CASE("redirect: without a limit the heads of a chain have one together", "[redirect]") {
    RedirectInput in = input(302, "GET");
    RedirectPolicy policy;
    policy.max_redirects = -1;
    in.chain_bytes = kMaxChainBytes;
    CHECK(outcome(plan_redirect(policy, in)) == "GET");
    ++in.chain_bytes;
    CHECK(outcome(plan_redirect(policy, in)) == "redirect.too_many");
    policy.follow = false;
    CHECK_FALSE(plan_redirect(policy, in).error);
}

TEST_CASE("redirect: at the limit a circle is called one", "[redirect]") {
    RedirectInput in = input(302, "GET");
    in.followed = 50;
    std::vector<std::string> visited{"http://a.test/zero", "http://a.test/two"};
    in.visited = &visited;
    CHECK(plan_redirect({}, in).error->message.find("circle") != std::string::npos);
    visited = {"http://a.test/zero"};
    CHECK(plan_redirect({}, in).error->message.find("circle") == std::string::npos);
}

TEST_CASE("redirect: not asked to follow, it is recorded and is no failure", "[redirect]") {
    RedirectPolicy off;
    off.follow = false;
    const RedirectPlan plan = plan_redirect(off, input(302, "POST", BodySupply::gone));
    CHECK(plan.action == RedirectAction::refuse);
    CHECK_FALSE(plan.error);
    CHECK(plan.record.location == "http://a.test/two");
    CHECK_FALSE(plan.record.followed);
    RedirectInput in = input(302, "GET");
    in.locations = {"mailto:x@a.test"};
    CHECK_FALSE(plan_redirect(off, in).error);
    CHECK(plan_redirect(off, in).record.location == "mailto:x@a.test");
}

TEST_CASE("redirect: no password of a Location gets into a message", "[redirect][secrets]") {
    for (const char* location : {"ftp://u:hunter2@a.test/", "http://u:hunter2@/", "http://u:hunter2@a.test:x/"}) {
        const RedirectPlan plan = to(location);
        INFO(location);
        REQUIRE(plan.error);
        CHECK(plan.error->message.find("hunter2") == std::string::npos);
        CHECK(plan.record.refused_because.find("hunter2") == std::string::npos);
    }
}
