// SPDX-License-Identifier: MIT
#include "codec/http1/head_parser.hpp"

#include <algorithm>
#include <utility>

#include "base/escape.hpp"
#include "codec/http1/grammar.hpp"
#include "codec/http1/not_http.hpp"

namespace rtrip::http1 {
namespace {

constexpr std::size_t kShownBytes = 64;
constexpr std::size_t kVersionBytes = 3;  // "1.1"
constexpr std::size_t kCodeBytes = 3;

bool is_version(std::string_view text) {
    return text.size() == kVersionBytes && ascii::is_digit(text[0]) && text[1] == '.' && ascii::is_digit(text[2]);
}

Error status_error(const Line& line, std::string_view what) {
    std::string message(what);
    message += ": \"" + escape_prefix(line.text, kShownBytes) + "\"";
    return section_error(SectionKind::head, line.offset, message);
}

}  // namespace

HeadParser::HeadParser(const ParseLimits& limits)
    : limits_(limits), fields_(SectionKind::head, limits.max_header_fields) {}

Result<HeadParser::Step> HeadParser::next(std::string_view& input, AnomalyList& anomalies) {
    if (part_ == Part::start) {
        auto step = check_start(input);
        if (!step || *step == Step::need_more) return step;
        part_ = Part::status_line;
    }
    for (;;) {
        const std::size_t left = limits_.max_header_bytes - std::min<std::size_t>(limits_.max_header_bytes, offset());
        const std::size_t longest = std::min(limits_.max_line_bytes, left + lines_.partial().size());
        const LineReader::Outcome outcome = lines_.next(input, longest);
        if (outcome == LineReader::Outcome::need_more) return Step::need_more;
        if (outcome == LineReader::Outcome::too_long) return fail(too_large());
        if (part_ == Part::status_line) {
            if (auto error = status_line(lines_.line(), anomalies)) return fail(std::move(*error));
            part_ = Part::fields;
            continue;
        }
        auto step = fields_.add(lines_.line(), anomalies);
        if (!step) return fail(std::move(step.error()));
        if (*step == FieldSection::Step::more) continue;
        head_.header = fields_.take();
        head_.bytes = offset() - head_start_;
        return Step::complete;
    }
}

ResponseHead HeadParser::take() {
    head_start_ = offset();
    part_ = Part::start;
    return std::exchange(head_, {});
}

// Tells what is no status line from its first bytes on, since its end may never come. Consumes nothing while the bytes
// are those of "HTTP/": the line reader takes them.
Result<HeadParser::Step> HeadParser::check_start(std::string_view& input) {
    if (!junk_.empty()) return collect_junk(input);
    const std::string_view seen = lines_.partial();
    const std::string_view fresh = input.substr(0, kHttpName.size() - std::min(kHttpName.size(), seen.size()));
    if (fresh == kHttpName.substr(seen.size(), fresh.size())) {
        if (seen.size() + fresh.size() == kHttpName.size()) return Step::complete;
        // Fewer bytes than a name: none of them is LF, so this cannot give a line.
        static_cast<void>(lines_.next(input, kHttpName.size()));
        return Step::need_more;
    }
    junk_ = seen;
    return collect_junk(input);
}

Result<HeadParser::Step> HeadParser::collect_junk(std::string_view& input) {
    const std::string_view fresh = input.substr(0, kJunkBytes - junk_.size());
    junk_ += fresh;
    input.remove_prefix(fresh.size());
    if (const auto length = junk_length(junk_)) {
        return fail(not_http_error(std::string_view(junk_).substr(0, *length), head_start_));
    }
    return Step::need_more;
}

// status-line = HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 section 4)
std::optional<Error> HeadParser::status_line(const Line& line, AnomalyList& anomalies) {
    std::string_view rest = line.text.substr(kHttpName.size());
    const std::string_view version = rest.substr(0, kVersionBytes);
    if (!is_version(version)) return status_error(line, "malformed HTTP version in the status line");
    rest.remove_prefix(kVersionBytes);
    if (!rest.empty() && ascii::is_digit(rest[0]))
        return status_error(line, "malformed HTTP version in the status line");
    if (version != "1.0" && version != "1.1") return status_error(line, "HTTP version is neither 1.0 nor 1.1");
    if (rest.empty() || rest[0] != ' ') return status_error(line, "no space between HTTP version and status code");
    rest.remove_prefix(1);
    const std::string_view code = rest.substr(0, kCodeBytes);
    const bool digits = code.size() == kCodeBytes && std::all_of(code.begin(), code.end(), ascii::is_digit);
    if (!digits || code[0] == '0') return status_error(line, "status code is not three digits from 100 to 999");
    rest.remove_prefix(kCodeBytes);
    if (!rest.empty() && rest[0] != ' ') return status_error(line, "status code is not followed by a space");
    if (find_non_text(rest) != std::string_view::npos) {
        return status_error(line, "control character in the reason phrase");
    }
    if (rest.empty()) {
        anomalies.add("missing_reason", line.offset + line.text.size(), "status line ends after the code",
                      "RFC 9112 section 4");
    }
    if (line.bare_lf) {
        anomalies.add_first("bare_lf", line.offset + line.text.size(), "line ended by LF without CR",
                            "RFC 9112 section 2.2");
    }
    head_.status = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
    head_.minor = version[2] - '0';
    head_.reason = ascii::trim_ows(rest);
    return std::nullopt;
}

Error HeadParser::too_large() const {
    const std::size_t used = static_cast<std::size_t>(lines_.offset() - lines_.partial().size());
    if (limits_.max_header_bytes - used <= limits_.max_line_bytes) {
        return section_too_large(SectionKind::head, "more than " + std::to_string(limits_.max_header_bytes) + " bytes");
    }
    return section_too_large(SectionKind::head, "a line of more than " + std::to_string(limits_.max_line_bytes) +
                                                    " bytes at byte " + std::to_string(used));
}

Error HeadParser::cut_error() const {
    if (!junk_.empty()) return not_http_error(junk_, head_start_);
    const std::string_view where = part_ == Part::fields ? "the header section" : "the status line";
    std::string what = "connection closed in ";
    what += where;
    what += " after " + std::to_string(offset() - head_start_) + " bytes of it";
    return section_error(SectionKind::head, offset(), what);
}

}  // namespace rtrip::http1
