// SPDX-License-Identifier: MIT
#include "cli/help.hpp"

#include <algorithm>
#include <array>

#include "base/escape.hpp"
#include "cli/commands.hpp"
#include "cli/flag_table.hpp"
#include "cli/version.hpp"

namespace rtrip::cli {
namespace {

/// Shown by --help without a topic.
constexpr std::array kMostUsed{
    FlagId::data,     FlagId::expect,   FlagId::fail,        FlagId::header,  FlagId::include, FlagId::head,
    FlagId::insecure, FlagId::max_time, FlagId::json_report, FlagId::output,  FlagId::request, FlagId::report,
    FlagId::resolve,  FlagId::silent,   FlagId::user,        FlagId::verbose, FlagId::version, FlagId::write_out,
};

constexpr std::size_t kColumn = 34;

std::string line(const Flag& flag) {
    std::string text = flag.short_name != '\0' ? std::string(" -") + flag.short_name + ", " : "     ";
    text += is_on_by_default(flag.id) ? "--no-" : "--";
    text += flag.name;
    if (flag.takes_value()) text += " " + std::string(flag.value);
    if (text.size() < kColumn) {
        text.append(kColumn - text.size(), ' ');
    } else {
        text += "\n" + std::string(kColumn, ' ');
    }
    return text + std::string(flag.summary) + "\n";
}

std::string category_block(Category category) {
    std::string text = std::string(category_title(category)) + ":\n";
    for (const Flag& flag : flag_table()) {
        if (flag.category == category) text += line(flag);
    }
    return text;
}

std::string usage() {
    std::string text = "Usage: rtrip [options] URL...\n";
    for (const Command& command : commands()) {
        std::string line = "       rtrip " + std::string(command.name) + " [options] " + std::string(command.operands);
        if (line.size() < kColumn) line.append(kColumn - line.size(), ' ');
        // At the column of the options' summaries, or right behind.
        text += line + (line.size() > kColumn ? "  " : "") + std::string(command.summary) + "\n";
    }
    return text;
}

std::string categories() {
    std::string text;
    for (std::size_t i = 0; i < kCategoryCount; ++i) {
        const auto category = static_cast<Category>(i);
        std::string name(category_name(category));
        name.resize(12, ' ');
        text += " " + name + std::string(category_title(category)) + "\n";
    }
    return text;
}

}  // namespace

Result<std::string> help_text(std::string_view topic) {
    std::string text = usage();
    if (topic.empty()) {
        for (const FlagId id : kMostUsed) text += line(flag_of(id));
        return text +
               "\nThese are the options most used. 'rtrip --help all' shows every one, 'rtrip --help CATEGORY'\n"
               "those of a category, 'rtrip --help category' the categories, 'man rtrip' the manual.\n";
    }
    if (topic == "category") return text + categories();
    bool found = false;
    for (std::size_t i = 0; i < kCategoryCount; ++i) {
        const auto category = static_cast<Category>(i);
        if (topic != "all" && topic != category_name(category)) continue;
        text += "\n" + category_block(category);
        found = true;
    }
    if (found) return text;
    return fail(ErrorCode::usage_invalid,
                "no help on '" + escape_prefix(topic, 40) + "'; the categories are:\n" + categories());
}

std::string version_text() {
    return "rtrip " + std::string(kVersion) + "\nProtocols: http https\nVersions: HTTP/1.0 HTTP/1.1\n";
}

}  // namespace rtrip::cli
