// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/escape.hpp"
#include "cli/date_text.hpp"
#include "cli/draft.hpp"
#include "cli/values.hpp"

namespace rtrip::cli {
namespace {

void set_resume(const Occurrence& item, Draft& draft) {
    ResumeFrom& resume = draft.group.output.resume.emplace();
    resume.automatic = item.value == "-";
    if (resume.automatic) return;
    const auto offset = parse_number(item.value);
    if (!offset) return draft.bad_value(item, "a number of bytes or -");
    resume.offset = *offset;
}

/// curl's -z: a date, or a file whose last change is meant; "-" in front for not since then, "=" for exactly then.
void set_time_condition(const Occurrence& item, Draft& draft) {
    std::string_view text = item.value;
    TimeCondition condition;
    if (text.starts_with('-')) condition.kind = ModifiedCondition::not_since;
    if (text.starts_with('=')) condition.kind = ModifiedCondition::exactly;
    if (text.starts_with('+') || condition.kind != ModifiedCondition::since) text.remove_prefix(1);
    std::optional<WallTime> time = parse_date_text(text);
    if (!time) time = draft.env.modified(std::string(text));
    draft.group.request.time_condition.reset();
    if (!time) {
        return draft.warn(shown(item) + ": '" + escape_prefix(text, 60) +
                          "' is neither a date nor a file; no condition");
    }
    condition.time = *time;
    draft.group.request.time_condition = condition;
}

void read_etag(const std::string& path, Draft& draft) {
    std::string tag;
    if (Result<std::string> text = draft.env.read_file(path)) {
        tag = std::move(*text);
    } else if (draft.group.output.etag_save.empty() || !draft.env.why_unreadable(path)) {
        return draft.problem(ErrorCode::config_unreadable, "--etag-compare: " + text.error().message);
    }
    std::erase_if(tag, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    // No tag yet matches nothing (as curl).
    draft.group.request.if_none_match = tag.empty() ? "\"\"" : std::move(tag);
}

}  // namespace

bool apply_condition_flag(const Occurrence& item, Draft& draft) {
    OutputPlan& output = draft.group.output;
    switch (item.id) {
        case FlagId::continue_at: set_resume(item, draft); return true;
        case FlagId::time_cond: set_time_condition(item, draft); return true;
        case FlagId::etag_save: output.etag_save = item.value; return true;
        case FlagId::etag_compare: draft.etag_compare = item.value; return true;
        default: return false;
    }
}

void check_conditions(Draft& draft) {
    const OutputPlan& output = draft.group.output;
    if (draft.etag_compare) read_etag(*draft.etag_compare, draft);
    const auto both = [&draft](std::string_view one, std::string_view other) {
        draft.problem(ErrorCode::usage_invalid,
                      std::string(one) + " and " + std::string(other) + " exclude each other");
    };
    if (output.remote_header_name && output.include_heads) both("-J", "-i");
    if (!output.resume) return;
    if (output.remote_header_name) both("-C", "-J");
    if (!draft.group.request.range.empty()) both("-C", "-r");
    // What was there before is not to be lost, and not to be gone on with under another name.
    if (output.remove_on_error) both("-C", "--remove-on-error");
    if (output.clobber == Clobber::never) both("-C", "--no-clobber");
}

}  // namespace rtrip::cli
