// SPDX-License-Identifier: MIT
#include "culprit/failure.hpp"

#include <algorithm>

#include "culprit/rules.hpp"
#include "records.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::culprit;

namespace {

Trace failed(ErrorCode code, Phase phase) {
    Trace trace = record({});
    Error error(code, phase, "what happened");
    first(trace).ok = false;
    first(trace).error = error;
    trace.error = error;
    return trace;
}

bool is_rule(std::string_view id) {
    return std::any_of(rules().begin(), rules().end(), [id](const Rule& rule) { return rule.id == id; });
}

}  // namespace

TEST_CASE("culprit: every error has a side at fault, with and without a round trip", "[culprit]") {
    for (std::size_t i = 0; i < kErrorCodeCount; ++i) {
        const auto code = static_cast<ErrorCode>(i);
        INFO(error_code_name(code));
        for (Trace trace : {failed(code, Phase::wait), Trace()}) {
            trace.error = Error(code, "what happened");
            const Judgement judged = judge(trace);
            REQUIRE_FALSE(judged.findings.empty());
            const Finding& fault = judged.findings.front();
            CHECK(fault.severity == Severity::fault);
            CHECK(is_rule(fault.id));
            CHECK(fault.culprit != Culprit::none);
            CHECK_FALSE(fault.title.empty());
            CHECK_FALSE(fault.fix.empty());
            CHECK(judged.verdict.culprit == fault.culprit);
            CHECK_FALSE(judged.verdict.sentence.empty());
        }
    }
}

TEST_CASE("culprit: whose fault failures are", "[culprit]") {
    struct Row {
        ErrorCode code;
        Culprit culprit;
        Confidence confidence;
    };
    const auto row = GENERATE(values<Row>({{ErrorCode::url_malformed, Culprit::settings, Confidence::sure},
                                           {ErrorCode::dns_nxdomain, Culprit::settings, Confidence::likely},
                                           {ErrorCode::dns_timeout, Culprit::name_service, Confidence::sure},
                                           {ErrorCode::connect_refused, Culprit::peer, Confidence::sure},
                                           {ErrorCode::connect_timeout, Culprit::path, Confidence::likely},
                                           {ErrorCode::proxy_closed, Culprit::proxy, Confidence::sure},
                                           {ErrorCode::proxy_auth, Culprit::settings, Confidence::sure},
                                           {ErrorCode::tls_expired, Culprit::peer, Confidence::sure},
                                           {ErrorCode::tls_untrusted, Culprit::peer, Confidence::inconclusive},
                                           {ErrorCode::tls_not_tls, Culprit::settings, Confidence::likely},
                                           {ErrorCode::body_incomplete, Culprit::peer, Confidence::likely},
                                           {ErrorCode::response_malformed, Culprit::peer, Confidence::sure},
                                           {ErrorCode::body_too_large, Culprit::settings, Confidence::sure},
                                           {ErrorCode::output_write_failed, Culprit::client, Confidence::sure}}));
    const Judgement judged = judge(failed(row.code, Phase::wait));
    INFO(error_code_name(row.code));
    CHECK(judged.verdict.culprit == row.culprit);
    CHECK(judged.verdict.confidence == row.confidence);
}

TEST_CASE("culprit: statuses below 500 are the request's, others the server's", "[culprit]") {
    struct Row {
        int status;
        Culprit culprit;
    };
    const auto row = GENERATE(Row{404, Culprit::settings}, Row{499, Culprit::settings}, Row{500, Culprit::server},
                              Row{503, Culprit::server});
    Trace trace = record({});
    first(trace).received->status = row.status;
    trace.error = Error(ErrorCode::http_status, "the server answered so");
    CHECK(judge(trace).verdict.culprit == row.culprit);
}

TEST_CASE("culprit: a silence is told apart by what was acknowledged", "[culprit]") {
    struct Row {
        std::uint32_t unacked;
        std::uint32_t retransmits;
        std::string id;
        Culprit culprit;
        Confidence confidence;
    };
    const auto row = GENERATE(values<Row>({{0, 0, "silence_acknowledged", Culprit::server, Confidence::sure},
                                           {1, 0, "silence_unacknowledged", Culprit::path, Confidence::likely},
                                           {2, 4, "silence_unacknowledged", Culprit::path, Confidence::sure}}));
    Trace trace = failed(ErrorCode::response_timeout, Phase::wait);
    first(trace).connection->tcp->unacked_segments = row.unacked;
    first(trace).connection->tcp->retransmits = row.retransmits;
    Judgement judged = judge(trace);
    const Finding& fault = judged.findings.front();
    CHECK(fault.id == row.id);
    CHECK(fault.culprit == row.culprit);
    CHECK(fault.confidence == row.confidence);
    CHECK(figure(fault, "unacked_segments") == row.unacked);
    CHECK(judged.verdict.sentence.find("acknowledged") != std::string::npos);

    first(trace).connection->tcp.reset();
    judged = judge(trace);
    CHECK(judged.findings.front().id == "silence");
    CHECK(judged.verdict.confidence == Confidence::inconclusive);
}

TEST_CASE("culprit: a proxy that acknowledged and is silent says nothing of the server", "[culprit]") {
    Trace trace = failed(ErrorCode::response_timeout, Phase::wait);
    first(trace).connection->proxy = "http://proxy.example:3128";
    const Judgement judged = judge(trace);
    CHECK(judged.verdict.culprit == Culprit::unknown);
    CHECK(judged.verdict.confidence == Confidence::inconclusive);
}
