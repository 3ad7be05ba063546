// SPDX-License-Identifier: MIT
#include "rtrip/error.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "support/catch.hpp"

using namespace rtrip;

namespace {

std::vector<ErrorCode> all_codes() {
    std::vector<ErrorCode> codes;
    for (std::size_t i = 0; i < kErrorCodeCount; ++i) codes.push_back(static_cast<ErrorCode>(i));
    return codes;
}

}  // namespace

TEST_CASE("error: every code has a dotted name of its own in lower case", "[error]") {
    std::set<std::string_view> names;
    for (const ErrorCode code : all_codes()) {
        const std::string_view name = error_code_name(code);
        CAPTURE(name);
        CHECK_FALSE(name.empty());
        CHECK(names.insert(name).second);
        for (const char c : name) CHECK((ascii::is_lower(c) || ascii::is_digit(c) || c == '.' || c == '_'));
    }
}

TEST_CASE("error: exit codes are those of the contract", "[error]") {
    const std::set<int> of_contract{1,  2,  3,  5,  6,  7,  8,  16, 18, 22, 23,  26,  27,  28,
                                    33, 35, 43, 45, 47, 49, 52, 55, 56, 58, 59,  60,  61,  63,
                                    65, 77, 78, 82, 90, 91, 92, 94, 96, 97, 100, 120, 121, 130};
    for (const ErrorCode code : all_codes()) {
        CAPTURE(error_code_name(code));
        CHECK(of_contract.contains(exit_code_of(code)));
    }
}

TEST_CASE("error: names that users see lead to the exit code of their kind", "[error]") {
    std::map<std::string_view, int> exit_codes;
    for (const ErrorCode code : all_codes()) exit_codes[error_code_name(code)] = exit_code_of(code);
    struct Row {
        std::string_view name;
        int exit_code;
    };
    const auto row = GENERATE(values<Row>({{"url.unsupported_scheme", 1},
                                           {"usage.invalid", 2},
                                           {"url.malformed", 3},
                                           {"dns.nxdomain", 6},
                                           {"connect.refused", 7},
                                           {"response.malformed", 8},
                                           {"body.incomplete", 18},
                                           {"http.status", 22},
                                           {"output.write_failed", 23},
                                           {"upload.read_failed", 26},
                                           {"connect.timeout", 28},
                                           {"dns.timeout", 28},
                                           {"tls.timeout", 28},
                                           {"response.timeout", 28},
                                           {"body.timeout", 28},
                                           {"tls.handshake", 35},
                                           {"internal", 43},
                                           {"connect.bad_interface", 45},
                                           {"response.empty", 52},
                                           {"send.failed", 55},
                                           {"response.reset", 56},
                                           {"body.malformed", 56},
                                           {"tls.client_certificate", 58},
                                           {"tls.untrusted", 60},
                                           {"tls.expired", 60},
                                           {"tls.hostname", 60},
                                           {"body.too_large", 63},
                                           {"tls.ca_file", 77},
                                           {"tls.pin", 90},
                                           {"tls.ocsp", 91},
                                           {"response.too_large", 100},
                                           {"interrupted", 130}}));
    CAPTURE(row.name);
    REQUIRE(exit_codes.contains(row.name));
    CHECK(exit_codes[row.name] == row.exit_code);
}

TEST_CASE("error: time limits all end with 28 and name their option", "[error]") {
    for (const ErrorCode code : all_codes()) {
        if (!error_code_name(code).ends_with(".timeout")) continue;
        CAPTURE(error_code_name(code));
        CHECK(exit_code_of(code) == 28);
    }
    for (const auto kind :
         {TimeoutKind::dns, TimeoutKind::connect, TimeoutKind::tls, TimeoutKind::send, TimeoutKind::response,
          TimeoutKind::idle, TimeoutKind::total, TimeoutKind::expect_continue}) {
        CHECK(timeout_option(kind).starts_with("--"));
    }
}

TEST_CASE("error: hints are one line without a period at the end", "[error]") {
    for (const ErrorCode code : all_codes()) {
        const std::string_view hint = default_hint(code);
        CAPTURE(hint);
        CHECK(hint.find('\n') == std::string_view::npos);
        CHECK((!hint.ends_with('.') || hint.ends_with("...")));
    }
}

TEST_CASE("error: a hint of its own comes before the code's", "[error]") {
    const Error plain(ErrorCode::tls_not_tls, Phase::tls, "message");
    CHECK(plain.remedy() == default_hint(ErrorCode::tls_not_tls));
    const Error special(ErrorCode::tls_not_tls, Phase::tls, "message", "do this");
    CHECK(special.remedy() == "do this");
    CHECK_FALSE(plain.is_timeout());
    CHECK_FALSE(plain.is_cancelled());
    CHECK(Error(ErrorCode::interrupted, "").is_cancelled());
}

TEST_CASE("error: phases have the names of the report", "[error]") {
    const std::vector<std::string_view> names{"queue", "dns", "connect", "proxy", "tls", "send", "wait", "body"};
    REQUIRE(names.size() == kPhaseCount);
    for (std::size_t i = 0; i < kPhaseCount; ++i) CHECK(phase_name(static_cast<Phase>(i)) == names[i]);
}
