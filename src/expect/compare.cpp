// SPDX-License-Identifier: MIT
#include "expect/compare.hpp"

#include <algorithm>

namespace rtrip::expect {
namespace {

bool order_holds(Operator op, int order) {
    switch (op) {
        case Operator::equal: return order == 0;
        case Operator::not_equal: return order != 0;
        case Operator::less: return order < 0;
        case Operator::less_equal: return order <= 0;
        case Operator::greater: return order > 0;
        case Operator::greater_equal: return order >= 0;
        default: return false;
    }
}

Comparison holds_if(bool holds) {
    return {holds, {}, {}};
}

Comparison no_order(JsonKind kind) {
    return {false, "it is " + std::string(kind_text(kind)) + ", which can't be compared with a number", {}};
}

Comparison compare_number(const Expression& expression, const Value& value) {
    if (!expression.quantity) {
        // A JSON value that is a number is not equal to a word or to a text in quotes.
        if (expression.op == Operator::not_equal) return holds_if(true);
        return {false, "it is a number", {}};
    }
    const std::optional<int> order = compare_quantity(value.text, expression.subject.unit, *expression.quantity);
    if (!order) return {false, "it is a number that can't be compared", {}};
    return holds_if(order_holds(expression.op, *order));
}

Comparison compare_order_of_text(const Expression& expression, const Value& value) {
    const bool decimal = expression.subject.kind == ValueKind::decimal && parse_quantity(value.text).has_value();
    const std::optional<int> order =
        decimal ? compare_digits(value.text, expression.quantity->digits) : std::optional<int>();
    return order ? holds_if(order_holds(expression.op, *order)) : no_order(value.kind);
}

bool text_is_equal(const Expression& expression, std::string_view text) {
    if (text == expression.value) return true;
    // "2" and "2.0" are one version of HTTP.
    const bool decimal = expression.subject.kind == ValueKind::decimal && expression.quantity &&
                         expression.quantity->dimension == Dimension::none;
    return decimal && compare_digits(text, expression.quantity->digits) == 0;
}

Comparison compare_equality(const Expression& expression, const Value& value) {
    const bool wanted = expression.op == Operator::equal;
    if (value.kind == JsonKind::number) return compare_number(expression, value);
    if (value.kind == JsonKind::list || value.kind == JsonKind::object) {
        return {false, "it is " + std::string(kind_text(value.kind)), {}};
    }
    if (value.kind == JsonKind::text) return holds_if(text_is_equal(expression, value.text) == wanted);
    return holds_if((!expression.quoted && value.text == expression.value) == wanted);
}

// Any of a list's texts, or for what must not be all of them.
Comparison compare_items(const Expression& expression, const Value& value) {
    const bool negative = is_negative(expression.op);
    for (const Value& item : value.items) {
        if (item.kind != JsonKind::text && item.kind != JsonKind::number) {
            return {false, "it is a list of other things than texts and numbers", {}};
        }
        const bool is_contains = expression.op == Operator::contains || expression.op == Operator::not_contains;
        bool hit = false;
        if (is_contains) {
            const bool number = item.kind == JsonKind::number && expression.quantity;
            hit = number ? compare_digits(item.text, expression.quantity->digits) == 0 : item.text == expression.value;
        } else {
            hit = expression.pattern->can_search(item.text.size()) && expression.pattern->search(item.text);
        }
        if (hit) return holds_if(!negative);
    }
    return holds_if(negative);
}

}  // namespace

Value value_of(std::string_view json, const JsonSpan& span) {
    Value out;
    out.kind = span.kind;
    const std::string_view raw = span.in(json);
    if (span.kind == JsonKind::text) {
        out.text = json_characters(raw);
    } else if (span.kind == JsonKind::list || span.kind == JsonKind::object) {
        out.raw = raw;
    } else {
        out.text = std::string(raw);
    }
    return out;
}

Comparison compare_text(const Expression& expression, std::string_view text) {
    if (expression.op == Operator::contains || expression.op == Operator::not_contains) {
        const std::size_t at = text.find(expression.value);
        const bool found = at != std::string_view::npos;
        Comparison out = holds_if(found == (expression.op == Operator::contains));
        if (found) out.match = at;
        return out;
    }
    if (expression.op == Operator::matches || expression.op == Operator::not_matches) {
        if (!expression.pattern->can_search(text.size())) return {false, "it is too long for so large a pattern", {}};
        const auto match = expression.pattern->search(text);
        Comparison out = holds_if(match.has_value() == (expression.op == Operator::matches));
        if (match) out.match = match->first;
        return out;
    }
    return holds_if(text_is_equal(expression, text) == (expression.op == Operator::equal));
}

Comparison compare(const Expression& expression, const Value& value) {
    switch (expression.op) {
        case Operator::exists: return holds_if(true);
        case Operator::absent: return holds_if(false);
        case Operator::equal:
        case Operator::not_equal: return compare_equality(expression, value);
        case Operator::less:
        case Operator::less_equal:
        case Operator::greater:
        case Operator::greater_equal:
            if (value.kind == JsonKind::number) return compare_number(expression, value);
            return value.kind == JsonKind::text ? compare_order_of_text(expression, value) : no_order(value.kind);
        case Operator::matches:
        case Operator::not_matches:
        case Operator::contains:
        case Operator::not_contains: break;
    }
    if (value.kind == JsonKind::list) return compare_items(expression, value);
    if (value.kind == JsonKind::object) return {false, "it is an object", {}};
    return compare_text(expression, value.text);
}

}  // namespace rtrip::expect
