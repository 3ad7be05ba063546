// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/escape.hpp"
#include "cli/draft.hpp"
#include "cli/values.hpp"

namespace rtrip::cli {
namespace {

std::string read_named(const Occurrence& item, const std::string& path, Draft& draft) {
    Result<std::string> text = draft.env.read_data(path);
    if (text) return std::move(*text);
    // 26 with the option's own name: the request's body, not the configuration, is at fault.
    draft.problem(ErrorCode::upload_read_failed, shown(item) + ": " + text.error().message);
    return {};
}

/// -d @FILE: as if its lines were one (curl drops CR, LF and NUL).
std::string without_breaks(std::string text) {
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    return text;
}

/// The five forms of --data-urlencode: text, =text, name=text, @file, name@file.
std::string urlencoded(const Occurrence& item, Draft& draft) {
    const std::size_t mark = item.value.find_first_of("=@");
    if (mark == std::string::npos) return form_encode(item.value);
    const std::string name = item.value.substr(0, mark);
    const std::string rest = item.value.substr(mark + 1);
    const std::string value = form_encode(item.value[mark] == '@' ? read_named(item, rest, draft) : rest);
    return name.empty() ? value : name + "=" + value;
}

void add_data(const Occurrence& item, Draft& draft) {
    Draft::Piece piece;
    piece.bytes = item.value;
    if (item.value.starts_with('@')) piece.bytes = without_breaks(read_named(item, item.value.substr(1), draft));
    draft.data.push_back(std::move(piece));
}

/// Files stay unread, so that one that is all there is can be sent from disk.
void add_binary(const Occurrence& item, bool json, Draft& draft) {
    Draft::Piece piece;
    piece.json = json;
    if (item.value.starts_with('@')) {
        piece.file = item.value.substr(1);
    } else {
        piece.bytes = item.value;
    }
    draft.data.push_back(std::move(piece));
}

void append_query(std::string& query, std::string_view more) {
    if (!query.empty() && !more.empty()) query += '&';
    query += more;
}

void add_url_query(const Occurrence& item, Draft& draft) {
    if (item.value.starts_with('+')) {
        append_query(draft.url_query, std::string_view(item.value).substr(1));
    } else {
        append_query(draft.url_query, urlencoded(item, draft));
    }
}

std::string piece_bytes(const Draft::Piece& piece, Draft& draft) {
    if (piece.file.empty()) return piece.bytes;
    Result<std::string> text = draft.env.read_data(piece.file);
    if (text) return std::move(*text);
    draft.problem(ErrorCode::upload_read_failed, text.error().message);
    return {};
}

std::string join(Draft& draft) {
    std::string all;
    bool first = true;
    for (const Draft::Piece& piece : draft.data) {
        if (!first && !piece.json) all += '&';
        all += piece_bytes(piece, draft);
        first = false;
    }
    return all;
}

}  // namespace

bool apply_data_flag(const Occurrence& item, Draft& draft) {
    switch (item.id) {
        case FlagId::data:
        case FlagId::data_ascii: add_data(item, draft); return true;
        case FlagId::data_raw: draft.data.push_back({item.value, {}, false}); return true;
        case FlagId::data_binary: add_binary(item, false, draft); return true;
        case FlagId::json_body: add_binary(item, true, draft); return true;
        case FlagId::data_urlencode: draft.data.push_back({urlencoded(item, draft), {}, false}); return true;
        case FlagId::url_query: add_url_query(item, draft); return true;
        default: return false;
    }
}

void finish_data(Draft& draft) {
    RequestSpec& request = draft.group.request;
    request.query = draft.url_query;
    if (draft.data.empty()) return;
    if (draft.get) {
        append_query(request.query, join(draft));
        return;
    }
    DataSpec spec;
    spec.json = std::any_of(draft.data.begin(), draft.data.end(), [](const Draft::Piece& piece) { return piece.json; });
    const Draft::Piece& only = draft.data.front();
    const bool alone = draft.data.size() == 1 && !only.file.empty() && only.file != "-";
    // What is no regular file (a FIFO, "<(command)") is read now, so that its length is known, as with curl.
    if (alone && (draft.env.why_unreadable(only.file) || draft.env.is_regular(only.file))) {
        spec.file = only.file;
        if (const auto why = draft.env.why_unreadable(spec.file)) {
            draft.problem(ErrorCode::upload_read_failed, "cannot read " + *why);
        }
    } else {
        spec.bytes = join(draft);
    }
    request.data = std::move(spec);
}

}  // namespace rtrip::cli
