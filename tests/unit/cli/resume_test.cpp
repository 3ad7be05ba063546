// SPDX-License-Identifier: MIT
#include "cli/resume.hpp"

#include <vector>

#include "cli/date_text.hpp"
#include "model/http_date.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;

namespace {

Response answer(int status, const std::vector<std::pair<std::string, std::string>>& fields) {
    Response response;
    response.status = status;
    for (const auto& [name, value] : fields) response.header.add(name, value);
    return response;
}

std::string date_of(std::string_view text) {
    const auto time = parse_date_text(text);
    return time ? format_http_date(*time) : "none";
}

}  // namespace

TEST_CASE("resume: appended only behind the part that was asked for", "[cli]") {
    struct Row {
        int status;
        std::vector<std::pair<std::string, std::string>> fields;
        ResumeAction action;
    };
    using enum ResumeAction;
    const std::vector<Row> rows{
        {206, {{"Content-Range", "bytes 5-9/10"}}, append},
        {206, {{"Content-Range", "bytes 5-9/*"}}, append},
        {206, {{"Content-Range", "Bytes: 5-9/10"}}, append},
        {206, {{"Content-Range", "bytes 0-9/10"}}, refuse},
        {206, {{"Content-Range", "bytes 4-9/10"}}, refuse},
        {206, {{"Content-Range", "bytes 6-9/10"}}, refuse},
        {206, {{"Content-Range", "bytes 55-99/100"}}, refuse},
        {206, {{"Content-Range", "bytes */10"}}, refuse},
        {206, {{"Content-Range", "lines 5-9/10"}}, refuse},
        {206, {{"Content-Range", "bytes 5"}}, refuse},
        {206, {{"Content-Range", "bytes -5/10"}}, refuse},
        {206, {{"Content-Range", "bytes 99999999999999999999-9/10"}}, refuse},
        {206, {{"Content-Type", "multipart/byteranges; boundary=x"}}, refuse},
        {206, {}, refuse},
        {416, {{"Content-Range", "bytes */5"}}, complete},
        {416, {{"Content-Range", "bytes */6"}}, refuse},
        {416, {{"Content-Range", "bytes */4"}}, refuse},
        {416, {}, complete},
        {200, {{"Content-Length", "5"}}, complete},
        {200, {{"Content-Length", "10"}}, refuse},
        {200, {{"Content-Range", "bytes 5-9/10"}, {"Content-Length", "10"}}, refuse},
        {200, {}, refuse},
        {404, {}, refuse},
        {302, {}, refuse},
        {204, {}, refuse},
    };
    for (const Row& row : rows) {
        INFO(row.status << " " << (row.fields.empty() ? "" : row.fields[0].second));
        const ResumeVerdict verdict = judge_resume(5, answer(row.status, row.fields));
        CHECK(verdict.action == row.action);
        CHECK(verdict.why.empty() == (row.action != refuse));
    }
}

TEST_CASE("time condition: a server that passed over it is judged by Last-Modified", "[cli]") {
    using enum ModifiedCondition;
    const WallTime when = *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
    const std::string before = "Sun, 06 Nov 1994 08:49:36 GMT";
    const std::string same = "Sun, 06 Nov 1994 08:49:37 GMT";
    const std::string after = "Sun, 06 Nov 1994 08:49:38 GMT";
    struct Row {
        ModifiedCondition kind;
        std::string changed;
        bool met;
    };
    const std::vector<Row> rows{{since, before, false},    {since, same, false},     {since, after, true},
                                {not_since, before, true}, {not_since, same, false}, {not_since, after, false},
                                {since, "nonsense", true}, {exactly, same, false},   {exactly, after, true}};
    for (const Row& row : rows) {
        INFO(static_cast<int>(row.kind) << " " << row.changed);
        CHECK(meets_condition({row.kind, when}, answer(200, {{"Last-Modified", row.changed}})) == row.met);
        CHECK(meets_condition({row.kind, when}, answer(404, {{"Last-Modified", row.changed}})));
        CHECK(meets_condition({row.kind, when}, answer(200, {})));
    }
}

TEST_CASE("date text: what people write", "[cli]") {
    const std::string moment = "Sun, 06 Nov 1994 08:49:37 GMT";
    const std::string midnight = "Sun, 06 Nov 1994 00:00:00 GMT";
    struct Row {
        std::string text;
        std::string date;
    };
    const std::vector<Row> rows{
        {"Sun, 06 Nov 1994 08:49:37 GMT", moment},
        {"Sunday, 06-Nov-94 08:49:37 GMT", moment},
        {"Sun Nov  6 08:49:37 1994", moment},
        {"06 Nov 1994 08:49:37", moment},
        {"Nov 6 08:49:37 1994", moment},
        {"08:49:37 6 november 1994 utc", moment},
        {"1994 Nov 6 08:49:37", moment},
        {"1994-11-06 08:49:37", moment},
        {"1994-11-06T08:49:37Z", moment},
        {"Sun, 06 Nov 1994 09:49:37 +0100", moment},
        {"Sun, 06 Nov 1994 03:19:37 -05:30", moment},
        {"6 Nov 1994", midnight},
        {"19941106", midnight},
        {"1994-11-06", midnight},
        {"10 September 2001 10:00 +0200", "Mon, 10 Sep 2001 08:00:00 GMT"},
        {"29 Feb 2000", "Tue, 29 Feb 2000 00:00:00 GMT"},
        {"6 Nov 69", "Wed, 06 Nov 2069 00:00:00 GMT"},
        {"6 Nov 70", "Fri, 06 Nov 1970 00:00:00 GMT"},
        {"", "none"},
        {"nonsense", "none"},
        {"6 Nov", "none"},
        {"6 Nov 1994 7", "none"},
        {"6 6 Nov 1994", "none"},
        {"Nov Nov 6 1994", "none"},
        {"30 Feb 2000", "none"},
        {"0 Nov 1994", "none"},
        {"6 Nov 1994 24:00", "none"},
        {"6 Nov 1994 08:61", "none"},
        {"6 Nov 1994 8:", "none"},
        {"6 Nov 9999", "none"},
        {"6 Nov 1800", "none"},
        {"99999999", "none"},
        {"1994-300-06", "none"},
        {"1994-11-", "none"},
        {"6 Nov 1994 CET", "none"},
        {"2 days ago", "none"},
        {"6 Nov 1994 08:49 +2500", "none"},
        {"6 Nov 99999999999999999999", "none"},
        {std::string(200, ' ') + "6 Nov 1994", "none"},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        CHECK(date_of(row.text) == row.date);
    }
}
