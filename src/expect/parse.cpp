// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "expect/expression.hpp"
#include "expect/subject.hpp"

namespace rtrip::expect {
namespace {

struct OperatorName {
    std::string_view name;
    Operator op;
};

// Longer ones before those that they begin with.
constexpr std::array kOperators{
    OperatorName{"==", Operator::equal},          OperatorName{"!=", Operator::not_equal},
    OperatorName{"<=", Operator::less_equal},     OperatorName{"<", Operator::less},
    OperatorName{">=", Operator::greater_equal},  OperatorName{">", Operator::greater},
    OperatorName{"~", Operator::matches},         OperatorName{"!~", Operator::not_matches},
    OperatorName{"contains", Operator::contains}, OperatorName{"!contains", Operator::not_contains},
    OperatorName{"exists", Operator::exists},     OperatorName{"!exists", Operator::absent},
};

/// One expression from its name to its value.
class Parser {
public:
    Parser(std::string_view text, Severity severity) : cursor_(text), subject_(cursor_) {
        out_.text = std::string(text);
        out_.severity = severity;
    }

    Result<Expression> run() {
        if (subject_.take() && take_operator() && subject_.resolve(out_.op, out_.subject) && take_value() &&
            check_value()) {
            return std::move(out_);
        }
        return fail(ErrorCode::usage_invalid,
                    "column " + std::to_string(cursor_.fault_at.value_or(0) + 1) + ": " + cursor_.fault);
    }

private:
    bool take_operator() {
        cursor_.skip_space();
        operator_at_ = cursor_.at;
        for (const OperatorName& known : kOperators) {
            if (!cursor_.rest().starts_with(known.name)) continue;
            out_.op = known.op;
            cursor_.at += known.name.size();
            const bool word = ascii::is_alpha(known.name.back());
            if (word && cursor_.at < cursor_.text.size() && !ascii::is_ows(cursor_.peek()) && cursor_.peek() != '"') {
                break;
            }
            return true;
        }
        std::string what = "an operator is expected here: == != < <= > >= ~ !~ contains !contains exists !exists";
        if (cursor_.text.substr(operator_at_).starts_with("=~"))
            what = "a regular expression is matched with '~'";
        else if (cursor_.text.substr(operator_at_).starts_with('='))
            what = "equal is written '=='";
        return cursor_.fail_at(operator_at_, std::move(what));
    }

    [[nodiscard]] bool is_existence() const { return out_.op == Operator::exists || out_.op == Operator::absent; }

    bool take_value() {
        cursor_.skip_space();
        value_at_ = cursor_.at;
        std::string_view value = cursor_.rest();
        while (!value.empty() && ascii::is_ows(value.back())) value.remove_suffix(1);
        if (is_existence()) {
            return value.empty() ||
                   cursor_.fail_at(value_at_, "nothing is expected behind " + std::string(operator_text(out_.op)));
        }
        if (value.empty()) return cursor_.fail_at(value_at_, "a value is expected here; \"\" is an empty text");
        out_.quoted = unquote(value);
        if (!out_.quoted) out_.value = std::string(value);
        if (!out_.quoted) out_.quantity = parse_quantity(value);
        return true;
    }

    /// Only when the quote that begins the value ends it: body~"status":"ok" is meant as it stands.
    bool unquote(std::string_view value) {
        if (value.size() < 2 || value.front() != '"' || value.back() != '"') return false;
        std::string text;
        for (std::size_t i = 1; i + 1 < value.size(); ++i) {
            if (value[i] == '"') return false;
            if (value[i] == '\\' && (value[i + 1] == '"' || value[i + 1] == '\\')) {
                if (i + 2 >= value.size()) return false;
                ++i;
            }
            text += value[i];
        }
        out_.value = std::move(text);
        return true;
    }

    bool is_word(std::string_view word) const { return !out_.quoted && out_.value == word; }

    bool check_value() {
        if (is_existence()) return true;
        Subject& subject = out_.subject;
        if (out_.op == Operator::matches || out_.op == Operator::not_matches) return check_pattern();
        if (out_.op == Operator::contains || out_.op == Operator::not_contains) return check_contains();
        // "pool.reused" is a number of a single request, and a share of a series.
        if (subject.name == "pool.reused" && out_.quantity && out_.quantity->dimension == Dimension::percent) {
            subject.source = Source::series;
            subject.figure.of = SeriesFigure::Of::pool_reused;
            subject.unit = {Dimension::percent, 1, "%"};
            return true;
        }
        if (subject.source == Source::series && subject.figure.of == SeriesFigure::Of::errors && out_.quantity &&
            out_.quantity->dimension == Dimension::percent) {
            subject.unit = {Dimension::percent, 1, "%"};
            return true;
        }
        if (!is_order(out_.op) && is_word("null")) return true;
        if (subject.kind == ValueKind::number) return check_quantity();
        if (is_order(out_.op)) return check_order();
        if (subject.kind == ValueKind::flag && !is_word("true") && !is_word("false")) {
            return cursor_.fail_at(value_at_, subject.name + " is true or false");
        }
        if (subject.kind == ValueKind::list || subject.kind == ValueKind::object) {
            return cursor_.fail_at(operator_at_, subject.name + (subject.kind == ValueKind::list
                                                                     ? " is a list: use [N], .count, contains or exists"
                                                                     : " is an object: name one of its keys"));
        }
        return true;
    }

    bool check_quantity() {
        const KeyUnit& unit = out_.subject.unit;
        const bool plain = out_.quantity && out_.quantity->dimension == Dimension::none;
        const bool fits = out_.quantity && out_.quantity->dimension == unit.dimension;
        if (fits || (plain && out_.subject.unit_in_name)) return true;
        return cursor_.fail_at(value_at_, std::string(dimension_text(unit.dimension)) + " is expected here");
    }

    bool check_order() {
        const ValueKind kind = out_.subject.kind;
        if (kind != ValueKind::any && kind != ValueKind::decimal) {
            return cursor_.fail_at(operator_at_, out_.subject.name + " is no number, it has no order");
        }
        const Dimension dimension = out_.subject.unit.dimension;
        if (out_.quantity && (out_.quantity->dimension == Dimension::none || out_.quantity->dimension == dimension)) {
            return true;
        }
        if (dimension != Dimension::none) {
            return cursor_.fail_at(value_at_, std::string(dimension_text(dimension)) + " is expected here");
        }
        return cursor_.fail_at(value_at_, "a number without a unit is expected here");
    }

    bool check_pattern() {
        const ValueKind kind = out_.subject.kind;
        if (kind == ValueKind::flag || kind == ValueKind::object) {
            return cursor_.fail_at(operator_at_, out_.subject.name + " is no text");
        }
        Result<Pattern> pattern = Pattern::compile(out_.value);
        if (!pattern) {
            return cursor_.fail_at(value_at_, "this regular expression is broken: " + pattern.error().message);
        }
        out_.pattern = std::move(*pattern);
        return true;
    }

    bool check_contains() {
        const ValueKind kind = out_.subject.kind;
        if (kind == ValueKind::flag || kind == ValueKind::object || kind == ValueKind::number) {
            return cursor_.fail_at(operator_at_, out_.subject.name + " is neither text nor a list");
        }
        return true;
    }

    Cursor cursor_;
    SubjectReader subject_;
    Expression out_;
    std::size_t operator_at_ = 0;
    std::size_t value_at_ = 0;
};

}  // namespace

std::string_view operator_text(Operator op) {
    const auto at =
        std::find_if(kOperators.begin(), kOperators.end(), [op](const OperatorName& known) { return known.op == op; });
    return at->name;
}

bool is_order(Operator op) {
    return op >= Operator::less && op <= Operator::greater_equal;
}

bool is_negative(Operator op) {
    return op == Operator::not_equal || op == Operator::not_matches || op == Operator::not_contains;
}

Result<Expression> parse_expression(std::string_view text, Severity severity) {
    if (text.size() > kMaxExpressionBytes) {
        return fail(ErrorCode::usage_invalid, "longer than " + std::to_string(kMaxExpressionBytes) + " bytes");
    }
    return Parser(text, severity).run();
}

}  // namespace rtrip::expect
