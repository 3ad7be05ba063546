// SPDX-License-Identifier: MIT
#include "policy/challenge.hpp"

#include "support/catch.hpp"

using namespace rtrip;

namespace {

// "scheme(name=value,...)" or "scheme[token68]", joined by spaces.
std::string shown(const std::vector<std::string_view>& values) {
    std::string out;
    for (const Challenge& challenge : parse_challenges(values)) {
        out += (out.empty() ? "" : " ") + challenge.scheme;
        if (!challenge.token68.empty()) out += "[" + challenge.token68 + "]";
        std::string parameters;
        for (const Parameter& p : challenge.parameters) {
            parameters += (parameters.empty() ? "" : ",") + p.name + "=" + p.value;
        }
        if (!parameters.empty()) out += "(" + parameters + ")";
    }
    return out;
}

}  // namespace

TEST_CASE("challenge: one or several, in one field or in many", "[auth]") {
    struct Row {
        std::vector<std::string_view> fields;
        std::string result;
    };
    const auto row = GENERATE(values<Row>({
        {{}, ""},
        {{"Basic realm=\"r\""}, "basic(realm=r)"},
        {{"Negotiate"}, "negotiate"},
        {{"Negotiate, Basic realm=\"a, b\", Digest realm=\"d\", nonce=\"n\""},
         "negotiate basic(realm=a, b) digest(realm=d,nonce=n)"},
        {{"Basic realm=r", "DIGEST nonce=n"}, "basic(realm=r) digest(nonce=n)"},
        {{"NTLM TlRMTVNTUAAB==, Basic realm=\"x\""}, "ntlm[TlRMTVNTUAAB==] basic(realm=x)"},
        {{"Unknown a=1, b=2, Basic realm=\"x\""}, "unknown(a=1,b=2) basic(realm=x)"},
        {{"Digest realm = \"x\" , nonce= n,qop = \"auth-int, auth\""}, "digest(realm=x,nonce=n,qop=auth-int, auth)"},
        {{"Digest realm=\"say \\\"hi\\\" \\\\ \", nonce=\"n\""}, "digest(realm=say \"hi\" \\ ,nonce=n)"},
        {{",, Basic realm=r ,,"}, "basic(realm=r)"},
        {{"Basic realm=\"r\", charset=\"UTF-8\""}, "basic(realm=r,charset=UTF-8)"},
    }));
    CHECK(shown(row.fields) == row.result);
}

TEST_CASE("challenge: of several parameters of one name the last counts", "[auth]") {
    const auto challenges = parse_challenges({"Digest nonce=one, NONCE=two, realm=\"r\""});
    REQUIRE(challenges.size() == 1);
    CHECK(challenges[0].parameter("nonce") == "two");
    CHECK_FALSE(challenges[0].parameter("qop"));
}

TEST_CASE("challenge: what makes no sense is passed over", "[auth][hostile]") {
    struct Row {
        std::string_view field;
        std::string result;
    };
    const auto row = GENERATE(values<Row>({
        {"=", ""},
        {"\"\"", ""},
        {"a=b", ""},
        {"\"x, Basic realm=y\", Basic realm=r", "basic(realm=r)"},
        {"Basic realm=\"never closed, Digest nonce=n", "basic(realm=never closed, Digest nonce=n)"},
        {"Basic \x01\x02, Digest nonce=n", "basic digest(nonce=n)"},
        {"Basic realm=", "basic[realm=]"},
    }));
    CAPTURE(std::string(row.field));
    CHECK(shown({row.field}) == row.result);
}
