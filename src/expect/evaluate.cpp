// SPDX-License-Identifier: MIT
#include "expect/evaluate.hpp"

#include <algorithm>
#include <cmath>

#include "expect/compare.hpp"

namespace rtrip::expect {
namespace {

// Of a list, so many elements are looked into; more no report has, and a body may have millions.
constexpr std::size_t kMaxItems = 100'000;
constexpr std::size_t kExcerptBytes = 80;

Place place_in(std::string_view body, std::size_t offset) {
    Place out;
    out.offset = offset;
    out.line = 1 + static_cast<std::size_t>(
                       std::count(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    const std::string_view rest = body.substr(offset, kExcerptBytes);
    out.excerpt = std::string(rest.substr(0, rest.find('\n')));
    return out;
}

Actual shown_text(std::string_view text) {
    return {JsonKind::text, false, std::string(text.substr(0, kMaxActualBytes)), text.size() > kMaxActualBytes};
}

Actual actual_of(const Value& value) {
    switch (value.kind) {
        case JsonKind::null: return {};
        case JsonKind::flag: return {JsonKind::flag, value.text == "true", {}, false};
        case JsonKind::number:
            // A body may have a number of a million digits.
            if (value.text.size() > kMaxActualBytes) return shown_text(value.text);
            return {JsonKind::number, false, value.text, false};
        case JsonKind::text: return shown_text(value.text);
        case JsonKind::list:
        case JsonKind::object: break;
    }
    return shown_text(value.raw);
}

/// Of a time, in which a number without a unit is milliseconds.
std::optional<std::int64_t> limit_us(const Quantity& quantity) {
    const double us = quantity.dimension == Dimension::none ? quantity.value * 1e3 : quantity.value / 1e3;
    constexpr double kMax = 1e15;  // 30 years; beyond there are no thresholds
    if (!(us >= 0 && us <= kMax)) return std::nullopt;
    return std::llround(us);
}

bool looks_into_lists(Operator op) {
    return op == Operator::matches || op == Operator::not_matches || op == Operator::contains ||
           op == Operator::not_contains;
}

/// One expectation and its judgement in the making.
class Judge {
public:
    Judge(const Expression& expression, const Evidence& evidence) : expression_(expression), evidence_(evidence) {
        out_.expr = expression.text;
        out_.severity = expression.severity;
        const bool below = expression.op == Operator::less || expression.op == Operator::less_equal;
        const Subject& subject = expression.subject;
        if (below && subject.source == Source::report && subject.steps.size() == 1 &&
            subject.steps.front().name == "total_ms") {
            out_.total_limit_us = limit_us(*expression.quantity);
        }
    }

    Judgement run() {
        switch (expression_.subject.source) {
            case Source::report: judge_json(evidence_.report, "the report"); break;
            case Source::header: judge_fields(received() ? &received()->header : nullptr); break;
            case Source::trailer: judge_fields(received() ? &received()->trailers : nullptr); break;
            case Source::sent_header: judge_fields(sent()); break;
            case Source::body: judge_body(); break;
            case Source::body_json:
                if (has_body()) judge_json(evidence_.body.bytes, "the body");
                break;
            case Source::expires_in: judge_expiry(); break;
            case Source::series: refuse("that is a figure of a series, and this is one request"); break;
        }
        if (out_.ok) out_.place.reset();
        return std::move(out_);
    }

private:
    [[nodiscard]] const RoundTrip* last() const {
        return evidence_.trace.round_trips.empty() ? nullptr : &evidence_.trace.round_trips.back();
    }
    [[nodiscard]] const ReceivedInfo* received() const {
        return last() && last()->received ? &*last()->received : nullptr;
    }
    [[nodiscard]] const Header* sent() const { return last() && last()->sent ? &last()->sent->header : nullptr; }

    void refuse(std::string reason) { out_.reason = std::move(reason); }

    /// There is no such thing.
    void judge_absent(std::string reason) {
        const bool null = expression_.op == Operator::equal && !expression_.quoted && expression_.value == "null";
        out_.ok = null || expression_.op == Operator::absent;
        if (!out_.ok) refuse(std::move(reason));
    }

    void conclude(const Comparison& comparison) {
        out_.ok = comparison.holds;
        if (out_.ok) return;
        out_.reason = comparison.reason;
        if (out_.reason.empty() && expression_.op == Operator::absent) out_.reason = "it is there";
        if (out_.reason.empty()) out_.reason = comparison.match ? "it is in there" : "";
    }

    /// A value, null being one of them that is not there.
    void judge_value(const Value& value) {
        out_.actual = actual_of(value);
        if (value.kind == JsonKind::number) out_.unit = std::string(expression_.subject.unit.name);
        if (value.kind != JsonKind::null) return conclude(compare(expression_, value));
        if (expression_.op == Operator::not_equal && expression_.value == "null") return refuse("it is null");
        judge_absent("it is null");
    }

    void judge_json(std::string_view json, std::string_view what) {
        const bool body = json.data() == evidence_.body.bytes.data();
        std::vector<Value> items;
        JsonChild child;
        if (looks_into_lists(expression_.op)) {
            child = [&](const JsonSpan& span) {
                if (items.size() < kMaxItems) items.push_back(value_of(json, span));
            };
        }
        const JsonResult result = find_json(json, expression_.subject.steps, child);
        if (result.fault) {
            refuse(std::string(what) + " is no JSON: " + std::string(result.fault->what));
            out_.place = place_in(json, result.fault->offset);
        } else if (!result.found) {
            judge_missing(result);
            if (body) out_.place = place_in(json, result.nearest.begin);
        } else {
            if (body) out_.place = place_in(json, result.found->begin);
            if (expression_.subject.count) return judge_count(*result.found);
            Value value = value_of(json, *result.found);
            value.items = std::move(items);
            if (value.kind == JsonKind::list && result.found->children > kMaxItems &&
                looks_into_lists(expression_.op)) {
                return refuse("it is a list of too many elements");
            }
            judge_value(value);
        }
    }

    void judge_missing(const JsonResult& result) {
        const std::vector<JsonStep>& steps = expression_.subject.steps;
        const JsonStep& step = steps[std::min(result.steps, steps.size() - 1)];
        std::string reason = "it is not there";
        if (expression_.subject.source == Source::body_json) {
            const bool list = result.nearest.kind == JsonKind::list;
            reason = list ? "a list that leads to it has no such element" : "what leads to it has no such member";
            if (list && step.name.find_first_not_of("0123456789") != std::string::npos) {
                reason = "what leads to it is a list, and has no names";
            }
            if (result.nearest.kind != JsonKind::list && result.nearest.kind != JsonKind::object) {
                reason = "what leads to it is " + std::string(kind_text(result.nearest.kind));
            }
        }
        judge_absent(std::move(reason));
    }

    void judge_count(const JsonSpan& list) {
        if (list.kind != JsonKind::list) return judge_absent("there is no list");
        Value count;
        count.kind = JsonKind::number;
        count.text = std::to_string(list.children);
        judge_value(count);
    }

    /// Of several lines any may meet it, and every one what must not be.
    void judge_fields(const Header* header) {
        const std::string& name = expression_.subject.field;
        out_.field = name;
        const auto lines = header ? header->values(name) : std::vector<std::string_view>();
        if (lines.empty()) return judge_absent(header ? "there is no such field" : "there is no head");
        const bool all = is_negative(expression_.op);
        for (const std::string_view line : lines) {
            Value value;
            value.kind = JsonKind::text;
            value.text = std::string(line);
            const Comparison comparison = compare(expression_, value);
            out_.actual = actual_of(value);
            conclude(comparison);
            if (out_.ok != all) return;
        }
    }

    bool has_body() {
        if (!received()) {
            judge_absent("there is no response");
        } else if (evidence_.body.too_long) {
            refuse("the body is longer than the " + std::to_string(kMaxBodyBytes >> 20U) + " MiB that are kept");
        } else if (!evidence_.body.complete) {
            refuse("the body did not come to its end");
        } else {
            return true;
        }
        return false;
    }

    void judge_body() {
        if (!has_body()) return;
        const std::string& bytes = evidence_.body.bytes;
        if (expression_.op == Operator::exists || expression_.op == Operator::absent) {
            out_.ok = bytes.empty() == (expression_.op == Operator::absent);
            if (!out_.ok) refuse(bytes.empty() ? "the body is empty" : "there is a body");
            return;
        }
        const Comparison comparison = compare_text(expression_, bytes);
        conclude(comparison);
        out_.actual = shown_text(std::string_view(bytes).substr(comparison.match.value_or(0), kExcerptBytes));
        out_.actual.cut = bytes.size() - comparison.match.value_or(0) > kExcerptBytes;
        if (out_.ok) return;
        out_.place = place_in(bytes, comparison.match.value_or(0));
        if (!out_.reason.empty()) return;
        out_.reason = "it is not in the " + std::to_string(bytes.size()) + " bytes of the body";
        if (expression_.op == Operator::equal) out_.reason = "the body is another one";
        if (expression_.op == Operator::not_equal) out_.reason = "the body is that";
    }

    void judge_expiry() {
        const TlsInfo* tls = nullptr;
        for (const RoundTrip& trip : evidence_.trace.round_trips) {
            if (trip.tls) tls = &*trip.tls;
        }
        // Of the last round trip: what a redirect left behind was another connection.
        if (last() && !last()->tls) tls = nullptr;
        if (!tls || tls->chain.empty()) return judge_absent("there is no certificate");
        const auto first = std::min_element(tls->chain.begin(), tls->chain.end(),
                                            [](const auto& a, const auto& b) { return a.not_after < b.not_after; });
        const auto left = std::chrono::floor<std::chrono::seconds>(first->not_after - evidence_.trace.started_at);
        // Days with three decimals, in whole numbers: a day has 86.4 s a thousandth.
        const std::int64_t thousandths = (left.count() * 10 - (left.count() < 0 ? 863 : 0)) / 864;
        const std::int64_t magnitude = thousandths < 0 ? -thousandths : thousandths;
        std::string decimals = std::to_string(1000 + magnitude % 1000).substr(1);
        Value days;
        days.kind = JsonKind::number;
        days.text = (thousandths < 0 ? "-" : "") + std::to_string(magnitude / 1000) + "." + decimals;
        judge_value(days);
    }

    const Expression& expression_;
    const Evidence& evidence_;
    Judgement out_;
};

}  // namespace

void KeptBody::append(std::string_view more) {
    if (too_long) return;
    if (more.size() > kMaxBodyBytes - bytes.size()) {
        too_long = true;
        bytes = std::string();
        return;
    }
    bytes += more;
}

Judgement evaluate(const Expression& expression, const Evidence& evidence) {
    return Judge(expression, evidence).run();
}

}  // namespace rtrip::expect
