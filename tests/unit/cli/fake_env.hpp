// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "cli/parse.hpp"
#include "cli/resolve.hpp"

namespace rtrip::test {

/// An environment of maps: files, variables and the password that is typed.
struct FakeEnv {
    std::map<std::string, std::string> files;
    std::map<std::string, std::string> variables;
    std::optional<std::string> typed_password;

    [[nodiscard]] cli::Env env() {
        cli::Env out;
        out.variable = [this](const char* name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional(found->second);
        };
        out.is_terminal = [](int) { return false; };
        out.terminal_columns = [] { return std::size_t{80}; };
        out.read_file = [this](const std::string& path) -> Result<std::string> {
            const auto found = files.find(path);
            if (found == files.end()) return fail(ErrorCode::config_unreadable, "cannot read " + path);
            return found->second;
        };
        out.read_data = out.read_file;
        out.read_saved = out.read_file;
        out.read_if_there = [this](const std::string& path) -> Result<std::optional<std::string>> {
            const auto found = files.find(path);
            return found == files.end() ? std::nullopt : std::optional(found->second);
        };
        out.why_unreadable = [this](const std::string& path) -> std::optional<std::string> {
            if (files.contains(path)) return std::nullopt;
            return path + ": No such file or directory";
        };
        out.modified = [this](const std::string& path) -> std::optional<WallTime> {
            if (!files.contains(path)) return std::nullopt;
            return WallTime(std::chrono::seconds(1'000'000'000));
        };
        out.is_regular = [this](const std::string& path) { return files.contains(path); };
        out.ask_password = [this](std::string_view) { return typed_password; };
        return out;
    }

    cli::Resolved resolve(const std::vector<std::string>& words) {
        environment = env();
        const cli::Parsed parsed = cli::parse(words);
        if (!parsed.problems.empty()) {
            cli::Resolved out;
            out.problems = parsed.problems;
            return out;
        }
        return cli::resolve(parsed.args, environment);
    }

    cli::Env environment;
};

/// The exit code that a command line is refused with; 0 when it isn't.
inline int refusal(const std::vector<std::string>& words, FakeEnv fake = {}) {
    const cli::Resolved resolved = fake.resolve(words);
    return resolved.problems.empty() ? 0 : exit_code_of(resolved.problems.front().code);
}

}  // namespace rtrip::test
