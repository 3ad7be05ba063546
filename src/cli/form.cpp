// SPDX-License-Identifier: MIT
#include "cli/form.hpp"

#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace rtrip::cli {
namespace {

/// Deeper nesting has no reader; the body is built by recursion.
constexpr std::size_t kMaxDepth = 16;

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool has_line_break(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

std::string_view trim_end(std::string_view text) {
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

Result<void> refused(std::string message) {
    return fail(ErrorCode::usage_invalid, std::move(message));
}

/// "type/subtype" in front, as much as curl asks of a media type.
bool looks_like_type(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == 0 || slash == std::string_view::npos || slash + 1 == text.size()) return false;
    if (text.substr(0, slash).find(' ') != std::string_view::npos) return false;
    const char next = text[slash + 1];
    return next != ';' && next != ',' && !is_space(next);
}

/// Reads "CONTENT;key=value;..." up to a comma (between files) or the end.
class SpecParser {
public:
    SpecParser(std::string_view text, std::vector<std::string>& warnings) : text_(text), warnings_(warnings) {}

    /// One part. `separator`: ',' where another may follow; '\0' elsewhere.
    Result<void> part(char separator, FormPart& part) {
        separator_ = separator;
        type_start_.reset();
        skip_spaces();
        part.content = word();
        while (at(';')) {
            ++position_;
            skip_spaces();
            if (auto done = attribute(part); !done) return done;
        }
        return {};
    }
    /// Steps over a comma. False at the end.
    bool next() {
        if (!at(',')) return false;
        ++position_;
        return true;
    }

private:
    [[nodiscard]] bool at(char c) const { return position_ < text_.size() && text_[position_] == c; }
    [[nodiscard]] bool at_end_of_word() const {
        return position_ == text_.size() || text_[position_] == ';' ||
               (separator_ != '\0' && text_[position_] == separator_);
    }
    void skip_spaces() {
        while (position_ < text_.size() && is_space(text_[position_])) ++position_;
    }
    bool take(std::string_view key) {
        if (!ascii::iequals(text_.substr(position_, key.size()), key)) return false;
        position_ += key.size();
        return true;
    }

    /// A word up to ';' or the separator, without spaces behind it; in quotes, it may hold both, and \" and \\.
    std::string word() {
        if (std::optional<std::string> quoted = quoted_word()) return std::move(*quoted);
        const std::size_t start = position_;
        while (!at_end_of_word()) ++position_;
        return std::string(trim_end(text_.substr(start, position_ - start)));
    }

    /// Absent, and nothing consumed, when there is no quoted string that ends.
    std::optional<std::string> quoted_word() {
        if (!at('"')) return std::nullopt;
        std::string out;
        for (std::size_t i = position_ + 1; i < text_.size(); ++i) {
            const bool escape =
                text_[i] == '\\' && i + 1 < text_.size() && (text_[i + 1] == '\\' || text_[i + 1] == '"');
            if (text_[i] == '"') {
                position_ = i + 1;
                skip_trailing();
                return out;
            }
            if (escape) ++i;
            out += text_[i];
        }
        return std::nullopt;
    }
    void skip_trailing() {
        bool data = false;
        for (; !at_end_of_word(); ++position_) data = data || !is_space(text_[position_]);
        if (data) warnings_.emplace_back("what stands behind a quoted value is passed over");
    }

    Result<void> attribute(FormPart& part) {
        // Parameters of a media type stand between it and the next of our own keys.
        if (!type_start_ && take("type=")) {
            skip_spaces();
            type_start_ = position_;
            return type(part);
        }
        if (take("filename=")) return filename(part);
        if (take("headers=")) return headers(part);
        if (take("encoder=")) return refused("encoder= is not supported; give the content as it is to be sent");
        if (type_start_) return type(part);
        const std::string other = word();
        if (!other.empty()) warnings_.push_back("'" + escape_prefix(other, 60) + "' is no part of a form; passed over");
        return {};
    }

    /// The media type as it stands, from its start to the end of the piece that was reached.
    Result<void> type(FormPart& part) {
        while (!at_end_of_word()) ++position_;
        const std::string_view text = trim_end(text_.substr(*type_start_, position_ - *type_start_));
        if (!looks_like_type(text)) return refused("'" + escape_prefix(text, 60) + "' is no media type");
        if (has_line_break(text)) {
            return fail(ErrorCode::request_invalid, "CR, LF and NUL cannot be sent in a media type");
        }
        part.type = text;
        return {};
    }

    Result<void> filename(FormPart& part) {
        type_start_.reset();
        skip_spaces();
        part.filename = word();
        return {};
    }

    Result<void> headers(FormPart& part) {
        type_start_.reset();
        const bool file = at('@') || at('<');
        if (file) ++position_;
        skip_spaces();
        std::string value = word();
        if (!file) return add_part_header(part, value);
        part.header_file = std::move(value);
        return {};
    }

    std::string_view text_;
    std::vector<std::string>& warnings_;
    std::size_t position_ = 0;
    char separator_ = '\0';
    std::optional<std::size_t> type_start_;
};

/// The path behind "@" or "<".
Result<void> require_path(const FormPart& part) {
    if (part.content.empty()) return fail(ErrorCode::upload_read_failed, "a file name is missing");
    return {};
}

/// name=@FILE[;...][,FILE...]
Result<FormPart> parse_files(SpecParser& parser) {
    std::vector<FormPart> files;
    do {
        FormPart& file = files.emplace_back();
        file.source = PartSource::file;
        if (Result<void> done = parser.part(',', file); !done) return fail(std::move(done.error()));
        if (auto named = require_path(file); !named) return fail(std::move(named.error()));
    } while (parser.next());
    if (files.size() == 1) return std::move(files.front());
    FormPart group;
    group.source = PartSource::parts;
    group.parts = std::move(files);
    return group;
}

/// Everything behind the "=" of a --form, but for the end of a group.
Result<FormPart> parse_content(std::string_view text, std::vector<std::string>& warnings) {
    const char mark = text.empty() ? '\0' : text.front();
    const bool marked = mark == '@' || mark == '<' || mark == '(';
    SpecParser parser(marked ? text.substr(1) : text, warnings);
    if (mark == '@') return parse_files(parser);
    FormPart part;
    if (mark == '(') part.source = PartSource::parts;
    if (mark == '<') part.source = PartSource::file_text;
    if (Result<void> done = parser.part('\0', part); !done) return fail(std::move(done.error()));
    if (mark == '<') {
        if (auto named = require_path(part); !named) return fail(std::move(named.error()));
    }
    return part;
}

}  // namespace

Result<void> add_part_header(FormPart& part, std::string_view line) {
    if (has_line_break(line)) {
        return fail(ErrorCode::request_invalid, "CR, LF and NUL cannot be sent in a part's header");
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !ascii::is_token(ascii::trim_ows(line.substr(0, colon)))) {
        return fail(ErrorCode::request_invalid, "'" + escape_prefix(line, 60) + "' is no header field of a part");
    }
    part.headers.emplace_back(ascii::trim_ows(line));
    return {};
}

std::vector<FormPart>& FormBuilder::current() {
    std::vector<FormPart>* level = &parts_;
    for (std::size_t i = 0; i < depth_; ++i) level = &level->back().parts;
    return *level;
}

Result<void> FormBuilder::add(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return refused("a part of a form is name=content");
    const std::string_view content = text.substr(equals + 1);
    if (equals == 0 && content == ")") {
        if (depth_ == 0) return refused("\"=)\" ends parts that were not opened");
        --depth_;
        return {};
    }
    Result<FormPart> part = parse_content(content, warnings_);
    if (!part) return fail(std::move(part.error()));
    if (equals > 0) part->name = std::string(text.substr(0, equals));
    const bool opens = content.starts_with('(');
    if (opens && depth_ == kMaxDepth) return refused("parts are nested too deeply");
    current().push_back(std::move(*part));
    if (opens) ++depth_;
    return {};
}

Result<void> FormBuilder::add_string(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return refused("a part of a form is name=content");
    FormPart part;
    if (equals > 0) part.name = std::string(text.substr(0, equals));
    part.content = text.substr(equals + 1);
    current().push_back(std::move(part));
    return {};
}

std::vector<FormPart> FormBuilder::take() {
    depth_ = 0;
    return std::exchange(parts_, {});
}

}  // namespace rtrip::cli
