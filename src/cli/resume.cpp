// SPDX-License-Identifier: MIT
#include "cli/resume.hpp"

#include <optional>
#include <string_view>

#include "base/ascii.hpp"
#include "cli/values.hpp"
#include "model/http_date.hpp"

namespace rtrip::cli {
namespace {

/// A Content-Range of bytes: "bytes 5-9/10", "bytes */10", and "bytes: 5-9/10" as some servers write.
struct ContentRange {
    std::optional<std::uint64_t> first;
    std::optional<std::uint64_t> total;
};

std::optional<ContentRange> parse_content_range(std::string_view text) {
    text = ascii::trim_ows(text);
    if (!ascii::iequals(text.substr(0, 5), "bytes")) return std::nullopt;
    text.remove_prefix(5);
    if (text.starts_with(':')) text.remove_prefix(1);
    text = ascii::trim_ows(text);
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::string_view range = text.substr(0, slash);
    ContentRange out;
    out.total = parse_number(text.substr(slash + 1));
    if (range == "*") return out;
    const std::size_t dash = range.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    out.first = parse_number(range.substr(0, dash));
    if (!out.first) return std::nullopt;
    return out;
}

std::string bytes_from(std::uint64_t offset) {
    return "the bytes from " + std::to_string(offset) + " on were asked for";
}

ResumeVerdict refuse(std::string why) {
    return {ResumeAction::refuse, std::move(why)};
}

ResumeVerdict judge_part(std::uint64_t offset, const std::optional<ContentRange>& range) {
    if (!range || !range->first) {
        return refuse(bytes_from(offset) + ", and the server does not say which ones it sends");
    }
    if (*range->first == offset) return {ResumeAction::append, {}};
    return refuse(bytes_from(offset) + ", and the server sends those from " + std::to_string(*range->first) + " on");
}

}  // namespace

bool meets_condition(const TimeCondition& condition, const Response& response) {
    if (response.status != 200) return true;
    const auto changed = parse_http_date(response.header.get("Last-Modified").value_or(""));
    if (!changed) return true;
    return condition.kind == ModifiedCondition::not_since ? *changed < condition.time : *changed > condition.time;
}

ResumeVerdict judge_resume(std::uint64_t offset, const Response& response) {
    const auto range = parse_content_range(response.header.get("Content-Range").value_or(""));
    switch (response.status) {
        case 206: return judge_part(offset, range);
        case 416:
            // Nothing lies behind the end: that is what there is to come, unless the end is elsewhere.
            if (!range || !range->total || *range->total == offset) return {ResumeAction::complete, {}};
            return refuse(bytes_from(offset) + ", and at the server there are " + std::to_string(*range->total) +
                          " in all");
        case 200:
            if (parse_number(response.header.get("Content-Length").value_or("")) == offset) {
                return {ResumeAction::complete, {}};
            }
            return refuse(bytes_from(offset) + ", and the server sends the whole");
        default: return refuse(bytes_from(offset) + ", and the server answers " + std::to_string(response.status));
    }
}

}  // namespace rtrip::cli
