// SPDX-License-Identifier: MIT
#include <utility>

#include "base/ascii.hpp"
#include "cli/draft.hpp"
#include "cli/values.hpp"

namespace rtrip::cli {
namespace {

void add_part(const Occurrence& item, Draft& draft) {
    const Result<void> added = item.id == FlagId::form ? draft.form.add(item.value) : draft.form.add_string(item.value);
    if (!added) draft.problem(added.error().code, shown(item) + ": " + added.error().message);
    for (std::string& warning : draft.form.take_warnings()) draft.warn(shown(item) + ": " + std::move(warning));
}

void set_spool(const Occurrence& item, Draft& draft) {
    if (const auto size = parse_size(item.value)) {
        draft.group.request.spool = *size;
    } else {
        draft.bad_value(item, "a number of bytes");
    }
}

/// Lines of a file of part headers: those that begin with '#' are comments, those that begin with a space go on with
/// the line before.
std::vector<std::string> header_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        const bool continues = !line.empty() && (line.front() == ' ' || line.front() == '\t');
        const std::string_view content = ascii::trim_ows(line);
        if (content.empty() || line.front() == '#') continue;
        if (continues && !lines.empty()) {
            lines.back() += " " + std::string(content);
        } else {
            lines.emplace_back(content);
        }
    }
    return lines;
}

/// Checks the files that parts name, before anything is sent.
class FormCheck {
public:
    explicit FormCheck(Draft& draft) : draft_(draft) {}

    void check(std::vector<FormPart>& parts) {
        for (FormPart& part : parts) {
            if (part.source == PartSource::file || part.source == PartSource::file_text) check_file(part.content);
            if (!part.header_file.empty()) read_headers(part);
            check(part.parts);
        }
    }

private:
    void check_file(const std::string& path) {
        if (path != "-") {
            const auto why = draft_.env.why_unreadable(path);
            if (why) draft_.problem(ErrorCode::upload_read_failed, "--form: cannot read " + *why);
            return;
        }
        if (std::exchange(standard_input_, true)) {
            draft_.problem(ErrorCode::usage_invalid, "--form: standard input can be read for one part only");
        } else if (draft_.group.request.version == VersionChoice::http1_0) {
            draft_.problem(ErrorCode::usage_invalid,
                           "--form: standard input has no known length, and HTTP/1.0 cannot send such a body");
        }
    }

    void read_headers(FormPart& part) {
        const Result<std::string> text = draft_.env.read_file(part.header_file);
        if (!text) return draft_.problem(ErrorCode::upload_read_failed, "--form: headers=@: " + text.error().message);
        for (const std::string& line : header_lines(*text)) {
            const Result<void> added = add_part_header(part, line);
            if (!added) draft_.problem(added.error().code, "--form: headers=@: " + added.error().message);
        }
    }

    Draft& draft_;
    bool standard_input_ = false;
};

}  // namespace

bool apply_form_flag(const Occurrence& item, Draft& draft) {
    switch (item.id) {
        case FlagId::form:
        case FlagId::form_string: add_part(item, draft); return true;
        case FlagId::spool: set_spool(item, draft); return true;
        default: return false;
    }
}

void finish_form(Draft& draft) {
    draft.group.request.form = draft.form.take();
    FormCheck(draft).check(draft.group.request.form);
}

}  // namespace rtrip::cli
