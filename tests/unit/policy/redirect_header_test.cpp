// SPDX-License-Identifier: MIT
#include "policy/redirect_rules.hpp"
#include "support/catch.hpp"

using namespace rtrip;

namespace {

Url parsed(const std::string& text) {
    auto parsed = Url::parse(text);
    INFO(text);
    REQUIRE(parsed);
    return std::move(*parsed);
}

Header fields(const std::vector<std::string>& names) {
    Header out;
    for (const std::string& name : names) out.add(name, "v");
    return out;
}

std::string names(const Header& header) {
    std::string out;
    for (const HeaderField& field : header.fields()) out += (out.empty() ? "" : " ") + field.name;
    return out;
}

std::string joined(const std::vector<std::string>& list) {
    std::string out;
    for (const std::string& name : list) out += (out.empty() ? "" : " ") + name;
    return out;
}

struct Hop {
    RedirectPlan plan;
    Header header;
};

Hop hop(const RedirectPolicy& policy, const RedirectInput& in, const Header& header) {
    Hop out;
    out.plan = plan_redirect(policy, in);
    REQUIRE(out.plan.action == RedirectAction::follow);
    out.header = next_header(policy, in, header, out.plan);
    return out;
}

Hop hop(const std::string& from, const std::string& to, const Header& header, const RedirectPolicy& policy = {}) {
    RedirectInput in(302, "GET", parsed(from));
    if (in.url.user()) in.own_userinfo = in.url;
    in.locations = {to};
    return hop(policy, in, header);
}

}  // namespace

// Go's table of nethttp with our rule: scheme, host and port together, and no subdomains.
TEST_CASE("redirect: credentials go only where scheme, host and port are the same", "[redirect][credentials]") {
    struct Row {
        const char* from;
        const char* to;
        const char* why;  // empty: kept
    };
    const std::vector<Row> rows{
        {"http://foo.com/", "http://bar.com/", "another host"},
        {"http://foo.com/", "https://foo.com/", "another scheme"},
        {"https://foo.com/", "http://foo.com/", "another scheme"},
        {"https://foo.com:8443/", "http://foo.com:8443/", "another scheme"},
        {"http://foo.com:1234/", "http://foo.com:4321/", "another port"},
        {"http://foo.com:80/", "http://foo.com/", ""},
        {"http://foo.com/", "http://foo.com:80/x", ""},
        {"https://foo.com:443/", "https://foo.com/", ""},
        {"http://foo.com:443/", "https://foo.com/", "another scheme"},
        {"http://foo.com:1234/", "http://sub.foo.com/", "another host"},
        {"http://foo.com/", "http://sub.foo.com/", "another host"},
        {"http://sub.foo.com/", "http://foo.com/", "another host"},
        {"http://foo.com/", "http://notfoo.com/", "another host"},
        {"http://foo.com/", "http://foo.com.evil.test/", "another host"},
        {"http://foobar.com/", "http://fooBAR.com/", ""},
        {"http://foo.com/", "http://foo.com@bar.com/", "another host"},
        {"http://127.0.0.1/", "http://127.1/", ""},
        {"http://127.0.0.1/", "http://[::1]/", "another host"},
        {"http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", ""},
        {"http://example.com/",
         "http://evil\xe3\x80\x82"
         "example.com/",
         "another host"},
        {"http://foo.com/", "/relative", ""},
        {"http://foo.com/", "//foo.com/relative", ""},
        {"http://foo.com:81/", "//foo.com/", "another port"},
    };
    const Header header = fields({"Accept", "Authorization", "Cookie", "X-Other"});
    for (const Row& row : rows) {
        INFO(row.from << " to " << row.to);
        const Hop made = hop(row.from, row.to, header);
        CHECK(made.plan.record.stripped_because == row.why);
        const bool kept = std::string(row.why).empty();
        CHECK(names(made.header) == (kept ? "Accept Authorization Cookie X-Other" : "Accept X-Other"));
        CHECK(joined(made.plan.record.stripped_headers) == (kept ? "" : "Authorization Cookie"));
    }
}

TEST_CASE("redirect: every field that is bound to a place, in any case of its letters", "[redirect][credentials]") {
    const Header header = fields({"authorization", "COOKIE", "Cookie2", "Proxy-Authorization", "WWW-Authenticate",
                                  "Proxy-Authenticate", "host", "Range", "Referer"});
    const Hop away = hop("http://a.test/", "http://b.test/", header);
    CHECK(names(away.header) == "Range Referer");
    CHECK(away.plan.record.stripped_headers.size() == 7);
    CHECK(names(hop("http://a.test/", "/x", header).header) == names(header));
}

TEST_CASE("redirect: trust covers Authorization and Cookie alone", "[redirect][credentials]") {
    RedirectPolicy policy;
    policy.trusted = true;
    const Header header = fields({"Authorization", "Cookie", "Proxy-Authorization", "Host"});
    const Hop made = hop("http://a.test/", "https://b.test/", header, policy);
    CHECK(names(made.header) == "Authorization Cookie");
    CHECK(joined(made.plan.record.stripped_headers) == "Proxy-Authorization Host");
}

TEST_CASE("redirect: what layers below withhold is named once", "[redirect][credentials]") {
    RedirectPolicy policy;
    policy.added_below = {"Authorization", "Cookie"};
    RedirectInput in(302, "GET", parsed("http://a.test/"));
    in.locations = {"http://b.test/"};
    CHECK(joined(hop(policy, in, {}).plan.record.stripped_headers) == "Authorization Cookie");
    in.crossed_before = true;
    CHECK(hop(policy, in, {}).plan.record.stripped_headers.empty());
    in.crossed_before = false;
    policy.trusted = true;
    CHECK(hop(policy, in, {}).plan.record.stripped_headers.empty());
}

TEST_CASE("redirect: user-info of the URL stays at its place, Location's is for one hop", "[redirect][credentials]") {
    struct Row {
        const char* to;
        const char* target;
    };
    const std::vector<Row> rows{
        {"/x", "http://u:p@a.test/x"},
        {"http://a.test/x", "http://u:p@a.test/x"},
        {"http://a.test:81/x", "http://a.test:81/x"},
        {"https://a.test/x", "https://a.test/x"},
        {"http://b.test/x", "http://b.test/x"},
        {"http://eve:e@a.test/x", "http://eve:e@a.test/x"},
        {"http://eve:e@b.test/x", "http://eve:e@b.test/x"},
    };
    for (const Row& row : rows) {
        INFO(row.to);
        const Hop made = hop("http://u:p@a.test/", row.to, {});
        CHECK(made.plan.target->to_string() == row.target);
        const bool crossed = made.plan.change != OriginChange::none;
        CHECK(joined(made.plan.record.stripped_headers) == (crossed ? "Authorization" : ""));
    }
    // An empty one says: as nobody.
    CHECK(hop("http://u:p@a.test/", "http://@a.test/x", {}).plan.target->user().value_or("").empty());
    CHECK(hop("http://u:p@a.test/", "http://@a.test/x", {}).plan.userinfo_is_locations);
    // The hop after one that had Location's user-info.
    RedirectInput in(302, "GET", parsed("http://eve:e@a.test/x"));
    in.locations = {"/y"};
    CHECK(hop({}, in, {}).plan.target->to_string() == "http://a.test/y");
    in.own_userinfo = parsed("http://u:p@a.test/");
    CHECK(hop({}, in, {}).plan.target->to_string() == "http://u:p@a.test/y");
}

TEST_CASE("redirect: fields that describe a body go with it", "[redirect]") {
    RedirectInput in(302, "POST", parsed("http://a.test/"));
    in.locations = {"/x"};
    in.body = BodySupply::rewindable;
    const Header header = fields({"Content-Type", "content-length", "Content-Encoding", "Content-Language",
                                  "Content-Location", "Transfer-Encoding", "Expect", "Trailer", "Accept", "X-Content"});
    CHECK(names(hop({}, in, header).header) == "Accept X-Content");
    in.status = 307;
    CHECK(names(hop({}, in, header).header) == names(header));
    in.status = 302;
    in.body = BodySupply::none;
    CHECK(names(hop({}, in, header).header) == "Accept X-Content");
    in.method = "GET";
    CHECK(names(hop({}, in, header).header) == names(header));
}

TEST_CASE("redirect: credentials of a service's own are passed on and reported", "[redirect][credentials]") {
    const Header header =
        fields({"X-Api-Key", "Api-Token", "X-Auth", "Accept", "X-Session-Id", "Author", "Idempotency-Key"});
    const Hop away = hop("http://a.test/", "http://b.test/", header);
    CHECK(names(away.header) == names(header));
    CHECK(joined(away.plan.record.exposed_headers) == "X-Api-Key Api-Token X-Auth X-Session-Id");
    CHECK(hop("http://a.test/", "/x", header).plan.record.exposed_headers.empty());
}

TEST_CASE("redirect: Referer", "[redirect][referer]") {
    struct Row {
        const char* from;
        const char* to;
        const char* own;
        bool automatic;
        const char* want;  // empty: none
    };
    const std::vector<Row> rows{
        {"http://gopher:go@test.com/", "http://link.com/", "", true, "http://test.com/"},
        {"https://test.com/", "https://link.com/", "", true, "https://test.com/"},
        {"https://test.com/", "http://link.com/", "", true, ""},
        {"https://test.com/", "http://link.com/", "https://foo.com", true, ""},
        {"https://test.com/", "http://link.com/", "https://foo.com", false, ""},
        {"https://test.com/", "https://link.com/", "https://foo.com", false, "https://foo.com"},
        {"https://test.com/", "https://link.com/", "https://foo.com", true, "https://test.com/"},
        {"http://test.com/a?b=c#frag", "/x", "", true, "http://test.com/a?b=c"},
        {"http://test.com/a", "/x", "", false, ""},
        {"http://test.com/a", "https://link.com/", "", true, "http://test.com/a"},
    };
    for (const Row& row : rows) {
        INFO(row.from << " to " << row.to);
        RedirectPolicy policy;
        policy.auto_referer = row.automatic;
        Header header;
        if (*row.own != '\0') header.add("Referer", row.own);
        CHECK(hop(row.from, row.to, header, policy).header.get("Referer").value_or("") == row.want);
    }
}
