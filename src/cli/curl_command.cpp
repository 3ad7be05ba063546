// SPDX-License-Identifier: MIT
#include "cli/curl_command.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "cli/shell_words.hpp"

namespace rtrip::cli {
namespace {

/// Whether a caret in front of a line's end or a double quote shows up outside of quotes: cmd.exe's way to continue
/// lines and to quote quotes. The first such place decides; POSIX quotes before it hide what is in them.
bool is_for_cmd(std::string_view text) {
    char quote = '\0';
    bool escapes = false;  // Whether a backslash counts within this quotation: in "..." and $'...'.
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != '\0') {
            if (c == '\\' && escapes) {
                ++i;
            } else if (c == quote) {
                quote = '\0';
            }
        } else if (c == '\\') {
            ++i;
        } else if (c == '\'' || c == '"') {
            quote = c;
            escapes = c == '"' || (i > 0 && text[i - 1] == '$');
        } else if (c == '^' && i + 1 < text.size() && std::string_view("\"\r\n").contains(text[i + 1])) {
            return true;
        }
    }
    return false;
}

/// "curl", "/usr/bin/curl", "C:\Windows\System32\CURL.EXE".
bool names_curl(std::string_view word) {
    word.remove_prefix(word.find_last_of("/\\") + 1);
    return word == "curl" || ascii::iequals(word, "curl.exe");
}

std::string_view without_prompt(std::string_view text) {
    const std::size_t start = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    text.remove_prefix(start);
    if (text.starts_with("$ ")) text.remove_prefix(2);
    return text;
}

}  // namespace

Result<std::vector<std::string>> split_curl_command(std::string_view text) {
    if (text.size() > kMaxCurlCommand) return fail(ErrorCode::usage_invalid, "the command is longer than 1 MiB");
    if (text.find('\0') != std::string_view::npos) return fail(ErrorCode::usage_invalid, "the command holds a NUL");
    const std::string_view command = without_prompt(text);
    const ShellText source{text, text.size() - command.size()};
    auto words = is_for_cmd(command) ? split_cmd_words(source) : split_posix_words(source);
    if (!words) return words;
    if (words->empty() || !names_curl(words->front())) {
        return fail(ErrorCode::usage_invalid, "the command does not begin with curl");
    }
    words->erase(words->begin());
    return words;
}

}  // namespace rtrip::cli
