// SPDX-License-Identifier: MIT
#include "cli/parse.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <map>

#include "cli/normalize.hpp"

namespace rtrip::cli {
namespace {

/// What CLI11 knows of one option that occurs, and how many of its values have been taken.
struct Registered {
    const Flag* flag;
    bool on;
    std::size_t taken = 0;
};

/// Only what occurs is registered: with all of the table, registration would cost more than the rest of the start.
std::map<const CLI::Option*, Registered> register_used(CLI::App& app, const NormalArgv& argv) {
    std::map<const CLI::Option*, Registered> options;
    for (const NormalArgv::Used& used : argv.used) {
        const std::string name = (used.on ? "--" : "--no-") + std::string(used.flag->name);
        CLI::Option* option = used.flag->takes_value() ? app.add_option(name)->expected(1) : app.add_flag(name);
        option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false);
        options.emplace(option, Registered{used.flag, used.on});
    }
    return options;
}

/// CLI11 keeps values by option; the order across options comes from parse_order().
Args in_order(const CLI::App& app, std::map<const CLI::Option*, Registered>& options) {
    Args args;
    args.items.reserve(app.parse_order().size());
    for (const CLI::Option* option : app.parse_order()) {
        Registered& registered = options.at(option);
        Occurrence item{registered.flag->id, registered.on, {}, {}};
        if (registered.flag->takes_value()) item.value = option->results().at(registered.taken++);
        args.items.push_back(std::move(item));
    }
    return args;
}

}  // namespace

Parsed parse(std::span<const std::string> words, Dialect dialect) {
    Parsed parsed;
    NormalArgv argv = normalize(words, dialect);
    parsed.command = argv.command;
    parsed.help = argv.help;
    parsed.help_topic = std::move(argv.help_topic);
    parsed.version = argv.version;
    parsed.problems = std::move(argv.problems);
    parsed.warnings = std::move(argv.warnings);
    if (parsed.help || parsed.version || !parsed.problems.empty()) return parsed;

    try {
        CLI::App app;
        app.set_help_flag();
        auto options = register_used(app, argv);
        // CLI11 takes its words from the back.
        std::reverse(argv.words.begin(), argv.words.end());
        app.parse(std::move(argv.words));
        parsed.args = in_order(app, options);
    } catch (const std::exception& error) {
        parsed.problems.emplace_back(ErrorCode::usage_invalid, error.what());
    }
    return parsed;
}

}  // namespace rtrip::cli
