// SPDX-License-Identifier: MIT
#include "cli/from_curl.hpp"

#include <utility>

#include "base/escape.hpp"
#include "cli/curl_command.hpp"
#include "cli/parse.hpp"

namespace rtrip::cli {
namespace {

constexpr const char* kOrigin = "--from-curl";

std::string told(std::string_view message) {
    return std::string(kOrigin) + ": " + std::string(message);
}

Result<std::string> text_of(const std::string& value, const Env& env) {
    if (value != "-" && !value.starts_with('@')) return value;
    const std::string path = value == "-" ? value : value.substr(1);
    // This reader gives up on files that have no end.
    auto text = env.read_if_there(path);
    if (!text) return fail(std::move(text.error()));
    if (*text) return std::move(**text);
    return fail(ErrorCode::config_unreadable, "cannot read " + escape_prefix(path, 200) + ": there is no such file");
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

Expanded expand_curl_commands(const Args& args, const Env& env) {
    Expanded out;
    for (const Occurrence& item : args.items) {
        if (item.id != FlagId::from_curl) {
            out.args.items.push_back(item);
            continue;
        }
        const Result<std::string> text = text_of(item.value, env);
        if (text) {
            take_command(*text, out);
        } else {
            out.problems.emplace_back(text.error().code, told(text.error().message));
        }
    }
    return out;
}

}  // namespace rtrip::cli
