// SPDX-License-Identifier: MIT
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "expect/expression.hpp"
#include "expect/subject.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::expect;

namespace {

std::string path_of(const Expression& expression) {
    std::string out;
    for (const JsonStep& step : expression.subject.steps) out += "/" + (step.last ? "$" : step.name);
    return out;
}

}  // namespace

TEST_CASE("expectations: what an expression is about", "[expect][parse]") {
    struct Row {
        std::string text;
        Source source;
        std::string path;  // Of a report or a body, or the field.
        Operator op;
        std::string value;
    };
    const std::vector<Row> rows{
        {"status==200", Source::report, "/round_trips/$/response/status", Operator::equal, "200"},
        {"  status  <  400  ", Source::report, "/round_trips/$/response/status", Operator::less, "400"},
        {"total<=500ms", Source::report, "/total_ms", Operator::less_equal, "500ms"},
        {"total_ms<500", Source::report, "/total_ms", Operator::less, "500"},
        {"wait>=1ms", Source::report, "/round_trips/$/phases/wait_ms", Operator::greater_equal, "1ms"},
        {"phases.wait_ms<200", Source::report, "/round_trips/$/phases/wait_ms", Operator::less, "200"},
        {"round_trips[0].dns.source==resolver", Source::report, "/round_trips/0/dns/source", Operator::equal,
         "resolver"},
        {"round_trips[-1].url~x", Source::report, "/round_trips/$/url", Operator::matches, "x"},
        {"round_trips.count==1", Source::report, "/round_trips", Operator::equal, "1"},
        {"round_trips[2] exists", Source::report, "/round_trips/2", Operator::exists, ""},
        {"redirects==0", Source::report, "/redirects", Operator::equal, "0"},
        {"response.body.wire_bytes<1MB", Source::report, "/round_trips/$/response/body/wire_bytes", Operator::less,
         "1MB"},
        {"connection.reused==true", Source::report, "/round_trips/$/connection/reused", Operator::equal, "true"},
        {"connection.protocol==h2", Source::report, "/round_trips/$/connection/protocol", Operator::equal, "h2"},
        {"tls.chain[0].sans contains DNS:example.com", Source::report, "/round_trips/$/tls/chain/0/sans",
         Operator::contains, "DNS:example.com"},
        {"dns.addresses.count>1", Source::report, "/round_trips/$/dns/addresses", Operator::greater, "1"},
        {"http_version==2", Source::report, "/round_trips/$/response/http_version", Operator::equal, "2"},
        {"pool.reused>=1", Source::report, "/pool/reused", Operator::greater_equal, "1"},
        {"findings[0].evidence.what.ever[2]==5", Source::report, "/findings/0/evidence/what/ever/2", Operator::equal,
         "5"},
        {"findings[0].evidence.wait_ms<5ms", Source::report, "/findings/0/evidence/wait_ms", Operator::less, "5ms"},
        {"error==null", Source::report, "/error", Operator::equal, "null"},
        // A phase in a comparison, the object when it is only asked for.
        {"dns<5ms", Source::report, "/round_trips/$/phases/dns_ms", Operator::less, "5ms"},
        {"dns exists", Source::report, "/round_trips/$/dns", Operator::exists, ""},
        {"tls !exists", Source::report, "/round_trips/$/tls", Operator::absent, ""},
        {"tls!exists", Source::report, "/round_trips/$/tls", Operator::absent, ""},
        {"header.content-type~json", Source::header, "content-type", Operator::matches, "json"},
        {"header.X_a.b!~y", Source::header, "X_a.b", Operator::not_matches, "y"},
        {"header.\"odd~name\"==1", Source::header, "odd~name", Operator::equal, "1"},
        {"trailer.checksum exists", Source::trailer, "checksum", Operator::exists, ""},
        {"sent_header.accept==*/*", Source::sent_header, "accept", Operator::equal, "*/*"},
        {"body~^a b$", Source::body, "", Operator::matches, "^a b$"},
        {"body~\"status\":\"ok\"", Source::body, "", Operator::matches, "\"status\":\"ok\""},
        {"body contains \"a \\\"b\\\\ \"", Source::body, "", Operator::contains, "a \"b\\ "},
        {"body==\"\"", Source::body, "", Operator::equal, ""},
        {"json./a/0/b==x", Source::body_json, "/a/0/b", Operator::equal, "x"},
        {"json./a~1b~0c~x", Source::body_json, "/a/b~c", Operator::matches, "x"},
        {"json.\"/a b/<\"<5", Source::body_json, "/a b/<", Operator::less, "5"},
        {"json./ exists", Source::body_json, "/", Operator::exists, ""},
        {"json exists", Source::body_json, "", Operator::exists, ""},
        {"json./a!=null", Source::body_json, "/a", Operator::not_equal, "null"},
        {"tls.expires_in>14d", Source::expires_in, "", Operator::greater, "14d"},
        {"p99.total<500ms", Source::series, "", Operator::less, "500ms"},
        {"mean.dns<5ms", Source::series, "", Operator::less, "5ms"},
        {"errors<1%", Source::series, "", Operator::less, "1%"},
        {"errors==0", Source::series, "", Operator::equal, "0"},
        {"requests==100", Source::series, "", Operator::equal, "100"},
        {"pool.reused>90%", Source::series, "/pool/reused", Operator::greater, "90%"},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        const Result<Expression> expression = parse_expression(row.text, Severity::warn);
        INFO((expression ? "" : expression.error().message));
        REQUIRE(expression);
        CHECK(expression->subject.source == row.source);
        const bool field = !expression->subject.field.empty();
        CHECK((field ? expression->subject.field : path_of(*expression)) == row.path);
        CHECK(expression->op == row.op);
        CHECK(expression->value == row.value);
        CHECK(expression->text == row.text);
        CHECK(expression->severity == Severity::warn);
    }
}

TEST_CASE("expectations: a broken expression names the column and what belongs there", "[expect][parse]") {
    struct Row {
        std::string text;
        std::string column;
        std::string about;
    };
    const std::vector<Row> rows{
        {"", "column 1: ", "a name is expected"},
        {"  ==5", "column 3: ", "a name is expected"},
        {"status", "column 7: ", "an operator is expected"},
        {"status 200", "column 8: ", "an operator is expected"},
        {"status=200", "column 7: ", "equal is written '=='"},
        {"status=~2..", "column 7: ", "matched with '~'"},
        {"status==", "column 9: ", "a value is expected"},
        {"status==abc", "column 9: ", "a number is expected"},
        {"status<400ms", "column 8: ", "a number is expected"},
        {"statsu==200", "column 1: ", "did you mean status?"},
        {"phases.wait<5ms", "column 1: ", "did you mean phases.wait_ms?"},
        {"xyzzyplugh==1", "column 1: ", "there is no \"xyzzyplugh\""},
        {"total<500", "column 7: ", "a time with its unit"},
        {"total<5MB", "column 7: ", "a time with its unit"},
        {"p99.total<500", "column 11: ", "a time with its unit"},
        {"p99.status<500", "column 5: ", "a time is expected here"},
        {"p98.total<500ms", "column 1: ", "there is no"},
        {"response.body.wire_bytes<5ms", "column 26: ", "a size"},
        {"tls.expires_in>14", "column 16: ", "a time with its unit"},
        {"errors<1ms", "column 8: ", "a number is expected"},
        {"connection.reused==yes", "column 20: ", "true or false"},
        {"connection.reused<1", "column 18: ", "no number"},
        {"connection.reused~t", "column 18: ", "no text"},
        {"url<5", "column 4: ", "no number"},
        {"dns.addresses==1", "column 14: ", "is a list"},
        {"response==1", "column 9: ", "is an object"},
        {"status contains 2", "column 8: ", "neither text nor a list"},
        {"round_trips.status==1", "column 13: ", "an index is expected"},
        {"round_trips[x].url~y", "column 13: ", "an index is expected"},
        {"round_trips[-2].url~y", "column 13: ", "an index is expected"},
        {"round_trips[00].url~y", "column 13: ", "an index is expected"},
        {"round_trips[0", "column 13: ", "an index is expected"},
        {"round_trips[0].nix==1", "column 1: ", "there is no"},
        {"expectations.count==1", "column 1: ", "cannot be about expectations"},
        {"header.==1", "column 8: ", "the name of a header field"},
        {"header.\"a b\"==1", "column 8: ", "the name of a header field"},
        {"header.\"a==1", "column 8: ", "does not end"},
        {"json.a==1", "column 6: ", "a JSON pointer"},
        {"json.\"/~2\"==1", "column 6: ", "in a JSON pointer"},
        {"json./x<abc", "column 9: ", "a number without a unit"},
        {"body~(", "column 6: ", "regular expression is broken: missing )"},
        {"body~a{1001}", "column 6: ", "regular expression is broken"},
        {"body~(\\pL{900}){1,1000}", "column 6: ", "regular expression is broken"},
        {"body~\\C(?=x)", "column 6: ", "regular expression is broken"},
        {"status exists 5", "column 15: ", "nothing is expected"},
        {"status existsx", "column 8: ", "an operator is expected"},
        {"findings[0].evidence.wait_ms<5MB", "column 30: ", "a time with its unit"},
        {"header.x <5d", "column 11: ", "a number without a unit"},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        const Result<Expression> expression = parse_expression(row.text, Severity::fault);
        REQUIRE_FALSE(expression);
        CHECK(expression.error().code == ErrorCode::usage_invalid);
        INFO(expression.error().message);
        CHECK(expression.error().message.starts_with(row.column));
        CHECK(expression.error().message.find(row.about) != std::string::npos);
    }
    CHECK_FALSE(parse_expression("body~" + std::string(kMaxExpressionBytes, 'a'), Severity::fault));
    CHECK(parse_expression("body~" + std::string(kMaxExpressionBytes - 5, 'a'), Severity::fault));
}

TEST_CASE("expectations: the manual has the aliases, each with what it stands for", "[expect][parse][docs]") {
    std::ifstream file(std::string(RTRIP_SOURCE_DIR) + "/docs/expectations.md");
    const std::string manual{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    for (const Alias& alias : aliases()) {
        const std::string row = "| `" + std::string(alias.name) + "` | `" + std::string(alias.path) + "` |";
        INFO(row);
        CHECK(manual.find(row) != std::string::npos);
    }
}

TEST_CASE("expectations: every alias leads somewhere", "[expect][parse]") {
    for (const Alias& alias : aliases()) {
        INFO(alias.name);
        const Result<Expression> short_form = parse_expression(std::string(alias.name) + "!=null", Severity::fault);
        const Result<Expression> long_form = parse_expression(std::string(alias.path) + "!=null", Severity::fault);
        REQUIRE(short_form);
        REQUIRE(long_form);
        CHECK(path_of(*short_form) == path_of(*long_form));
        CHECK_FALSE(short_form->subject.unit_in_name);
    }
}
