// SPDX-License-Identifier: MIT
#include "policy/challenge.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace rtrip {
namespace {

// Takes pieces off the front of a field value.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    // Commas and white space between elements.
    void skip_separators() {
        while (!rest_.empty() && (ascii::is_ows(rest_.front()) || rest_.front() == ',')) rest_.remove_prefix(1);
    }

    // The rest of an element that makes no sense.
    void skip_element() {
        while (!rest_.empty() && rest_.front() != ',') {
            if (rest_.front() == '"') {
                quoted();
            } else {
                rest_.remove_prefix(1);
            }
        }
    }

    std::string_view token() {
        const auto* const end = std::find_if_not(rest_.begin(), rest_.end(), ascii::is_tchar);
        return take(static_cast<std::size_t>(end - rest_.begin()));
    }

    // "=" and a value; absent, and nothing taken, when there is no "=".
    std::optional<std::string> value() {
        const std::string_view before = rest_;
        skip_ows();
        if (!rest_.starts_with('=')) {
            rest_ = before;
            return std::nullopt;
        }
        rest_.remove_prefix(1);
        skip_ows();
        if (rest_.starts_with('"')) return quoted();
        // Servers leave out quotes around values that need them; such a value ends at a comma or at white space.
        const auto* const end =
            std::find_if(rest_.begin(), rest_.end(), [](char c) { return c == ',' || ascii::is_ows(c); });
        return std::string(take(static_cast<std::size_t>(end - rest_.begin())));
    }

    // What some schemes have behind their name: an element that is one run of base 64 and padding.
    std::string_view token68() {
        const std::string_view before = rest_;
        skip_ows();
        std::size_t n = 0;
        while (n < rest_.size() && is_token68(rest_[n])) ++n;
        const std::size_t letters = n;
        while (n < rest_.size() && rest_[n] == '=') ++n;
        const std::string_view behind = ascii::trim_ows(rest_.substr(n));
        if (letters > 0 && (behind.empty() || behind.front() == ',')) return take(n);
        rest_ = before;
        return {};
    }

private:
    static bool is_token68(char c) {
        return ascii::is_alnum(c) || std::string_view("-._~+/").find(c) != std::string_view::npos;
    }

    void skip_ows() {
        while (!rest_.empty() && ascii::is_ows(rest_.front())) rest_.remove_prefix(1);
    }

    std::string_view take(std::size_t n) {
        const std::string_view taken = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return taken;
    }

    // A quoted string, unquoted; one that is never closed reaches to the end.
    std::string quoted() {
        rest_.remove_prefix(1);
        std::string text;
        while (!rest_.empty()) {
            const char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '"') break;
            if (c == '\\' && !rest_.empty()) {
                text += rest_.front();
                rest_.remove_prefix(1);
            } else {
                text += c;
            }
        }
        return text;
    }

    std::string_view rest_;
};

void parse_field(std::string_view field, std::vector<Challenge>& out) {
    Cursor cursor(field);
    Challenge* current = nullptr;
    for (cursor.skip_separators(); !cursor.at_end(); cursor.skip_separators()) {
        const std::string name = ascii::lower(cursor.token());
        if (name.empty()) {
            cursor.skip_element();
            continue;
        }
        if (auto value = cursor.value()) {
            if (current != nullptr) current->parameters.push_back(Parameter{name, std::move(*value)});
            continue;
        }
        out.push_back(Challenge{name, {}, {}});
        current = &out.back();
        current->token68 = std::string(cursor.token68());
    }
}

}  // namespace

std::optional<std::string_view> Challenge::parameter(std::string_view name) const {
    const auto found = std::find_if(parameters.rbegin(), parameters.rend(),
                                    [name](const Parameter& candidate) { return candidate.name == name; });
    if (found == parameters.rend()) return std::nullopt;
    return found->value;
}

std::vector<Challenge> parse_challenges(const std::vector<std::string_view>& values) {
    std::vector<Challenge> out;
    for (const std::string_view field : values) parse_field(field, out);
    return out;
}

}  // namespace rtrip
