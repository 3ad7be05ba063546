// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expect/json_find.hpp"
#include "expect/pattern.hpp"
#include "expect/quantity.hpp"
#include "expect/report_keys.hpp"
#include "rtrip/result.hpp"

/// Expectations: what a user wants of a report, written as "status==200", "phases.wait_ms<200", "body~^ok".
namespace rtrip::expect {

/// What becomes of a run when an expectation doesn't hold: exit status 120, or a warning only.
enum class Severity : std::uint8_t { fault, warn };

enum class Operator : std::uint8_t {
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    matches,
    not_matches,
    contains,
    not_contains,
    exists,
    absent
};

/// As it is typed: "==".
std::string_view operator_text(Operator op);
[[nodiscard]] bool is_order(Operator op);
/// Those that want something not to be so; they are about every line of a field, the others about any.
[[nodiscard]] bool is_negative(Operator op);

/// Where the value is that is expected something of.
enum class Source : std::uint8_t {
    report,       ///< The JSON report, by `steps`.
    header,       ///< A field of the response, by `field`.
    trailer,      ///< The same behind the body.
    sent_header,  ///< A field of the request.
    body,         ///< The decoded body.
    body_json,    ///< The body as JSON, by `steps`.
    expires_in,   ///< How long the certificates still hold, of the chain's the one that ends first.
    series        ///< Figures over all requests of a run.
};

/// What the value is, as far as that is known without it. decimal: text that is a number, such as "1.1".
enum class ValueKind : std::uint8_t { text, number, flag, list, object, any, decimal };

/// Which figure of a series: "p99" of "total".
struct SeriesFigure {
    enum class Of : std::uint8_t { requests, errors, pool_reused, time } of = Of::requests;
    std::string statistic;  ///< "min", "mean", "p50", "p90", "p95", "p99", "p999", "max"; for times alone.
    std::string time;       ///< "total", "ttfb" or a phase's name.
};

struct Subject {
    std::string name;  ///< As typed.
    Source source = Source::report;
    ValueKind kind = ValueKind::text;
    KeyUnit unit;
    bool unit_in_name = false;  ///< Then a number without a unit is meant in it.
    std::vector<JsonStep> steps;
    bool count = false;  ///< How many elements the list has, instead of the list.
    std::string field;
    SeriesFigure figure;
};

struct Expression {
    std::string text;  ///< Whole, as typed.
    Severity severity = Severity::fault;
    Subject subject;
    Operator op = Operator::exists;
    std::string value;    ///< What it is compared with; as typed, without quotes.
    bool quoted = false;  ///< Then it's text and nothing else.
    std::optional<Quantity> quantity;  ///< The same as a number.
    std::optional<Pattern> pattern;

    [[nodiscard]] bool needs_body() const {
        return subject.source == Source::body || subject.source == Source::body_json;
    }
    [[nodiscard]] bool needs_series() const { return subject.source == Source::series; }
};

/// More than this nobody types.
inline constexpr std::size_t kMaxExpressionBytes = 4096;

/// Errors: usage_invalid with "column N: " and what was expected there.
Result<Expression> parse_expression(std::string_view text, Severity severity);

}  // namespace rtrip::expect
