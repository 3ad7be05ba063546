// SPDX-License-Identifier: MIT
#include "codec/http1/field_section.hpp"

#include <utility>

#include "base/escape.hpp"
#include "codec/http1/grammar.hpp"

namespace rtrip::http1 {
namespace {

constexpr std::size_t kShownBytes = 64;
// What a head commonly has at most.
constexpr std::size_t kCommonFields = 12;

std::string_view noun(SectionKind kind) {
    return kind == SectionKind::head ? "response head" : "trailer section";
}

Phase phase_of(SectionKind kind) {
    return kind == SectionKind::head ? Phase::wait : Phase::body;
}

std::string quoted(std::string_view bytes) {
    return "\"" + escape_prefix(bytes, kShownBytes) + "\"";
}

// Whether the line, read as a field, would be a framing field for someone who trims more than we do.
bool resembles_framing(std::string_view line) {
    const std::string_view name = line.substr(0, line.find(':'));
    return name.size() < line.size() && is_framing_field(ascii::trim_ows(name));
}

}  // namespace

Error section_error(SectionKind kind, std::uint64_t offset, std::string_view what) {
    const ErrorCode code = kind == SectionKind::head ? ErrorCode::response_malformed : ErrorCode::body_malformed;
    std::string message(noun(kind));
    message += " malformed at byte " + std::to_string(offset) + ": ";
    message += what;
    return {code, phase_of(kind), std::move(message)};
}

Error section_too_large(SectionKind kind, std::string_view what) {
    std::string message(noun(kind));
    message += " too large: ";
    message += what;
    return {ErrorCode::response_too_large, phase_of(kind), std::move(message)};
}

Result<FieldSection::Step> FieldSection::add(const Line& line, AnomalyList& anomalies) {
    if (line.bare_lf) {
        saw_bare_lf_ = true;
        anomalies.add_first("bare_lf", line.offset + line.text.size(), "line ended by LF without CR",
                            "RFC 9112 section 2.2");
    }
    if (line.text.empty()) return Step::done;
    if (ascii::is_ows(line.text.front())) return add_indented(line, anomalies);
    return add_field(line, anomalies);
}

Result<FieldSection::Step> FieldSection::add_field(const Line& line, AnomalyList& anomalies) {
    const std::size_t colon = line.text.find(':');
    if (colon == std::string_view::npos) {
        return fail(section_error(kind_, line.offset, "line without a colon: " + quoted(line.text)));
    }
    if (auto error = check_name(line, colon, anomalies)) return fail(std::move(*error));
    const std::string_view rest = line.text.substr(colon + 1);
    if (auto error = check_value(line, colon + 1)) return fail(std::move(*error));
    if (fields_left_ == 0) return fail(section_too_large(kind_, "more header fields than the limit allows"));
    --fields_left_;
    if (fields_.empty()) fields_.reserve(kCommonFields);
    fields_.push_back({std::string(line.text.substr(0, colon)), std::string(ascii::trim_ows(rest))});
    return Step::more;
}

// A line that begins with white space: obs-fold, or nothing that belongs anywhere.
Result<FieldSection::Step> FieldSection::add_indented(const Line& line, AnomalyList& anomalies) {
    if (auto error = check_value(line, 0)) return fail(std::move(*error));
    if (fields_.empty()) {
        // RFC 9112 section 2.2: reject, or skip such lines up to the first proper one. A skipped framing field might
        // be one to somebody else.
        if (resembles_framing(line.text)) {
            return fail(section_error(kind_, line.offset, "white space before a framing field: " + quoted(line.text)));
        }
        anomalies.add_first("space_before_first_field", line.offset, "indented line before the first field ignored",
                            "RFC 9112 section 2.2");
        return Step::more;
    }
    HeaderField& last = fields_.back();
    anomalies.add("obs_fold", line.offset, "folded line joined to " + escape_prefix(last.name, kShownBytes),
                  "RFC 9112 section 5.2");
    const std::string_view text = ascii::trim_ows(line.text);
    if (!text.empty() && !last.value.empty()) last.value += ' ';
    last.value += text;
    return Step::more;
}

std::optional<Error> FieldSection::check_name(const Line& line, std::size_t colon, AnomalyList& anomalies) const {
    const std::string_view name = line.text.substr(0, colon);
    if (name.empty()) return section_error(kind_, line.offset, "field without a name: " + quoted(line.text));
    if (find_non_token(name) == std::string_view::npos) return std::nullopt;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (!ascii::is_tchar(name[i]) && name[i] != ' ') {
            return section_error(kind_, line.offset + i,
                                 "field name with a character that is not allowed: " + quoted(name));
        }
    }
    // CVE-2019-16276: taken as Content-Length by some, not by others.
    if (resembles_framing(line.text)) {
        return section_error(kind_, line.offset, "white space between the name of a framing field and its colon");
    }
    anomalies.add("space_in_field_name", line.offset, "field name kept as it came: " + quoted(name),
                  "RFC 9112 section 5.1");
    return std::nullopt;
}

// Names the field but does not show its value, which may be a secret (Set-Cookie).
std::optional<Error> FieldSection::check_value(const Line& line, std::size_t from) const {
    const std::size_t at = find_non_text(line.text.substr(from));
    if (at == std::string_view::npos) return std::nullopt;
    const char c = line.text[from + at];
    std::string what = c == '\r' ? "bare CR" : c == '\0' ? "NUL" : "control character";
    if (from > 0) {
        what += " in the value of field " + quoted(line.text.substr(0, from - 1));
    } else {
        what += " in a folded line";
    }
    return section_error(kind_, line.offset + from + at, what);
}

Header FieldSection::take() {
    return Header(std::exchange(fields_, {}));
}

}  // namespace rtrip::http1
