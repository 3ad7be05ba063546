// SPDX-License-Identifier: MIT
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
    std::string actual;  // Of numbers and texts.
};

void check(const Case& subject, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        INFO(row.text);
        const Judgement judgement = subject.judge(row.text);
        INFO(judgement.reason);
        CHECK(judgement.ok == row.ok);
        CHECK(judgement.actual.text == row.actual);
        CHECK(judgement.expr == row.text);
    }
}

}  // namespace

TEST_CASE("expectations: held against a good record", "[expect]") {
    fixtures::Fixture fixture = fixtures::https_by_name();
    fixture.trace.round_trips.back().received->header.add("X-Twice", "one");
    fixture.trace.round_trips.back().received->header.add("X-Twice", "two");
    fixture.trace.round_trips.back().received->header.add("Age", "42");
    const Case good(fixture);
    const std::string total = good.judge("total>0ms").actual.text;
    check(good, {
                    {"status==200", true, "200"},
                    {"status!=200", false, "200"},
                    {"status<400", true, "200"},
                    {"status<=199", false, "200"},
                    {"status>199", true, "200"},
                    {"status~^2..$", true, "200"},
                    {"status!~^2..$", false, "200"},
                    {"ok==true", true, ""},
                    {"ok==false", false, ""},
                    {"error==null", true, ""},
                    {"error!=null", false, ""},
                    {"error !exists", true, ""},
                    {"error.code==tls.expired", false, ""},
                    {"error.code!=tls.expired", false, ""},
                    {"response exists", true, good.judge("response exists").actual.text},
                    {"redirects==0", true, "0"},
                    {"total<1h", true, total},
                    {"total>1h", false, total},
                    {"connection.reused==false", true, ""},
                    {"connection.protocol==http/1.1", true, "http/1.1"},
                    {"http_version==1.1", true, "1.1"},
                    {"http_version>=1.1", true, "1.1"},
                    {"http_version==2", false, "1.1"},
                    {"dns.addresses.count==2", true, "2"},
                    {"round_trips.count==1", true, "1"},
                    {"round_trips[0].response.status==200", true, "200"},
                    {"round_trips[1].response.status==200", false, ""},
                    {"round_trips[1] !exists", true, ""},
                    {"header.x-twice==one", true, "one"},
                    {"header.x-twice==two", true, "two"},
                    {"header.x-twice!=two", false, "two"},
                    {"header.x-twice!=three", true, "two"},
                    {"header.x-twice==three", false, "two"},
                    {"header.x-twice~^t", true, "two"},
                    {"header.x-twice !exists", false, "two"},
                    {"header.none==x", false, ""},
                    {"header.none!=x", false, ""},
                    {"header.none !exists", true, ""},
                    {"header.none==null", true, ""},
                    {"header.none==\"null\"", false, ""},
                    {"header.age<3600", true, "42"},
                    {"header.age>3600", false, "42"},
                    {"header.x-twice<5", false, "two"},
                    {"anomalies.count==0", true, "0"},
                });
    CHECK(good.judge("total<1h").unit == "ms");
    CHECK(good.judge("header.x-twice==one").field == "x-twice");
    CHECK(good.judge("header.x-twice<5").reason.find("can't be compared") != std::string::npos);
    CHECK(good.judge("p99.total<1s").ok == false);
}

TEST_CASE("expectations: lists are looked into", "[expect]") {
    const Case good(fixtures::https_by_name());
    const std::string first = good.fixture.trace.round_trips.back().dns->addresses.front();
    CHECK(good.judge("dns.addresses contains " + first).ok);
    CHECK_FALSE(good.judge("dns.addresses !contains " + first).ok);
    CHECK_FALSE(good.judge("dns.addresses contains 10.9.8.7").ok);
    CHECK(good.judge("dns.addresses !contains 10.9.8.7").ok);
    CHECK(good.judge("dns.addresses~^[0-9a-f.:]+$").ok);
    const Judgement pairs = good.judge("response.headers contains Date");
    CHECK_FALSE(pairs.ok);
    CHECK(pairs.reason.find("other things") != std::string::npos);
}

TEST_CASE("expectations: how long certificates hold", "[expect]") {
    fixtures::Fixture fixture = fixtures::https_by_name();
    auto& chain = fixture.trace.round_trips.back().tls->chain;
    for (CertificateInfo& certificate : chain)
        certificate.not_after = fixture.trace.started_at + std::chrono::hours(900);
    chain.back().not_after = fixture.trace.started_at + std::chrono::hours(36);
    const Case good(fixture);
    CHECK(good.judge("tls.expires_in>1d").actual.text == "1.500");
    CHECK(good.judge("tls.expires_in>1d").unit == "days");
    CHECK(good.judge("tls.expires_in>1d").ok);
    CHECK_FALSE(good.judge("tls.expires_in>14d").ok);
    chain.back().not_after = fixture.trace.started_at - std::chrono::hours(36);
    const Case over(fixture);
    CHECK(over.judge("tls.expires_in<0s").actual.text == "-1.500");
    CHECK(over.judge("tls.expires_in<0s").ok);
    const Case plain(fixtures::head());
    CHECK_FALSE(plain.judge("tls.expires_in>1d").ok);
    CHECK(plain.judge("tls.expires_in!exists").ok);
}

TEST_CASE("expectations: a record without a response meets nothing but its absence", "[expect]") {
    for (const fixtures::Fixture& fixture :
         {fixtures::bad_url(), fixtures::connect_refused(), fixtures::dns_timeout()}) {
        INFO(fixture.name);
        const Case failed(fixture);
        for (const std::string text :
             {"status==200", "status!=200", "status<400", "header.a~b", "header.a!=b", "trailer.a==b", "body~x",
              "body!~x", "body exists", "json./a==1", "json exists", "response.body.wire_bytes<1MB",
              "http_version==1.1", "response exists", "tls.expires_in>1d", "response.headers.count>0"}) {
            INFO(text);
            const Judgement judgement = failed.judge(text);
            CHECK_FALSE(judgement.ok);
            CHECK(judgement.actual.kind == JsonKind::null);
            CHECK_FALSE(judgement.reason.empty());
        }
        CHECK(failed.judge("response==null").ok);
        CHECK(failed.judge("status !exists").ok);
        CHECK(failed.judge("body !exists").ok);
        CHECK(failed.judge("error exists").ok);
        CHECK(failed.judge("ok==false").ok);
    }
    CHECK(Case(fixtures::connect_refused()).judge("error.code==connect.refused").ok);
}

TEST_CASE("expectations: secrets of a report stay masked, a named field is looked at as it is", "[expect]") {
    const Case secrets(fixtures::secrets());
    CHECK(secrets.report.find("***") != std::string::npos);
    CHECK(secrets.judge("sent.headers exists").actual.text.find("***") != std::string::npos);
    const Judgement field = secrets.judge("sent_header.authorization exists");
    CHECK(field.ok);
    CHECK(field.field == "authorization");
}
