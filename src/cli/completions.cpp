// SPDX-License-Identifier: MIT
#include <algorithm>

#include "cli/commands.hpp"
#include "cli/flag_table.hpp"
#include "cli/manual.hpp"

namespace rtrip::cli {
namespace {

constexpr std::string_view kHead =
    "# SPDX-License-Identifier: MIT\n"
    "# Made from the option table by rtrip_generate; do not edit.\n";

std::string long_name(const Flag& flag) {
    return (is_on_by_default(flag.id) ? "--no-" : "--") + std::string(flag.name);
}

std::string words(std::string_view choices) {
    std::string out(choices);
    std::replace(out.begin(), out.end(), '|', ' ');
    return out;
}

/// "--x|-y" as a pattern of a shell's case.
std::string pattern(const Flag& flag) {
    std::string out = long_name(flag);
    if (flag.short_name != '\0') out += std::string("|-") + flag.short_name;
    return out;
}

/// For single-quoted strings of all three shells.
std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

/// zsh reads colons and brackets of a specification itself.
std::string zsh_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == ':' || c == '[' || c == ']' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string categories() {
    std::string out = "all category";
    for (std::size_t i = 0; i < kCategoryCount; ++i) out += " " + std::string(category_name(static_cast<Category>(i)));
    return out;
}

std::string command_names() {
    std::string out;
    for (const Command& command : commands()) out += (out.empty() ? "" : " ") + std::string(command.name);
    return out;
}

std::string zsh_action(const Flag& flag) {
    if (flag.id == FlagId::help) return ":topic:(" + categories() + ")";
    if (!flag.takes_value()) return "";
    const std::string value = ":" + zsh_text(flag.value) + ":";
    if (flag.completion == "@file") return value + "_files";
    if (flag.completion == "@dir") return value + "_files -/";
    return flag.completion.empty() ? value : value + "(" + words(flag.completion) + ")";
}

}  // namespace

std::string bash_completion() {
    std::string files;
    std::string directories;
    std::string others;
    std::string choices;
    std::string names;
    const auto join = [](std::string& list, const std::string& more) { list += (list.empty() ? "" : "|") + more; };
    for (const Flag& flag : flag_table()) {
        names += (names.empty() ? "" : " ") + long_name(flag);
        if (flag.short_name != '\0') names += std::string(" -") + flag.short_name;
        if (flag.id == FlagId::help || !flag.takes_value()) continue;
        if (flag.completion == "@file") {
            join(files, pattern(flag));
        } else if (flag.completion == "@dir") {
            join(directories, pattern(flag));
        } else if (flag.completion.empty()) {
            join(others, pattern(flag));
        } else {
            choices += "        " + pattern(flag) + ") COMPREPLY=($(compgen -W '" + words(flag.completion) +
                       "' -- \"$current\")); return ;;\n";
        }
    }
    std::string out(kHead);
    out +=
        "_rtrip() {\n    local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
        "    COMPREPLY=()\n    case \"$previous\" in\n";
    out += choices;
    out += "        --help|-h) COMPREPLY=($(compgen -W '" + categories() + "' -- \"$current\")); return ;;\n";
    out += "        " + files + ") COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n";
    out += "        " + directories + ") COMPREPLY=($(compgen -d -- \"$current\")); return ;;\n";
    out += "        " + others + ") return ;;\n    esac\n";
    out += "    if [[ \"$current\" == -* ]]; then\n        COMPREPLY=($(compgen -W '" + names +
           "' -- \"$current\"))\n    elif [[ $COMP_CWORD == 1 ]]; then\n        COMPREPLY=($(compgen -W '" +
           command_names() + "' -- \"$current\"))\n    fi\n}\ncomplete -o default -F _rtrip rtrip\n";
    return out;
}

std::string zsh_completion() {
    std::string out = "#compdef rtrip\n" + std::string(kHead) + "_arguments -s -S \\\n";
    for (const Flag& flag : flag_table()) {
        const std::string repeat = flag.repeat == Repeat::each ? "*" : "";
        std::string text = "[" + zsh_text(flag.summary) + "]" + zsh_action(flag);
        if (flag.short_name != '\0') out += "    " + quoted(repeat + "-" + flag.short_name + text) + " \\\n";
        out += "    " + quoted(repeat + long_name(flag) + text) + " \\\n";
    }
    return out + "    '1:command or URL:_alternative \"commands:command:(" + command_names() +
           ")\" \"urls:URL:_urls\"' \\\n    '*:URL or file:_alternative \"urls:URL:_urls\" \"files:file:_files\"'\n";
}

std::string fish_completion() {
    std::string out(kHead);
    for (const Flag& flag : flag_table()) {
        out += "complete -c rtrip -l " + long_name(flag).substr(2);
        if (flag.short_name != '\0') out += " -s " + quoted(std::string_view(&flag.short_name, 1));
        if (flag.id == FlagId::help) {
            out += " -x -a " + quoted(categories());
        } else if (flag.completion == "@file" || flag.completion == "@dir") {
            out += flag.completion == "@dir" ? " -x -a '(__fish_complete_directories)'" : " -r -F";
        } else if (flag.takes_value()) {
            out += " -x";
            if (!flag.completion.empty()) out += " -a " + quoted(words(flag.completion));
        }
        out += " -d " + quoted(flag.summary) + "\n";
    }
    for (const Command& command : commands()) {
        out += "complete -c rtrip -n __fish_is_first_token -a " + quoted(command.name) + " -d " +
               quoted(command.summary) + "\n";
    }
    return out;
}

}  // namespace rtrip::cli
