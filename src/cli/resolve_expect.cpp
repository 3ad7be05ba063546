// SPDX-License-Identifier: MIT
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "cli/draft.hpp"

namespace rtrip::cli {
namespace {

// Far more than anybody reads the outcome of; each may look through a whole body.
constexpr std::size_t kMaxExpectations = 1000;

std::string quoted(std::string_view expression) {
    constexpr std::size_t kShown = 200;
    return "'" + escape_prefix(expression, kShown) + "'";
}

void add_expectation(const std::string& where, std::string_view text, expect::Severity severity, Draft& draft) {
    std::vector<expect::Expression>& expectations = draft.group.expectations;
    if (expectations.size() >= kMaxExpectations) {
        if (draft.too_many_expectations) return;
        draft.too_many_expectations = true;
        return draft.problem(ErrorCode::usage_invalid, where + (where.ends_with(':') ? "" : ":") + " more than " +
                                                           std::to_string(kMaxExpectations) + " expectations");
    }
    Result<expect::Expression> expression = expect::parse_expression(text, severity);
    if (!expression) {
        return draft.problem(ErrorCode::usage_invalid, where + " " + quoted(text) + ": " + expression.error().message);
    }
    expectations.push_back(std::move(*expression));
}

void add_expectations(const Occurrence& item, Draft& draft) {
    const Result<std::string> text = draft.env.read_file(item.value);
    if (!text) return draft.problem(text.error().code, shown(item) + ": " + text.error().message);
    std::string_view rest = *text;
    // One problem a line is help, a thousand are not: what is no list of expectations ends at the first.
    const std::size_t problems = draft.problems.size() + 10;
    for (std::size_t number = 1; !rest.empty() && draft.problems.size() < problems; ++number) {
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        line = ascii::trim_ows(line);
        if (line.empty() || line.starts_with('#')) continue;
        constexpr std::string_view kWarn = "warn";
        const bool warn = line.starts_with(kWarn) && line.size() > kWarn.size() && ascii::is_ows(line[kWarn.size()]);
        if (warn) line = ascii::trim_ows(line.substr(kWarn.size()));
        const std::string where =
            shown(item) + " " + escape_for_terminal(item.value) + ":" + std::to_string(number) + ":";
        add_expectation(where, line, warn ? expect::Severity::warn : expect::Severity::fault, draft);
    }
}

}  // namespace

bool apply_expect_flag(const Occurrence& item, Draft& draft) {
    switch (item.id) {
        case FlagId::expect: add_expectation(shown(item), item.value, expect::Severity::fault, draft); return true;
        case FlagId::warn: add_expectation(shown(item), item.value, expect::Severity::warn, draft); return true;
        case FlagId::expect_file: add_expectations(item, draft); return true;
        default: return false;
    }
}

}  // namespace rtrip::cli
