// SPDX-License-Identifier: MIT
#include "rtrip/netrc.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace rtrip {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

char unescaped(char c) {
    switch (c) {
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return c;
    }
}

class Words {
public:
    explicit Words(std::string_view text) : rest_(text) {}

    // The next word, or nothing at the end or after an error.
    std::optional<std::string> next() {
        skip_space_and_comments();
        if (rest_.empty()) return std::nullopt;
        if (rest_.front() == '"') return quoted();
        const auto* const end = std::find_if(rest_.begin(), rest_.end(), is_space);
        std::string word(rest_.begin(), end);
        rest_.remove_prefix(word.size());
        return word;
    }

    // The lines of a macro: up to an empty one.
    void skip_macro() {
        bool first = true;  // the rest of the line with its name
        while (!rest_.empty()) {
            const std::size_t end = std::min(rest_.find('\n'), rest_.size());
            const std::string_view line = rest_.substr(0, end);
            rest_.remove_prefix(std::min(end + 1, rest_.size()));
            if (!first && (line.empty() || line == "\r")) return;
            first = false;
        }
    }

    [[nodiscard]] bool open_quote() const { return open_quote_; }

private:
    void skip_space_and_comments() {
        while (!rest_.empty()) {
            if (is_space(rest_.front())) {
                rest_.remove_prefix(1);
            } else if (rest_.front() == '#') {
                rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
            } else {
                return;
            }
        }
    }

    std::optional<std::string> quoted() {
        rest_.remove_prefix(1);
        std::string word;
        while (!rest_.empty() && rest_.front() != '\n') {
            const char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '"') return word;
            if (c == '\\' && !rest_.empty()) {
                word += unescaped(rest_.front());
                rest_.remove_prefix(1);
            } else {
                word += c;
            }
        }
        open_quote_ = true;
        rest_ = {};
        return std::nullopt;
    }

    std::string_view rest_;
    bool open_quote_ = false;
};

std::unexpected<Error> unreadable(std::string message) {
    return fail(ErrorCode::config_unreadable, "netrc: " + std::move(message));
}

bool takes_word(std::string_view keyword) {
    return keyword == "machine" || keyword == "login" || keyword == "password" || keyword == "account" ||
           keyword == "macdef";
}

}  // namespace

Result<Netrc> Netrc::parse(std::string_view text) {
    Netrc netrc;
    Words words(text);
    while (const auto keyword = words.next()) {
        if (*keyword == "default") {
            netrc.entries_.emplace_back();
            continue;
        }
        if (!takes_word(*keyword)) continue;
        auto value = words.next();
        if (words.open_quote()) break;
        if (!value) return unreadable("nothing follows \"" + *keyword + "\"");
        if (*keyword == "macdef") {
            words.skip_macro();
        } else if (*keyword == "machine") {
            netrc.entries_.emplace_back();
            netrc.entries_.back().host = ascii::lower(*value);
        } else if (!netrc.entries_.empty() && *keyword == "login") {
            netrc.entries_.back().login = std::move(*value);
        } else if (!netrc.entries_.empty() && *keyword == "password") {
            netrc.entries_.back().password = std::move(*value);
        }
    }
    if (words.open_quote()) return unreadable("a quote is never closed");
    return netrc;
}

std::optional<Credentials> Netrc::find(std::string_view host, const std::optional<std::string>& user) const {
    const std::string name = ascii::lower(host);
    const auto fits = [&user](const NetrcEntry& entry) {
        return user ? !entry.login || entry.login == user : entry.login.has_value();
    };
    const auto make = [&user](const NetrcEntry& entry) {
        return Credentials{user ? *user : entry.login.value_or(""), entry.password.value_or("")};
    };
    bool known_host = false;
    for (const NetrcEntry& entry : entries_) {
        if (entry.host.empty() || entry.host != name) continue;
        known_host = true;
        if (fits(entry)) return make(entry);
    }
    const auto fallback =
        std::find_if(entries_.begin(), entries_.end(), [](const NetrcEntry& entry) { return entry.host.empty(); });
    if (fallback == entries_.end() || !fits(*fallback)) return std::nullopt;
    // A host with entries of its own gets the default one's only when its login was asked for by name (curl
    // CVE-2025-0167 is the password of another).
    if (known_host && (!user || fallback->login != user)) return std::nullopt;
    return make(*fallback);
}

}  // namespace rtrip
