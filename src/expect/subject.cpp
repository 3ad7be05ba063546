// SPDX-License-Identifier: MIT
#include "expect/subject.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/ascii.hpp"

namespace rtrip::expect {
namespace {

constexpr std::array kAliases{
    Alias{"status", "response.status"}, Alias{"http_version", "response.http_version"},
    Alias{"total", "total_ms"},         Alias{"queue", "phases.queue_ms"},
    Alias{"dns", "phases.dns_ms"},      Alias{"connect", "phases.connect_ms"},
    Alias{"proxy", "phases.proxy_ms"},  Alias{"tls", "phases.tls_ms"},
    Alias{"send", "phases.send_ms"},    Alias{"wait", "phases.wait_ms"},
    Alias{"ttfb", "ttfb_ms"},           Alias{"server", "server_ms"},
};

constexpr std::array<std::string_view, 9> kOtherNames{"header.NAME", "trailer.NAME", "sent_header.NAME",
                                                      "body",        "json",         "tls.expires_in",
                                                      "requests",    "errors",       "round_trips"};

// The phases of a series, and what a round trip has beside them.
constexpr std::array<std::string_view, 10> kTimes{"total", "ttfb", "queue", "dns",  "connect",
                                                  "proxy", "tls",  "send",  "wait", "body"};

bool is_name_character(char c) {
    return ascii::is_alnum(c) || c == '_';
}

const ReportKey* key_of(std::span<const ReportKey> keys, std::string_view path) {
    const auto at = std::lower_bound(keys.begin(), keys.end(), path,
                                     [](const ReportKey& key, std::string_view name) { return key.path < name; });
    return at != keys.end() && at->path == path ? &*at : nullptr;
}

ValueKind value_kind(KeyKind kind) {
    switch (kind) {
        case KeyKind::text: return ValueKind::text;
        case KeyKind::number: return ValueKind::number;
        case KeyKind::flag: return ValueKind::flag;
        case KeyKind::list: return ValueKind::list;
        case KeyKind::object: return ValueKind::object;
        case KeyKind::any: break;
    }
    return ValueKind::any;
}

/// How many characters have to be changed to make one of the other (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t corner = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = corner + (a[i] == b[j] ? 0 : 1);
            corner = std::exchange(row[j + 1], std::min({changed, row[j] + 1, row[j + 1] + 1}));
        }
    }
    return row.back();
}

/// The known name that is most like `name`; empty when none is.
std::string_view like(std::string_view name) {
    constexpr std::size_t kLongest = 60;  // No key is as long.
    if (name.size() > kLongest) return {};
    std::string_view best;
    std::size_t least = std::max<std::size_t>(2, name.size() / 4) + 1;
    const auto consider = [&](std::string_view candidate) {
        // What lacks its unit alone is meant, whatever else is as near.
        const bool unit_missing = candidate.starts_with(name) && candidate.substr(name.size()).starts_with('_');
        const std::size_t changes = unit_missing ? 0 : distance(name, candidate);
        if (changes < least) {
            least = changes;
            best = candidate;
        }
    };
    for (const Alias& alias : kAliases) consider(alias.name);
    for (const std::string_view other : kOtherNames) consider(other);
    for (const ReportKey& key : report_keys()) consider(key.path);
    for (const ReportKey& key : round_trip_keys()) consider(key.path);
    return best;
}

bool is_statistic(std::string_view name) {
    constexpr std::array<std::string_view, 8> kStatistics{"min", "mean", "p50", "p90", "p95", "p99", "p999", "max"};
    return std::find(kStatistics.begin(), kStatistics.end(), name) != kStatistics.end();
}

}  // namespace

std::span<const Alias> aliases() {
    return kAliases;
}

void Cursor::skip_space() {
    while (at < text.size() && ascii::is_ows(text[at])) ++at;
}

bool Cursor::fail_at(std::size_t offset, std::string what) {
    if (!fault_at) {
        fault_at = offset;
        fault = std::move(what);
    }
    return false;
}

bool SubjectReader::take() {
    cursor_.skip_space();
    begin_ = cursor_.at;
    if (!take_part()) return false;
    const std::string first = parts_.front().name;
    const bool dotted = cursor_.peek() == '.';
    if (first == "json") {
        subject_.source = Source::body_json;
        subject_.kind = ValueKind::any;
        if (dotted && !take_pointer()) return false;
    } else if (dotted && (first == "header" || first == "trailer" || first == "sent_header")) {
        subject_.source = first == "header"    ? Source::header
                          : first == "trailer" ? Source::trailer
                                               : Source::sent_header;
        subject_.kind = ValueKind::decimal;
        if (!take_field()) return false;
    } else {
        while (cursor_.peek() == '.' || cursor_.peek() == '[') {
            if (cursor_.peek() == '[' ? !take_index() : (++cursor_.at, !take_part())) return false;
        }
    }
    subject_.name = std::string(cursor_.text.substr(begin_, cursor_.at - begin_));
    return true;
}

bool SubjectReader::take_part() {
    const std::size_t begin = cursor_.at;
    while (is_name_character(cursor_.peek())) ++cursor_.at;
    if (cursor_.at == begin) return cursor_.fail_at(begin, "a name is expected here, such as status or phases.wait_ms");
    const std::string name(cursor_.text.substr(begin, cursor_.at - begin));
    parts_.push_back({name, {name, false}, begin});
    return true;
}

bool SubjectReader::take_index() {
    const std::size_t begin = cursor_.at++;
    const std::size_t number = cursor_.at;
    if (cursor_.peek() == '-') ++cursor_.at;
    while (ascii::is_digit(cursor_.peek())) ++cursor_.at;
    const std::string digits(cursor_.text.substr(number, cursor_.at - number));
    const bool last = digits == "-1";
    const bool index =
        !digits.empty() && digits[0] != '-' && digits.size() <= 9 && (digits.size() == 1 || digits[0] != '0');
    if ((!last && !index) || cursor_.peek() != ']') {
        return cursor_.fail_at(number, "an index is expected here: [0] is the first, [-1] the last");
    }
    ++cursor_.at;
    parts_.push_back({{}, {last ? std::string() : digits, last}, begin});
    return true;
}

bool SubjectReader::take_quoted(std::string& out) {
    const std::size_t begin = cursor_.at++;
    while (cursor_.at < cursor_.text.size() && cursor_.peek() != '"') out += cursor_.text[cursor_.at++];
    if (cursor_.peek() != '"') return cursor_.fail_at(begin, "this quote does not end");
    ++cursor_.at;
    return true;
}

bool SubjectReader::take_field() {
    const std::size_t begin = ++cursor_.at;
    if (cursor_.peek() == '"') {
        if (!take_quoted(subject_.field)) return false;
    } else {
        const auto is_part = [](char c) { return is_name_character(c) || c == '-' || c == '.'; };
        while (is_part(cursor_.peek())) subject_.field += cursor_.text[cursor_.at++];
    }
    if (ascii::is_token(subject_.field)) return true;
    return cursor_.fail_at(begin,
                           "the name of a header field is expected here; one with other characters than "
                           "letters, digits, '-', '_' and '.' in double quotes");
}

// RFC 6901: "/a/b", where "~1" is a slash and "~0" a tilde.
bool SubjectReader::take_pointer() {
    const std::size_t begin = ++cursor_.at;
    std::string pointer;
    if (cursor_.peek() == '"') {
        if (!take_quoted(pointer)) return false;
    } else {
        const auto is_escape = [](std::string_view rest) { return rest.starts_with("~0") || rest.starts_with("~1"); };
        while (cursor_.at < cursor_.text.size()) {
            const char c = cursor_.peek();
            const bool ends = std::string_view("=!<> \t").find(c) != std::string_view::npos;
            if (ends || (c == '~' && !is_escape(cursor_.rest()))) break;
            pointer += c;
            ++cursor_.at;
        }
    }
    if (!pointer.starts_with('/')) {
        return cursor_.fail_at(begin, "a JSON pointer is expected here, such as /items/0/name");
    }
    for (std::size_t i = 0; i < pointer.size(); ++i) {
        if (pointer[i] == '/') {
            subject_.steps.emplace_back();
        } else if (pointer[i] != '~') {
            subject_.steps.back().name += pointer[i];
        } else if (i + 1 < pointer.size() && (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
            subject_.steps.back().name += pointer[++i] == '0' ? '~' : '/';
        } else {
            return cursor_.fail_at(begin, "in a JSON pointer '~' is written ~0, and '/' in a name ~1");
        }
    }
    return true;
}

std::string SubjectReader::pattern_of(std::span<const Part> parts) const {
    std::string out;
    for (const Part& part : parts) {
        if (part.name.empty()) {
            out += "[]";
        } else {
            if (!out.empty()) out += '.';
            out += part.name;
        }
    }
    return out;
}

bool SubjectReader::resolve(Operator op, Subject& out) {
    bool done = true;
    if (subject_.source == Source::report) {
        done = resolve_series() || (!cursor_.fault_at && resolve_key(op));
    }
    out = std::move(subject_);
    return done;
}

// True when it is a figure of a series; a fault when it would be one.
bool SubjectReader::resolve_series() {
    const std::string& first = parts_.front().name;
    if (parts_.size() == 1 && (first == "requests" || first == "errors")) {
        subject_.source = Source::series;
        subject_.kind = ValueKind::number;
        subject_.figure.of = first == "requests" ? SeriesFigure::Of::requests : SeriesFigure::Of::errors;
        return true;
    }
    if (parts_.size() < 2 || !is_statistic(first)) return false;
    const std::string& time = parts_[1].name;
    if (parts_.size() > 2 || std::find(kTimes.begin(), kTimes.end(), time) == kTimes.end()) {
        return cursor_.fail_at(parts_[1].offset,
                               "a time is expected here: total, ttfb or a phase (queue, dns, "
                               "connect, proxy, tls, send, wait, body)");
    }
    subject_.source = Source::series;
    subject_.kind = ValueKind::number;
    subject_.unit = unit_of_key("_ms");
    subject_.figure = {SeriesFigure::Of::time, first, time};
    return true;
}

bool SubjectReader::find_key(std::span<const Part> parts, std::span<const ReportKey> keys) {
    const std::string pattern = pattern_of(parts);
    const ReportKey* key = key_of(keys, pattern);
    if (key == nullptr && !parts.empty() && parts.back().name == "count") {
        key = key_of(keys, pattern_of(parts.first(parts.size() - 1)));
        subject_.count = key != nullptr && key->kind == KeyKind::list;
        if (!subject_.count) key = nullptr;
    }
    // What is below a key that may hold anything has no names that are known.
    for (std::size_t length = parts.size(); key == nullptr && length-- > 1;) {
        const ReportKey* above = key_of(keys, pattern_of(parts.first(length)));
        if (above != nullptr && above->kind == KeyKind::any) key = above;
    }
    if (key == nullptr) return false;
    subject_.kind = subject_.count ? ValueKind::number : value_kind(key->kind);
    if (!subject_.count && (subject_.kind == ValueKind::number || subject_.kind == ValueKind::any)) {
        subject_.unit = unit_of_key(parts.back().name);
        subject_.unit_in_name = !subject_.unit.name.empty();
    }
    for (const Part& part : parts.first(parts.size() - (subject_.count ? 1 : 0))) subject_.steps.push_back(part.step);
    return true;
}

bool SubjectReader::resolve_key(Operator op) {
    const std::string pattern = pattern_of(parts_);
    if (pattern == "body") {
        subject_.source = Source::body;
        subject_.kind = ValueKind::text;
        return true;
    }
    if (pattern == "tls.expires_in") {
        subject_.source = Source::expires_in;
        subject_.kind = ValueKind::number;
        subject_.unit = {Dimension::time, 86'400e9, "days"};
        return true;
    }
    if (parts_.front().name == "expectations") {
        return cursor_.fail_at(begin_, "expectations cannot be about expectations");
    }
    const auto alias = std::find_if(kAliases.begin(), kAliases.end(),
                                    [&pattern](const Alias& known) { return known.name == pattern; });
    const bool existence = op == Operator::exists || op == Operator::absent;
    if (alias != kAliases.end() && !(existence && key_of(round_trip_keys(), pattern) != nullptr)) {
        Cursor path(alias->path);
        SubjectReader reader(path);
        // An alias of ours always leads to a key of ours.
        if (!reader.take() || !reader.resolve(op, subject_)) return unknown();
        subject_.name = alias->name;
        subject_.unit_in_name = false;
        if (pattern == "http_version") subject_.kind = ValueKind::decimal;
        return true;
    }
    if (find_key(parts_, report_keys())) return true;
    if (parts_.front().name == "round_trips") {
        if (pattern == "round_trips" || pattern == "round_trips.count") {
            subject_.kind = pattern == "round_trips" ? ValueKind::list : ValueKind::number;
            subject_.count = pattern != "round_trips";
            subject_.steps = {{"round_trips", false}};
            return true;
        }
        if (parts_.size() < 2 || !parts_[1].name.empty()) {
            return cursor_.fail_at(parts_.size() < 2 ? cursor_.at : parts_[1].offset,
                                   "an index is expected here: round_trips[0] is the first, round_trips[-1] the last");
        }
        subject_.steps = {{"round_trips", false}, parts_[1].step};
        if (parts_.size() == 2) {
            subject_.kind = ValueKind::object;
            return true;
        }
        return find_key(std::span(parts_).subspan(2), round_trip_keys()) || unknown();
    }
    subject_.steps = {{"round_trips", false}, {{}, true}};
    return find_key(parts_, round_trip_keys()) || unknown();
}

bool SubjectReader::unknown() {
    const std::string name(cursor_.text.substr(begin_, subject_.name.size()));
    std::string what = "there is no \"" + name + "\" in a report";
    if (const std::string_view near = like(pattern_of(parts_)); !near.empty()) {
        what += "; did you mean " + std::string(near) + "?";
    }
    return cursor_.fail_at(begin_, std::move(what));
}

}  // namespace rtrip::expect
