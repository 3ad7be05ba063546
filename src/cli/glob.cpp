// SPDX-License-Identifier: MIT
#include "cli/glob.hpp"

#include <limits>

#include "base/ascii.hpp"
#include "cli/values.hpp"

namespace rtrip::cli {
namespace {

constexpr std::size_t kMaxSetEntries = 100'000;

/// The length of an IPv6 literal (or "[]") at the start of the text, 0 when there is none: those brackets are text.
std::size_t bracket_text_length(std::string_view text) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return 0;
    const std::string_view inside = text.substr(1, close - 1);
    std::size_t colons = 0;
    for (const char c : inside.substr(0, inside.find('%'))) {
        if (c == ':') {
            ++colons;
        } else if (!ascii::is_hex(c) && c != '.') {
            return 0;
        }
    }
    return inside.empty() || colons >= 2 ? close + 1 : 0;
}

}  // namespace

std::uint64_t Glob::Part::size() const {
    if (!variable) return 1;
    return set.empty() ? (last - first) / step + 1 : set.size();
}

std::string Glob::Part::value() const {
    if (!set.empty()) return set[index];
    const std::uint64_t number = first + index * step;
    if (letters) return std::string(1, static_cast<char>(number));
    std::string digits = std::to_string(number);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

struct Glob::Parser {
    std::string_view text;
    std::size_t at = 0;
    std::vector<Part> parts{1};

    [[nodiscard]] std::unexpected<Error> bad(std::string_view what, std::size_t where) const {
        return fail(ErrorCode::url_malformed, std::string(what) + " at byte " + std::to_string(where + 1) +
                                                  " of the URL; -g takes brackets and braces literally");
    }

    Result<void> run() {
        while (at < text.size()) {
            const char c = text[at];
            Result<void> done;
            if (c == '\\' && at + 1 < text.size() &&
                std::string_view("{}[],").find(text[at + 1]) != std::string::npos) {
                parts.back().literal += text[at + 1];
                at += 2;
            } else if (c == '{') {
                done = take_set();
            } else if (c == '[') {
                done = take_bracket();
            } else if (c == '}' || c == ']') {
                done = bad(std::string("unmatched '") + c + "'", at);
            } else {
                parts.back().literal += c;
                ++at;
            }
            if (!done) return done;
        }
        return {};
    }

    Result<void> take_bracket() {
        if (const std::size_t length = bracket_text_length(text.substr(at))) {
            parts.back().literal += text.substr(at, length);
            at += length;
            return {};
        }
        return take_range();
    }

    Result<void> take_set() {
        const std::size_t opened = at++;
        Part& part = parts.back();
        part.variable = true;
        part.set.emplace_back();
        for (; at < text.size() && text[at] != '}'; ++at) {
            char c = text[at];
            if (c == '{' || c == '[') return bad("nested braces", at);
            if (c == ']') return bad("unexpected ']'", at);
            if (c == ',') {
                if (part.set.size() == kMaxSetEntries) return bad("too many entries in a set", at);
                part.set.emplace_back();
                continue;
            }
            if (c == '\\' && at + 1 < text.size()) c = text[++at];
            part.set.back() += c;
        }
        if (at == text.size()) return bad("unmatched '{'", opened);
        if (part.set.size() == 1 && part.set.front().empty()) return bad("empty braces", opened);
        ++at;
        parts.emplace_back();
        return {};
    }

    Result<void> take_range() {
        const std::size_t opened = at;
        const std::size_t close = text.find(']', at);
        if (close == std::string_view::npos) return bad("unmatched '['", opened);
        std::string_view inside = text.substr(at + 1, close - at - 1);
        Part& part = parts.back();
        part.variable = true;
        if (const std::size_t colon = inside.rfind(':'); colon != std::string_view::npos) {
            const auto step = parse_number(inside.substr(colon + 1));
            if (!step || *step == 0) return bad("bad step of a range", opened);
            part.step = *step;
            inside = inside.substr(0, colon);
        }
        const std::size_t dash = inside.find('-');
        if (dash == std::string_view::npos || !set_bounds(part, inside.substr(0, dash), inside.substr(dash + 1))) {
            return bad("bad range", opened);
        }
        if (part.first > part.last || (part.step > part.last - part.first && part.first != part.last)) {
            return bad("bad range", opened);
        }
        at = close + 1;
        parts.emplace_back();
        return {};
    }

    static bool set_bounds(Part& part, std::string_view first, std::string_view last) {
        if (first.size() == 1 && last.size() == 1 && ascii::is_alpha(first.front()) && ascii::is_alpha(last.front())) {
            part.letters = true;
            part.first = static_cast<unsigned char>(first.front());
            part.last = static_cast<unsigned char>(last.front());
            return true;
        }
        const auto low = parse_number(first);
        const auto high = parse_number(last);
        // The whole range of 64 bits has one number more than 64 bits can count.
        if (!low || !high || *high > std::uint64_t(std::numeric_limits<std::int64_t>::max())) return false;
        part.first = *low;
        part.last = *high;
        if (first.front() == '0') part.width = first.size();
        return true;
    }
};

Result<Glob> Glob::parse(std::string_view pattern, GlobMode mode) {
    Glob glob;
    if (mode == GlobMode::literal) {
        glob.parts_.resize(1);
        glob.parts_.front().literal = pattern;
        return glob;
    }
    Parser parser{pattern};
    if (Result<void> done = parser.run(); !done) return fail(std::move(done.error()));
    glob.parts_ = std::move(parser.parts);
    return glob;
}

std::uint64_t Glob::count() const {
    std::uint64_t total = 1;
    for (const Part& part : parts_) {
        if (__builtin_mul_overflow(total, part.size(), &total)) return std::numeric_limits<std::uint64_t>::max();
    }
    return total;
}

std::string Glob::current() const {
    std::string out;
    for (const Part& part : parts_) {
        out += part.literal;
        if (part.variable) out += part.value();
    }
    return out;
}

bool Glob::advance() {
    for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
        if (++part->index < part->size()) return true;
        part->index = 0;
    }
    return false;
}

std::string Glob::substitute(std::string_view text) const {
    std::vector<const Part*> variables;
    for (const Part& part : parts_) {
        if (part.variable) variables.push_back(&part);
    }
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::size_t end = i + 1;
        while (text[i] == '#' && end < text.size() && ascii::is_digit(text[end])) ++end;
        const auto number = parse_number(text.substr(i + 1, end - i - 1));
        if (text[i] != '#' || !number || *number == 0 || *number > variables.size()) {
            out += text[i];
            continue;
        }
        out += variables[*number - 1]->value();
        i = end - 1;
    }
    return out;
}

}  // namespace rtrip::cli
