// SPDX-License-Identifier: MIT
#include "cli/normalize.hpp"

#include <optional>
#include <string_view>

#include "base/escape.hpp"
#include "cli/foreign_options.hpp"

namespace rtrip::cli {
namespace {

/// A name's meaning: an option of ours, one that only curl has, or neither.
struct Match {
    const Flag* flag = nullptr;
    const ForeignOption* foreign = nullptr;
    bool on = true;
    bool ambiguous = false;

    [[nodiscard]] bool empty() const { return flag == nullptr && foreign == nullptr; }
};

bool is_known(const Flag& flag, Dialect dialect) {
    return dialect == Dialect::rtrip || flag.origin == Origin::curl;
}

bool is_switch(const ForeignOption& option) {
    return option.form == ForeignForm::plain;
}

Match match_whole(std::string_view name, Dialect dialect) {
    const Flag* flag = find_flag(name);
    if (flag != nullptr && is_known(*flag, dialect)) return {flag, nullptr};
    return {nullptr, dialect == Dialect::curl ? find_foreign(name) : nullptr};
}

/// Whole names first; then prefixes, of which there must be one. "-N" style switches have both forms.
Match match_long(std::string_view name, Dialect dialect) {
    if (const Match whole = match_whole(name, dialect); !whole.empty()) return whole;
    const bool negated = name.starts_with("no-");
    const std::string_view positive = negated ? name.substr(3) : name;
    if (negated) {
        Match whole = match_whole(positive, dialect);
        whole.on = false;
        if (!whole.empty()) return whole;
    }
    Match match;
    if (name.empty()) return match;
    const auto fits = [&](std::string_view candidate, bool switches) {
        const bool plain = candidate.starts_with(name);
        if (!plain && !(negated && switches && candidate.starts_with(positive))) return false;
        match.ambiguous = !match.empty();
        match.on = plain;
        return true;
    };
    for (const Flag& flag : flag_table()) {
        if (is_known(flag, dialect) && fits(flag.name, !flag.takes_value())) match.flag = &flag;
        if (match.ambiguous) return match;
    }
    if (dialect == Dialect::rtrip) return match;
    for (const ForeignOption& option : foreign_options()) {
        if (fits(option.name, is_switch(option))) match.foreign = &option;
        if (match.ambiguous) return match;
    }
    return match;
}

Match match_short(char letter, Dialect dialect) {
    const Flag* flag = find_flag(letter);
    if (flag != nullptr && is_known(*flag, dialect)) return {flag, nullptr};
    return {nullptr, dialect == Dialect::curl ? find_foreign(letter) : nullptr};
}

class Normalizer {
public:
    Normalizer(std::span<const std::string> words, Dialect dialect) : words_(words), dialect_(dialect) {}

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
            } else if (options && takes_command(word)) {
                out_.command = find_command(word);
            } else {
                operands_ = true;
                out_.words.emplace_back("--url");
                out_.words.push_back(word);
                use(flag_of(FlagId::url), true);
            }
        }
        return std::move(out_);
    }

private:
    /// The first word that is no option may be a command's name; in what is pasted from elsewhere it is not.
    [[nodiscard]] bool takes_command(std::string_view word) const {
        return !operands_ && out_.command == nullptr && dialect_ == Dialect::rtrip && find_command(word) != nullptr;
    }

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

    /// An option that only curl has. `attached`: its value came with it.
    void take_foreign(const ForeignOption& option, bool attached) {
        const std::string shown = "--" + std::string(option.name);
        if (!is_switch(option) && !attached) {
            if (next_ == words_.size()) return problem(shown, "needs a value");
            ++next_;
        }
        if (option.use != ForeignUse::refused) {
            out_.warnings.push_back(shown + " is skipped: " + std::string(skipped_because(option.use)));
            return;
        }
        const std::string advice = option.advice.empty() ? "" : "; " + std::string(option.advice);
        problem(shown, "is one of curl's that rtrip does not have" + advice);
    }

    void unknown(std::string_view shown, bool own) {
        const bool misplaced = own && dialect_ == Dialect::curl;
        problem(shown, misplaced ? "is rtrip's own; put it outside of the curl command" : "is unknown");
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
        const Match match = match_long(shown.substr(2), dialect_);
        std::optional<std::string> attached;
        if (equals != std::string_view::npos) attached = std::string(word.substr(equals + 1));
        if (match.ambiguous) return problem(shown, "is ambiguous");
        if (match.foreign != nullptr) return take_foreign(*match.foreign, attached.has_value());
        if (match.flag == nullptr) return unknown(shown, find_flag(shown.substr(2)) != nullptr);
        if (!match.on && match.flag->takes_value())
            return problem(shown, "--no- is for switches, this one takes a value");
        if (!match.on && is_choice(match.flag->id))
            return problem(shown, "--no- is for what can be off, this one chooses between several");
        if (match.flag->takes_value()) return take_value(*match.flag, shown, std::move(attached));
        if (attached) return problem(shown, "takes no value");
        take_switch(*match.flag, match.on);
    }

    void short_options(std::string_view word) {
        for (std::size_t i = 1; i < word.size(); ++i) {
            const std::string shown{'-', word[i]};
            const Match match = match_short(word[i], dialect_);
            if (match.foreign != nullptr) {
                take_foreign(*match.foreign, i + 1 < word.size());
                if (!is_switch(*match.foreign)) return;
                continue;
            }
            const Flag* flag = match.flag;
            if (flag == nullptr) return unknown(shown, false);
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
    Dialect dialect_;
    std::size_t next_ = 0;
    bool operands_ = false;  ///< There were words that are no options.
    NormalArgv out_;
};

}  // namespace

NormalArgv normalize(std::span<const std::string> words, Dialect dialect) {
    return Normalizer(words, dialect).run();
}

}  // namespace rtrip::cli
