// SPDX-License-Identifier: MIT
#include "render/json_documents.hpp"

#include <algorithm>
#include <string>

namespace rtrip::render {
namespace {

std::string at_line(std::size_t line, std::string_view what) {
    return "line " + std::to_string(line) + ": " + std::string(what);
}

Error bad(std::size_t line, std::string_view what) {
    Error error(ErrorCode::config_unreadable, at_line(line, what));
    error.hint = "what is wanted is what rtrip -j prints";
    return error;
}

}  // namespace

JsonDocuments::JsonDocuments(std::string_view text) : rest_(text) {
    // Editors of another system begin files with a byte order mark.
    if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);
}

void JsonDocuments::skip_space() {
    const std::size_t used = std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size());
    line_ +=
        static_cast<std::size_t>(std::count(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(used), '\n'));
    rest_.remove_prefix(used);
}

/// Behind the bracket that closes the object that begins here.
Result<std::size_t> JsonDocuments::find_end() const {
    std::size_t depth = 0;
    std::size_t values = 0;
    bool quoted = false;
    const std::size_t limit = std::min(rest_.size(), kMaxBytes);
    for (std::size_t i = 0; i < limit; ++i) {
        const char c = rest_[i];
        if (quoted) {
            if (c == '\\') ++i;
            if (c == '"') quoted = false;
            continue;
        }
        if (c == '"') quoted = true;
        if (c == ',' || c == '{' || c == '[') ++values;
        if (c == '{' || c == '[') ++depth;
        if ((c == '}' || c == ']') && --depth == 0) return i + 1;
        if (depth > kMaxDepth) return fail(bad(line_, "the report that begins here is nested too deeply"));
        if (values > kMaxValues) return fail(bad(line_, "the report that begins here has too many values"));
    }
    if (rest_.size() > kMaxBytes) return fail(bad(line_, "the report that begins here is longer than 16 MiB"));
    return fail(bad(line_, "the report that begins here does not end"));
}

Result<std::optional<JsonDocument>> JsonDocuments::next() {
    skip_space();
    if (rest_.empty()) return std::optional<JsonDocument>();
    if (rest_.front() != '{') {
        rest_ = {};
        return fail(bad(line_, "a report begins with '{'"));
    }
    const Result<std::size_t> end = find_end();
    if (!end) {
        rest_ = {};
        return fail(end.error());
    }
    const JsonDocument out{rest_.substr(0, *end), line_};
    line_ += static_cast<std::size_t>(std::count(out.text.begin(), out.text.end(), '\n'));
    rest_.remove_prefix(*end);
    return std::optional(out);
}

}  // namespace rtrip::render
