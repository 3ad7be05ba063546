// SPDX-License-Identifier: MIT
#include "cli/from_curl.hpp"

#include <utility>

#include "cli/curl_command.hpp"
#include "cli/parse.hpp"

namespace rtrip::cli {
namespace {

constexpr const char* kOrigin = "--from-curl";

std::string told(std::string_view message) {
    return std::string(kOrigin) + ": " + std::string(message);
}

Result<std::string> text_of(const std::string& value, const ReadFile& read_file) {
    if (value == "-") return read_file(value);
    if (value.starts_with('@')) return read_file(value.substr(1));
    return value;
}

void take_command(std::string_view text, Expanded& out) {
    const Result<std::vector<std::string>> words = split_curl_command(text);
    if (!words) {
        out.problems.emplace_back(words.error().code, told(words.error().message));
        return;
    }
    Parsed parsed = parse(*words, Dialect::curl);
    if (parsed.help || parsed.version) {
        out.problems.emplace_back(ErrorCode::usage_invalid, told("--help and --version ask for nothing"));
        return;
    }
    for (const Error& problem : parsed.problems) out.problems.emplace_back(problem.code, told(problem.message));
    for (const std::string& warning : parsed.warnings) out.warnings.push_back(told(warning));
    for (Occurrence& item : parsed.args.items) {
        item.origin = kOrigin;
        out.args.items.push_back(std::move(item));
    }
}

}  // namespace

Expanded expand_curl_commands(const Args& args, const ReadFile& read_file) {
    Expanded out;
    for (const Occurrence& item : args.items) {
        if (item.id != FlagId::from_curl) {
            out.args.items.push_back(item);
            continue;
        }
        const Result<std::string> text = text_of(item.value, read_file);
        if (text) {
            take_command(*text, out);
        } else {
            out.problems.push_back(text.error());
        }
    }
    return out;
}

}  // namespace rtrip::cli
