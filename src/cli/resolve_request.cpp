// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "cli/draft.hpp"
#include "cli/values.hpp"

namespace rtrip::cli {
namespace {

bool has_line_break(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

/// Fields whose values are not repeated in messages may still be named.
void refuse_breaks(const Occurrence& item, Draft& draft) {
    draft.problem(ErrorCode::request_invalid, shown(item) + ": CR, LF and NUL cannot be sent there");
}

void set_text(const Occurrence& item, std::string& target, Draft& draft) {
    if (has_line_break(item.value)) return refuse_breaks(item, draft);
    target = item.value;
}

void add_header_line(const Occurrence& item, std::string_view line, std::vector<HeaderEdit>& edits, Draft& draft) {
    if (has_line_break(line)) return refuse_breaks(item, draft);
    const std::size_t end = line.find_first_of(":;");
    // What has no colon may be a secret whose name was forgotten, so it is not shown.
    if (end == std::string_view::npos) return draft.warn(shown(item) + ": a field needs a colon; ignored");
    const std::string_view name = ascii::trim_ows(line.substr(0, end));
    const std::string_view value = ascii::trim_ows(line.substr(end + 1));
    // "Name; something" is not a field; curl passes over it as well.
    if (line[end] == ';' && !value.empty()) return draft.warn(shown(item) + ": a field needs a colon; ignored");
    if (!ascii::is_token(name)) {
        const std::string first(name.substr(0, name.find(' ')));
        draft.problem(ErrorCode::request_invalid, shown(item) + ": the name that begins with '" +
                                                      escape_prefix(first, 30) + "' is none of a header field");
        return;
    }
    HeaderEdit edit{std::string(name), std::string(value), line[end] == ':' && value.empty()};
    edits.push_back(std::move(edit));
}

void set_method(const Occurrence& item, Draft& draft) {
    if (!ascii::is_token(item.value)) {
        return draft.problem(ErrorCode::request_invalid,
                             shown(item) + ": '" + escape_prefix(item.value, 40) + "' is no method");
    }
    draft.group.request.method = item.value;
}

void set_target(const Occurrence& item, Draft& draft) {
    const auto outside = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; };
    if (item.value.empty() || std::any_of(item.value.begin(), item.value.end(), outside)) {
        return draft.problem(ErrorCode::request_invalid,
                             shown(item) + ": a request target has neither spaces nor controls");
    }
    draft.group.request.target = item.value;
}

void set_range(const Occurrence& item, Draft& draft) {
    if (has_line_break(item.value)) return refuse_breaks(item, draft);
    const std::string& text = item.value;
    if (text.find_first_not_of("0123456789-, ") != std::string::npos) {
        draft.warn(shown(item) + ": a range is made of digits, '-' and ','; sent as it is");
    }
    const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), ascii::is_digit);
    if (digits) draft.warn(shown(item) + ": a range needs a '-'; " + text + "- is asked for");
    draft.group.request.range = digits ? text + "-" : text;
}

void set_referer(const Occurrence& item, Draft& draft) {
    set_text(item, draft.group.request.referer, draft);
    std::string& referer = draft.group.request.referer;
    const bool automatic = referer.ends_with(";auto");
    draft.group.layers.redirect.auto_referer = automatic;
    if (automatic) referer.resize(referer.size() - 5);
}

}  // namespace

void add_header_edits(const Occurrence& item, std::vector<HeaderEdit>& edits, Draft& draft) {
    if (!item.value.starts_with('@')) return add_header_line(item, item.value, edits, draft);
    const Result<std::string> text = draft.env.read_file(item.value.substr(1));
    if (!text) return draft.problem(text.error().code, shown(item) + ": " + text.error().message);
    std::string_view rest = *text;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) add_header_line(item, line, edits, draft);
    }
}

std::string shown(const Occurrence& item) {
    std::string name = item.id == FlagId::json_report ? "-j" : "--" + std::string(flag_of(item.id).name);
    return item.origin.empty() ? name : item.origin + ": " + name;
}

void Draft::bad_value(const Occurrence& item, std::string_view wanted) {
    problem(ErrorCode::usage_invalid,
            shown(item) + ": '" + escape_prefix(item.value, 80) + "' is not " + std::string(wanted));
}

bool apply_request_flag(const Occurrence& item, Draft& draft) {
    RequestSpec& request = draft.group.request;
    switch (item.id) {
        case FlagId::url: draft.urls.push_back(item.value); return true;
        case FlagId::request: set_method(item, draft); return true;
        case FlagId::header: add_header_edits(item, request.headers, draft); return true;
        case FlagId::user_agent: set_text(item, request.user_agent.emplace(), draft); return true;
        case FlagId::referer: set_referer(item, draft); return true;
        case FlagId::range: set_range(item, draft); return true;
        case FlagId::head: request.head = item.on; return true;
        case FlagId::get: draft.get = item.on; return true;
        case FlagId::request_target: set_target(item, draft); return true;
        case FlagId::path_as_is: request.path_as_is = item.on; return true;
        case FlagId::globoff: draft.glob_off = item.on; return true;
        case FlagId::http1_0: request.version = VersionChoice::http1_0; return true;
        case FlagId::http1_1: request.version = VersionChoice::http1_1; return true;
        case FlagId::http2: request.version = VersionChoice::negotiated; return true;
        case FlagId::http2_prior_knowledge: request.version = VersionChoice::http2_prior_knowledge; return true;
        case FlagId::upload_file: draft.uploads.push_back(item.value); return true;
        case FlagId::to_curl: return true;  // Seen to before anything is resolved.
        default: return false;
    }
}

}  // namespace rtrip::cli
