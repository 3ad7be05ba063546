// SPDX-License-Identifier: MIT
#include "cli/normalize.hpp"

#include <optional>
#include <string_view>

#include "base/escape.hpp"

namespace rtrip::cli {
namespace {

struct LongMatch {
    const Flag* flag = nullptr;
    bool on = true;
    bool ambiguous = false;
};

/// Whole names first; then prefixes, of which there must be one. "-N" style switches have both forms.
LongMatch match_long(std::string_view name) {
    if (const Flag* whole = find_flag(name)) return {whole, true, false};
    const bool negated = name.starts_with("no-");
    const std::string_view positive = negated ? name.substr(3) : name;
    if (negated) {
        if (const Flag* whole = find_flag(positive)) return {whole, false, false};
    }
    LongMatch match;
    for (const Flag& flag : flag_table()) {
        const bool plain = flag.name.starts_with(name);
        const bool off = negated && !flag.takes_value() && flag.name.starts_with(positive);
        if (name.empty() || (!plain && !off)) continue;
        if (match.flag != nullptr) match.ambiguous = true;
        match.flag = &flag;
        match.on = plain;
    }
    return match;
}

class Normalizer {
public:
    explicit Normalizer(std::span<const std::string> words) : words_(words) {}

    NormalArgv run() {
        bool options = true;
        while (next_ < words_.size()) {
            const std::string& word = words_[next_++];
            if (options && word == "--") {
                options = false;
            } else if (options && word.starts_with("--")) {
                long_option(word);
            } else if (options && word.size() > 1 && word.front() == '-') {
                short_options(word);
            } else {
                out_.words.emplace_back("--url");
                out_.words.push_back(word);
                use(flag_of(FlagId::url), true);
            }
        }
        return std::move(out_);
    }

private:
    void problem(std::string_view option, std::string_view what) {
        // A value attached to an unknown option may be a secret, so the option's name alone is shown.
        out_.problems.emplace_back(ErrorCode::usage_invalid,
                                   "option " + escape_prefix(option, 60) + ": " + std::string(what));
    }

    void use(const Flag& flag, bool on) {
        for (const NormalArgv::Used& used : out_.used) {
            if (used.flag == &flag && used.on == on) return;
        }
        out_.used.push_back({&flag, on});
    }

    void take_switch(const Flag& flag, bool on) {
        if (flag.id == FlagId::help) {
            out_.help = true;
            if (next_ < words_.size()) out_.help_topic = words_[next_++];
            return;
        }
        if (flag.id == FlagId::version) {
            out_.version = true;
            return;
        }
        out_.words.push_back((on ? "--" : "--no-") + std::string(flag.name));
        use(flag, on);
    }

    void take_value(const Flag& flag, std::string_view shown, std::optional<std::string> attached) {
        if (!attached && next_ == words_.size()) {
            problem(shown, "needs a value (" + std::string(flag.value) + ")");
            return;
        }
        out_.words.push_back("--" + std::string(flag.name));
        out_.words.push_back(attached ? std::move(*attached) : words_[next_++]);
        use(flag, true);
    }

    void long_option(std::string_view word) {
        const std::size_t equals = word.find('=');
        const std::string_view shown = word.substr(0, equals);
        const LongMatch match = match_long(shown.substr(2));
        std::optional<std::string> attached;
        if (equals != std::string_view::npos) attached = std::string(word.substr(equals + 1));
        if (match.flag == nullptr) return problem(shown, "is unknown");
        if (match.ambiguous) return problem(shown, "is ambiguous");
        if (!match.on && match.flag->takes_value())
            return problem(shown, "--no- is for switches, this one takes a value");
        if (match.flag->takes_value()) return take_value(*match.flag, shown, std::move(attached));
        if (attached) return problem(shown, "takes no value");
        take_switch(*match.flag, match.on);
    }

    void short_options(std::string_view word) {
        for (std::size_t i = 1; i < word.size(); ++i) {
            const std::string shown{'-', word[i]};
            const Flag* flag = find_flag(word[i]);
            if (flag == nullptr) return problem(shown, "is unknown");
            if (flag->takes_value()) {
                std::optional<std::string> attached;
                if (i + 1 < word.size()) attached = std::string(word.substr(i + 1));
                return take_value(*flag, shown, std::move(attached));
            }
            // The letter of a switch that is on from the start turns it off, as curl's -N does.
            take_switch(*flag, !is_on_by_default(flag->id));
        }
    }

    std::span<const std::string> words_;
    std::size_t next_ = 0;
    NormalArgv out_;
};

}  // namespace

NormalArgv normalize(std::span<const std::string> words) {
    return Normalizer(words).run();
}

}  // namespace rtrip::cli
