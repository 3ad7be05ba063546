// SPDX-License-Identifier: MIT
#include "cli/config_file.hpp"

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "cli/parse.hpp"

namespace rtrip::cli {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

/// The text between quotes with its escapes undone; `rest` starts behind the opening quote. A missing closing quote
/// ends the value with the line, as in curl.
std::string quoted(std::string_view rest) {
    std::string out;
    for (std::size_t i = 0; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] != '\\' || i + 1 == rest.size()) {
            out += rest[i];
            continue;
        }
        switch (rest[++i]) {
            case 't': out += '\t'; break;
            case 'n': out += '\n'; break;
            case 'r': out += '\r'; break;
            case 'v': out += '\v'; break;
            default: out += rest[i];
        }
    }
    return out;
}

ConfigLine parse_line(std::string_view line, std::size_t number) {
    ConfigLine out;
    out.number = number;
    while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
    if (line.empty() || line.front() == '#' || line.front() == '/' || line.front() == '*') return out;

    // Behind "-o" and "--output", '=' and ':' are part of the value; behind a bare name they separate.
    const bool dashed = line.front() == '-';
    const auto is_separator = [dashed](char c) { return is_space(c) || (!dashed && (c == '=' || c == ':')); };
    std::size_t end = 0;
    while (end < line.size() && !is_separator(line[end])) ++end;
    out.words.push_back((dashed ? "" : "--") + std::string(line.substr(0, end)));
    line.remove_prefix(end);
    while (!line.empty() && is_separator(line.front())) line.remove_prefix(1);
    if (line.empty() || line.front() == '#') return out;
    if (line.front() == '"') {
        out.words.push_back(quoted(line.substr(1)));
        return out;
    }
    end = 0;
    while (end < line.size() && !is_space(line[end])) ++end;
    out.words.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
    while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
    out.trailing_words = !line.empty() && line.front() != '#';
    return out;
}

void expand_one(const std::string& path, std::string_view text, Expanded& out) {
    for (ConfigLine& line : parse_config(text)) {
        const std::string origin = escape_prefix(path, 120) + ":" + std::to_string(line.number);
        if (line.trailing_words) {
            out.warnings.push_back(origin + ": words behind the value are ignored; quote values that hold spaces");
        }
        // An empty value ("") still is one for options that take a value; for switches it is none.
        Parsed parsed = parse(line.words);
        if (parsed.help || parsed.version) {
            out.problems.emplace_back(ErrorCode::usage_invalid, origin + ": not an option for a config file");
            continue;
        }
        for (Error& problem : parsed.problems) {
            out.problems.emplace_back(problem.code, origin + ": " + problem.message);
        }
        for (Occurrence& item : parsed.args.items) {
            if (item.id == FlagId::config) {
                out.problems.emplace_back(ErrorCode::usage_invalid, origin + ": config files cannot name config files");
                continue;
            }
            if (item.id == FlagId::from_curl || item.id == FlagId::to_curl) {
                out.problems.emplace_back(ErrorCode::usage_invalid,
                                          origin + ": " + line.words.front() + " is not an option for a config file");
                continue;
            }
            // "silent yes" would otherwise be taken for a URL.
            if (item.id == FlagId::url && parsed.args.items.size() > 1) {
                out.problems.emplace_back(ErrorCode::usage_invalid,
                                          origin + ": " + line.words.front() + " takes no value");
                continue;
            }
            item.origin = origin;
            out.args.items.push_back(std::move(item));
        }
    }
}

}  // namespace

std::vector<ConfigLine> parse_config(std::string_view text) {
    std::vector<ConfigLine> lines;
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        ConfigLine line = parse_line(text.substr(0, end), ++number);
        if (!line.words.empty()) lines.push_back(std::move(line));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

Expanded expand_configs(const Args& args, const ReadFile& read_file) {
    Expanded out;
    for (const Occurrence& item : args.items) {
        if (item.id != FlagId::config) {
            out.args.items.push_back(item);
            continue;
        }
        const Result<std::string> text = read_file(item.value);
        if (!text) {
            out.problems.emplace_back(ErrorCode::config_unreadable, text.error().message);
            continue;
        }
        expand_one(item.value, *text, out);
    }
    return out;
}

}  // namespace rtrip::cli
